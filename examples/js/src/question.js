/** Questions (§8, §10): their nonces, and when a monitor asks. */
import { digest } from "./encoding/digest.js";
import { numberBE } from "./octets.js";

/** The digest of a question: the nonce where the ledger asks, the message of the monitor's VRF where a monitor does. */
export function nonce({ beacon, job, round, phase, node }) {
  return digest("leo/nonce", { beacon, job, round, phase, node });
}

/**
 * In which block of the first part of the watch a monitor asks, counted from the one that opened RUN.
 * @param {string} proof of the monitor's question
 * @param {number} blocks
 */
export function moment(proof, blocks) {
  return Number(numberBE(digest("leo/moment", proof)) % BigInt(blocks));
}
