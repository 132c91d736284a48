/** Claims of the draw (§6): the message, and the votes that a proof shows. */
import { digest } from "./encoding/digest.js";
import { fromHex, numberBE, toHex } from "./octets.js";
import { refuse } from "./refusal.js";
import { sortition } from "./sortition.js";
import { verify } from "./vrf.js";

/** The message of a node's draw. */
export function alpha({ beacon, job, node, round }) {
  return digest("leo/select", { beacon, job, node, round });
}

/**
 * What a proof wins: votes above zero, or a refusal.
 * @param {import("./vrf.js").Suite} suite
 * @param {{key: string, alpha: Uint8Array, proof: string}} claim
 * @param {{weight: bigint, total: bigint, tau: number}} draw
 */
export function ticket(suite, claim, { weight, total, tau }) {
  const beta = verify(suite, fromHex(claim.key), claim.alpha, fromHex(claim.proof));
  const j = sortition(numberBE(beta), weight, total, BigInt(tau));
  if (j === 0n) refuse("NOT_DRAWN", { weight, total, tau: BigInt(tau) });
  return { j: Number(j), beta: toHex(beta) };
}
