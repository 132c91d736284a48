/** Watching the run on the ledger: questions, answers, accusations (§10, spec/Challenge.tla). */
import { refuse } from "../refusal.js";
import { unanswered } from "./course.js";
import { afterLie } from "./credit.js";
import { checkExecutor, checkMonitor, has, taskIn, withElement, withJob } from "./job.js";
import { marked, proved } from "./proof.js";

/** The last block of a run that is watched. */
export const watchedUntil = (parameters, job) =>
  job.deadline - BigInt(job.terms.run_window) + BigInt(parameters.watch_window);

/** When a question of the block that is being made is due. */
export const due = (parameters, state) => state.height + 1n + BigInt(parameters.answer_window);

export function challenge({ parameters, judge }, state, sender, { job: id, proof }) {
  const job = taskIn(state, id, "RUN");
  checkMonitor(job, sender);
  if (has(job.challenged, sender)) refuse("ALREADY_CHALLENGED", { node: sender });
  const last = watchedUntil(parameters, job);
  if (state.height >= last) refuse("WATCH_OVER", { last });
  judge.checkQuestion(state, id, sender, proof);
  return withJob(state, id, { challenged: { ...job.challenged, [sender]: due(parameters, state) } });
}

export function answer({ judge }, state, sender, { job: id, evidence }) {
  const job = taskIn(state, id, "RUN");
  checkExecutor(job, sender);
  const { monitor } = evidence;
  if (!unanswered(job).includes(monitor)) refuse("NOT_CHALLENGED", { monitor });
  judge.checkPasses(state, id, { phase: "during", monitor }, evidence);
  return withJob(state, id, { answered: withElement(job.answered, monitor) });
}

/** Evidence that fails proves; evidence that passes makes the accusation a lie. */
export function accuse({ parameters, judge }, state, sender, { job: id, evidence }) {
  const job = taskIn(state, id, "RUN", "CONFIRM");
  checkMonitor(job, sender);
  if (job.liars.includes(sender)) refuse("HAS_LIED", { node: sender });
  if (judge.passes(state, id, { phase: "during", monitor: sender }, evidence)) {
    return afterLie(withJob(state, id, marked(job, sender)), sender, parameters.monitor_penalty);
  }
  return withJob(state, id, { ...proved(job, "EXECUTOR_FAULT"), provers: withElement(job.provers, sender) });
}
