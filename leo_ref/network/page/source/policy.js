// What the page may connect to, once that is known: a second policy, which the browser holds it to until it is loaded
// anew. The first one, in the file, has to allow every address, since people type it.

let allowed = null;

// Whether the page may use this source; if it is bound to another one, it has to be loaded anew first.
export function bind(source) {
  if (allowed !== null) return allowed === source;
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `connect-src ${source}`;
  document.head.append(policy);
  allowed = source;
  return true;
}
