/** The sealed result: payment requested, the result asked for, given and confirmed (§10, §11, spec/Result.tla). */
import { refuse } from "../refusal.js";
import { due, watchedUntil } from "./challenge.js";
import { unanswered } from "./course.js";
import { afterLie } from "./credit.js";
import { checkExecutor, checkMonitor, has, taskIn, withElement, withJob } from "./job.js";
import { marked, proved } from "./proof.js";

export function requestPayment({ parameters, judge }, state, sender, { job: id, result, evidence }) {
  const job = taskIn(state, id, "RUN");
  checkExecutor(job, sender);
  if (job.requested !== null) refuse("ALREADY_REQUESTED");
  const last = watchedUntil(parameters, job);
  if (state.height < last) refuse("WATCH_NOT_OVER", { last });
  const [monitor] = unanswered(job).sort();
  if (monitor !== undefined) refuse("CHALLENGE_OPEN", { monitor });
  judge.checkPasses(state, id, { phase: "after", monitor: null, result }, evidence);
  return withJob(state, id, { requested: result });
}

export function askResult({ parameters }, state, sender, { job: id }) {
  const job = taskIn(state, id, "CONFIRM");
  checkMonitor(job, sender);
  if (has(job.asked, sender)) refuse("ALREADY_ASKED", { node: sender });
  if (job.confirmed.includes(sender)) refuse("ALREADY_CONFIRMED", { node: sender });
  if (job.given) refuse("RESULT_GIVEN");
  const last = job.deadline - 2n * BigInt(parameters.answer_window);
  if (state.height >= last) refuse("ASK_OVER", { last });
  return withJob(state, id, { asked: { ...job.asked, [sender]: due(parameters, state) } });
}

export function giveResult({ judge }, state, sender, { job: id, result }) {
  const job = taskIn(state, id, "CONFIRM");
  checkExecutor(job, sender);
  if (Object.keys(job.asked).length === 0) refuse("RESULT_NOT_ASKED");
  if (job.given) refuse("RESULT_GIVEN");
  judge.checkResult(job, result);
  return withJob(state, id, { given: true });
}

/** Evidence that fails makes a confirmation a lie, and is a proof all the same. */
export function confirm({ parameters, judge }, state, sender, { job: id, evidence }) {
  const job = taskIn(state, id, "CONFIRM");
  checkMonitor(job, sender);
  if (job.confirmed.includes(sender)) refuse("ALREADY_CONFIRMED", { node: sender });
  if (job.liars.includes(sender)) refuse("HAS_LIED", { node: sender });
  if (judge.passes(state, id, { phase: "during", monitor: sender }, evidence)) {
    return withJob(state, id, { confirmed: withElement(job.confirmed, sender) });
  }
  const lied = withJob(state, id, { ...proved(job, "EXECUTOR_FAULT"), ...marked(job, sender) });
  return afterLie(lied, sender, parameters.monitor_penalty);
}
