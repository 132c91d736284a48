/** What this implementation does not do: one reason for each kind of request. */
export class Unsupported extends Error {}

const TPM = "what TPMs and firmware write, and X.509, are not read";
const REASONS = {
  transcript: "transcripts are not replayed",
  appraise: "quotes of TPMs are not appraised",
  phases: "quotes of TPMs are not appraised",
};

/** @param {string} request */
export function reason(request) {
  return REASONS[request] ?? TPM;
}
