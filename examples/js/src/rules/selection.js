/** The draw of a group (§6, spec/Selection.tla): snapshots, claims, rounds. */
import { refuse, refusalOf } from "../refusal.js";
import { elected, weight } from "./committee.js";
import { afterLie } from "./credit.js";
import {
  balanceOf, deadlineAfter, has, isBusy, isTask, jobIn, parties, sum, withElement, withJob, withPaid,
} from "./job.js";

/** Every active node weighs its credit, whatever the job asks for and whoever is busy. */
export function weighing(nodes) {
  const active = Object.entries(nodes).filter(([, node]) => node.status === "ACTIVE" && node.credit > 0n);
  return Object.fromEntries(active.map(([id, node]) => [id, node.credit]));
}

/** What keeps a node from making a claim, as things stand now. */
function checkConditions(parameters, state, sender, job) {
  const node = state.nodes[sender];
  if (node.status !== "ACTIVE") refuse("NODE_NOT_ACTIVE", { status: node.status });
  const needed = isTask(job) ? job.terms.requirement.min_credit : 0n;
  if (node.credit < needed) refuse("CREDIT_TOO_LOW", { credit: node.credit, needed });
  const { since } = node;
  if (since + BigInt(parameters.lookback) > job.posted) refuse("KEY_TOO_NEW", { since, posted: job.posted });
  if (parties(job).some((party) => [sender, node.identity.owner].includes(party))) refuse("NODE_OF_PARTY", { node: sender });
  if (isBusy(state, sender)) refuse("NODE_BUSY", { node: sender });
  const { deposit } = job.terms;
  const balance = balanceOf(state, sender);
  if (balance < deposit) refuse("BALANCE_TOO_LOW", { balance, needed: deposit });
}

/** A claim wins a place, or it is a lie. */
export function apply({ parameters, judge }, state, sender, claim) {
  const { job: id, round } = claim;
  const job = jobIn(state, id, "APPLY");
  if (round !== job.round) refuse("WRONG_ROUND", { given: round, expected: job.round });
  if (!has(job.snapshot, sender)) refuse("NOT_IN_SNAPSHOT", { node: sender });
  if (has(job.group, sender) || job.liars.includes(sender)) refuse("ALREADY_APPLIED", { node: sender });
  checkConditions(parameters, state, sender, job);
  judge.checkEncryptionKeys(sender, claim);
  let won = null;
  const lie = refusalOf(() => {
    won = judge.ticket(state, id, sender, claim.proof);
  });
  if (lie !== null) {
    const told = withJob(state, id, { liars: withElement(job.liars, sender) });
    return afterLie(told, sender, parameters.forged_claim_penalty);
  }
  const place = { ...won, encryption_keys: claim.encryption_keys };
  const { deposit } = job.terms;
  const change = { group: { ...job.group, [sender]: place }, escrow: job.escrow + deposit };
  return withJob(withPaid(state, sender, -deposit), id, change);
}

/** W: all weight there is in the round. */
export const totalWeight = (job) => sum(Object.values(job.snapshot));

const minGroup = (parameters, job) => parameters.min_group - (isTask(job) ? 0 : 1);
const floor = (parameters, job) =>
  isTask(job)
    ? [parameters.floor_numerator, parameters.floor_denominator]
    : [parameters.join_floor_numerator, parameters.join_floor_denominator];

/** Enough members, and more than the floor's share of tau besides the executor. */
export function groupStands(parameters, job) {
  const members = Object.keys(job.group);
  if (members.length < minGroup(parameters, job) || members.length === 0) return false;
  const [numerator, denominator] = floor(parameters, job);
  const watching = isTask(job) ? members.filter((node) => node !== elected(job.group)) : members;
  return weight(job, watching) * BigInt(denominator) > BigInt(numerator) * BigInt(job.terms.tau);
}

/** A round opens, the first or another; the tick fills in its snapshot. */
export function openRound(parameters, state, job) {
  const returned = BigInt(Object.keys(job.group).length) * job.terms.deposit;
  return {
    ...job,
    stage: "APPLY",
    round: job.round + 1,
    deadline: deadlineAfter(state, parameters.apply_window),
    group: {},
    escrow: job.escrow - returned,
  };
}

/** The window of applications closed, and the job is not given up. */
export function closeDraw(parameters, state, job) {
  if (!groupStands(parameters, job)) return openRound(parameters, state, job);
  if (!isTask(job)) {
    return { ...job, stage: "ENROL", deadline: deadlineAfter(state, parameters.enrol_window + parameters.answer_window) };
  }
  return { ...job, stage: "READY", deadline: deadlineAfter(state, parameters.ready_window), executor: elected(job.group) };
}
