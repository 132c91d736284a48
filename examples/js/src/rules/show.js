/** The machine shown, and approved (§9, §5, spec/Show.tla, spec/Approval.tla). */
import { refuse } from "../refusal.js";
import { checkCandidate, checkExecutor, checkMonitor, has, isTask, jobIn, taskIn, withElement, withJob } from "./job.js";

export function show({ judge }, state, sender, { job: id, evidence }) {
  const isJoin = has(state.jobs, id) && !isTask(state.jobs[id]);
  const job = jobIn(state, id, isJoin ? "ENROL" : "READY");
  if (isJoin) checkCandidate(job, sender);
  else checkExecutor(job, sender);
  if (job.shown !== null) refuse("ALREADY_SHOWN");
  judge.checkPasses(state, id, { phase: "before", monitor: null }, evidence);
  return withJob(state, id, { shown: evidence });
}

/** In KEYS, where a quorum has approved already, it decides only pay. */
export function approve(_context, state, sender, { job: id }) {
  const job = taskIn(state, id, "APPROVE", "KEYS");
  checkMonitor(job, sender);
  if (job.approved.includes(sender)) refuse("ALREADY_APPROVED", { node: sender });
  return withJob(state, id, { approved: withElement(job.approved, sender) });
}
