/** The closed group: who executes, and what a quorum is (§7, §11, spec/Committee.tla). */
import { monitors } from "./job.js";

/** Whether a place is before another: higher j, then lower beta, then lower node id. */
function leads([node, place], [otherNode, other]) {
  if (place.j !== other.j) return place.j > other.j;
  if (place.beta !== other.beta) return place.beta < other.beta;
  return node < otherNode;
}

/** @param {Record<string, {j: number, beta: string}>} group not empty; betas are of one length */
export function elected(group) {
  return Object.entries(group).reduce((best, place) => (leads(place, best) ? place : best))[0];
}

/** J of several members. */
export function weight(job, nodes) {
  return nodes.reduce((votes, node) => votes + BigInt(job.group[node]?.j ?? 0), 0n);
}

/** Strictly more than half of the J of all monitors, heard or not. */
export function isQuorum(job, nodes) {
  return 2n * weight(job, nodes) > weight(job, monitors(job));
}
