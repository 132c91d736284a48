/** Answers to the requests of the conformance protocol. */
import { Refusal } from "./refusal.js";
import { REQUESTS } from "./requests.js";
import { reason, Unsupported } from "./unsupported.js";

/**
 * @param {{request: string}} asked with the fields of the request
 * @returns {{ok: unknown} | {refused: object} | {unsupported: string} | {error: object}}
 */
export function answer({ request, ...fields }) {
  if (!Object.hasOwn(REQUESTS, request)) return { unsupported: reason(request) };
  try {
    return { ok: REQUESTS[request](fields) };
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: error.message };
    if (error instanceof Refusal) return { refused: { code: error.code, values: error.values } };
    // What is left are fields that are missing or of another kind, which no rule refuses.
    return { error: { code: "MALFORMED", detail: String(error) } };
  }
}
