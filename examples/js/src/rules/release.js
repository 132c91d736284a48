/** The owners' keys, released and disputed (§9, spec/Release.tla, spec/Dispute.tla). */
import { refuse } from "../refusal.js";
import { checkExecutor, has, taskIn, withJob } from "./job.js";
import { proved } from "./proof.js";

const FAULT = { task: "OWNER_FAULT", service: "SERVICE_FAULT" };

export function releaseKey({ judge }, state, sender, { job: id, part, key }) {
  const job = taskIn(state, id, "KEYS");
  const owner = part === "task" ? job.terms.owner : job.terms.service_owner;
  if (sender !== owner) refuse("NOT_KEY_OWNER", { sender, owner });
  if (has(job.keys, part)) refuse("KEY_ALREADY_RELEASED", { part });
  judge.checkReleasedKey(job, part, key);
  return withJob(state, id, { keys: { ...job.keys, [part]: key } });
}

export function disputeKey({ judge }, state, sender, { job: id, part, opening, piece }) {
  const job = taskIn(state, id, "RUN");
  checkExecutor(job, sender);
  judge.checkKeyIsAtFault(state, job, part, opening, piece);
  return withJob(state, id, proved(job, FAULT[part]));
}
