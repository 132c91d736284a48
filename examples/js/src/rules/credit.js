/** Credit (§13, spec/Credit.tla): lies, newcomers, and scaling to the constant total. */
import { max, min, sum, withNode } from "./job.js";

/** The state after a lie: its penalty or a tenth of the credit, whichever is more, is lost at once. */
export function afterLie(state, node, penalty) {
  const { credit } = state.nodes[node];
  return withNode(state, node, { credit: max(0n, credit - max(penalty, credit / 10n)) });
}

/** What a candidate begins with: half the mean of what the nodes that were active hold, at most. */
export function joiningCredit(parameters, held) {
  const total = sum(held);
  return total === 0n ? parameters.join_credit : min(parameters.join_credit, total / (2n * BigInt(held.length)));
}

/**
 * Scaled to the total by largest remainder: floors, then a unit each to the greatest remainders, ties to the lower id.
 * @param {bigint} total
 * @param {Record<string, bigint>} credit
 */
export function normalised(total, credit) {
  const all = sum(Object.values(credit));
  if (all === 0n) return credit;
  const shares = Object.entries(credit).map(([node, units]) => ({
    node,
    floor: (units * total) / all,
    rest: (units * total) % all,
  }));
  const missing = Number(total - sum(shares.map((share) => share.floor)));
  const before = (one, other) =>
    one.rest === other.rest ? (one.node < other.node ? -1 : 1) : one.rest > other.rest ? -1 : 1;
  const luckier = new Set([...shares].sort(before).slice(0, missing).map((share) => share.node));
  return Object.fromEntries(shares.map(({ node, floor }) => [node, floor + (luckier.has(node) ? 1n : 0n)]));
}
