/** What each tick does to a task after its draw (§4, spec/Course.tla). */
import { isQuorum } from "./committee.js";
import { deadlineAfter, has } from "./job.js";

/** Whether the window of a job closes with the tick of the block at this height. */
export const isOver = (job, height) => height >= job.deadline;

const hasBothKeys = (job) => has(job.keys, "task") && has(job.keys, "service");
const somethingDue = (due, nodes, height) => nodes.some((node) => height >= due[node]);

/** Monitors whose question on the ledger was not answered. */
export const unanswered = (job) => Object.keys(job.challenged).filter((node) => !job.answered.includes(node));

/** The owner who let the keys window pass; both missing is the task owner's fault. */
const missingKeyOutcome = (job) => (has(job.keys, "task") ? "SERVICE_FAULT" : "OWNER_FAULT");

const ENDS = {
  READY: (job, over) => (over && job.shown === null ? "EXECUTOR_FAULT" : null),
  APPROVE: (job, over) => (over && !isQuorum(job, job.approved) ? "UNDECIDED" : null),
  KEYS: (job, over) => (over && !hasBothKeys(job) ? missingKeyOutcome(job) : null),
  RUN: (job, over, height) => {
    if (job.proven !== null) return job.proven;
    if (somethingDue(job.challenged, unanswered(job), height)) return "EXECUTOR_FAULT";
    return over && job.requested === null ? "EXECUTOR_FAULT" : null;
  },
  CONFIRM: (job, over, height) => {
    if (job.proven !== null) return job.proven;
    if (!job.given && somethingDue(job.asked, Object.keys(job.asked), height)) return "EXECUTOR_FAULT";
    if (!over) return null;
    return isQuorum(job, job.confirmed) ? "DONE" : "UNDECIDED";
  },
};

/** The outcome with which the tick of the block at this height ends a task, or null where it goes on. */
export function taskEndsAs(job, height) {
  return ENDS[job.stage]?.(job, isOver(job, height), height) ?? null;
}

/** A task that does not end: in its next stage if it has what it waited for, else as it was. */
export function taskGoesOn(parameters, state, job) {
  const opens = (stage, window) => ({ ...job, stage, deadline: deadlineAfter(state, window) });
  if (job.stage === "READY" && job.shown !== null) return opens("APPROVE", parameters.approve_window);
  if (job.stage === "APPROVE" && isQuorum(job, job.approved)) return opens("KEYS", parameters.keys_window);
  if (job.stage === "KEYS" && hasBothKeys(job)) return opens("RUN", job.terms.run_window);
  if (job.stage === "RUN" && job.requested !== null) return opens("CONFIRM", parameters.confirm_window);
  return job;
}
