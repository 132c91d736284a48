/** A candidate challenged and answering, and the outcome of its join (§5, spec/Enrolment.tla). */
import { refuse } from "../refusal.js";
import { isQuorum } from "./committee.js";
import { isOver } from "./course.js";
import { afterLie } from "./credit.js";
import { checkCandidate, checkMonitor, deadlineAfter, has, isTask, joinIn, monitors, withElement, withJob } from "./job.js";
import { marked, proved } from "./proof.js";

export const HOLDING = ["ACTIVE", "SUSPENDED"];

export function challengeCandidate({ parameters }, state, sender, { job: id, credential }) {
  const job = joinIn(state, id, "ENROL");
  checkMonitor(job, sender);
  if (has(job.credentials, sender)) refuse("ALREADY_CHALLENGED", { node: sender });
  const last = job.deadline - BigInt(parameters.answer_window);
  if (state.height >= last) refuse("CHALLENGES_OVER", { last });
  return withJob(state, id, { credentials: { ...job.credentials, [sender]: credential } });
}

export function answerCredential(_context, state, sender, { job: id, attestor, answer }) {
  const job = joinIn(state, id, "ENROL");
  checkCandidate(job, sender);
  if (!has(job.credentials, attestor) || has(job.answers, attestor)) refuse("NOT_CHALLENGED", { monitor: attestor });
  return withJob(state, id, { answers: { ...job.answers, [attestor]: answer } });
}

/** A vote for the candidate, a proof against it, or a lie of the attestor. */
export function confirmCandidate({ parameters, judge }, state, sender, { job: id, opening }) {
  const job = joinIn(state, id, "CONFIRM");
  checkMonitor(job, sender);
  if (!has(job.credentials, sender)) refuse("NO_CREDENTIAL", { node: sender });
  if ([...job.confirmed, ...job.provers].includes(sender)) refuse("ALREADY_CONFIRMED", { node: sender });
  if (job.liars.includes(sender)) refuse("HAS_LIED", { node: sender });
  if (!judge.isMadeAgain(state, id, sender, opening)) {
    return afterLie(withJob(state, id, marked(job, sender)), sender, parameters.monitor_penalty);
  }
  if (judge.isAnsweredRightly(state, id, sender, opening)) {
    return withJob(state, id, { confirmed: withElement(job.confirmed, sender) });
  }
  return withJob(state, id, { ...proved(job, "REFUSED"), provers: withElement(job.provers, sender) });
}

/** The outcome with which the tick would end a join, whoever holds the endorsement key. */
export function joinVerdict(job, height) {
  if (job.stage === "ENROL") return isOver(job, height) && job.shown === null ? "REFUSED" : null;
  if (job.stage !== "CONFIRM") return null;
  if (job.proven !== null) return job.proven;
  if (!isOver(job, height)) return null;
  return isQuorum(job, job.confirmed) ? "ADMITTED" : "UNDECIDED";
}

/** Whether a node holds the key, or another candidate with it and a lower id would be admitted at this tick. */
function isHeldByAnother(state, job, height) {
  const { candidate } = job.terms;
  const { endorsement } = state.nodes[candidate];
  const holds = (node) => HOLDING.includes(node.status) && node.endorsement === endorsement;
  const isBefore = (other) =>
    !isTask(other) &&
    other.terms.candidate < candidate &&
    joinVerdict(other, height) === "ADMITTED" &&
    state.nodes[other.terms.candidate].endorsement === endorsement;
  return Object.values(state.nodes).some(holds) || Object.values(state.jobs).some(isBefore);
}

export function joinEndsAs(state, job, height) {
  const verdict = joinVerdict(job, height);
  return verdict === "ADMITTED" && isHeldByAnother(state, job, height) ? "DUPLICATE" : verdict;
}

/** A join that does not end: attestors confirm once the window for answers is over. */
export function joinGoesOn(parameters, state, job) {
  if (job.stage !== "ENROL" || !isOver(job, state.height + 1n)) return job;
  return { ...job, stage: "CONFIRM", deadline: deadlineAfter(state, parameters.confirm_window) };
}

/** The attestors that said nothing in the stage that is over; after a proof nobody had to have spoken. */
export function silent(job) {
  if (job.proven !== null) return [];
  if (job.stage === "ENROL") return monitors(job).filter((node) => !has(job.credentials, node));
  return monitors(job).filter((node) => !job.confirmed.includes(node) && !job.liars.includes(node));
}
