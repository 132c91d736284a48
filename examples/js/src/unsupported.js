/** What this implementation does not do: one reason for each kind of request. */
const TPM = "formats of TPMs and X.509 are not implemented";
const REASONS = {
  transcript: "transcripts are not implemented",
};

/** @param {string} request */
export function unsupported(request) {
  return REASONS[request] ?? TPM;
}
