/** What the parties do off the ledger, as far as the protocol says it (spec/Election.tla, spec/Attestation.tla). */
import { refuse } from "../refusal.js";
import { elected } from "../rules/committee.js";

const elements = (set) => set["#set"];
const plus = (set, element) => ({ "#set": [...new Set([...elements(set), element])].sort() });

function jobIn({ state }, id, ...stages) {
  const job = state.job[id];
  if (job.stage === "NONE") refuse("NO_SUCH_JOB", { job: id });
  if (!stages.includes(job.stage)) refuse("WRONG_STAGE", { stage: job.stage });
  return job;
}

/** The announcement of one node reaches another (§6). */
export function announce(model, node, receiver) {
  const { constants, state } = model;
  const job = jobIn(model, constants.Subject, "APPLY", "READY");
  const heard = state.heard[receiver];
  if (elements(heard).includes(node)) refuse("ALREADY_HEARD", { node });
  if (constants.place(constants.Subject, job.round, node).j === 0) refuse("CLAIM_FORGED", { node });
  return { heard: { ...state.heard, [receiver]: plus(heard, node) } };
}

/** A member elects from the group on the ledger, once, and never from what it heard (§7). */
export function elect(model, member) {
  const { constants, state } = model;
  const job = jobIn(model, constants.Subject, "READY");
  const members = elements(job.group);
  if (!members.includes(member)) refuse("NOT_A_MEMBER", { node: member });
  if (state.elected[member] !== "NONE") refuse("ALREADY_ELECTED", { node: member });
  const places = members.map((node) => [node, constants.place(constants.Subject, job.round, node)]);
  return { elected: { ...state.elected, [member]: elected(Object.fromEntries(places)) } };
}

function monitorIn(model, member, stage) {
  const job = jobIn(model, model.constants.Attested, stage);
  if (!elements(job.group).includes(member) || member === job.executor) refuse("NOT_A_MONITOR", { node: member });
  return job;
}

/** The first signed answer to `during` reaches a monitor. */
export function see(model, member, finding) {
  const { state } = model;
  const job = monitorIn(model, member, "RUN");
  if (elements(job.answered).includes(member) || state.seen[member] !== "none") refuse("NOT_ASKED", { phase: "during" });
  return { seen: { ...state.seen, [member]: finding } };
}

/** The sealed result reaches a monitor. */
export function receive(model, member) {
  const { state } = model;
  const job = monitorIn(model, member, "CONFIRM");
  if (job.given || elements(state.holds).includes(member)) refuse("NOT_ASKED", { phase: "after" });
  return { holds: plus(state.holds, member) };
}
