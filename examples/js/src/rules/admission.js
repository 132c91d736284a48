/** Joining, leaving, and the log of a node's boot (§5, spec/Admission.tla). */
import { refuse } from "../refusal.js";
import { HOLDING } from "./enrolment.js";
import { checkBalance, deadlineAfter, EMPTY, isBusy, withNode, withPaid } from "./job.js";
import { checkIdIsFree } from "./market.js";

const LIVE = ["JOINING", ...HOLDING];

const statusOf = (state, node) => state.nodes[node]?.status ?? "NONE";

export function join(context, state, sender, { identity }) {
  const { parameters, id, judge } = context;
  checkIdIsFree(context, state);
  if (LIVE.includes(statusOf(state, sender))) refuse("NODE_IS_LIVE", { status: statusOf(state, sender) });
  checkBalance(state, sender, parameters.join_deposit);
  const endorsement = judge.endorsementOf(sender, identity, state.height + 1n);
  if ((state.nodes[sender]?.endorsement ?? endorsement) !== endorsement) refuse("EK_CHANGED", { node: sender });
  const holder = Object.entries(state.nodes).find(
    ([, node]) => HOLDING.includes(node.status) && node.endorsement === endorsement,
  );
  if (holder !== undefined) refuse("EK_IN_USE", { node: holder[0] });
  const since = state.height + 1n;
  const job = {
    ...EMPTY,
    terms: { kind: "join", candidate: sender, deposit: parameters.join_deposit, tau: parameters.tau },
    stage: "POSTED",
    posted: since,
    deadline: deadlineAfter(state, parameters.draw_delay),
    escrow: parameters.join_deposit,
  };
  const node = { identity, endorsement, status: "JOINING", credit: 0n, since, log: "" };
  const paid = withPaid(state, sender, -parameters.join_deposit);
  return { ...paid, nodes: { ...state.nodes, [sender]: node }, jobs: { ...state.jobs, [id]: job } };
}

function checkNode(state, sender, statuses) {
  const status = statusOf(state, sender);
  if (!statuses.includes(status)) refuse("NODE_NOT_LIVE", { status });
  if (isBusy(state, sender)) refuse("NODE_BUSY", { node: sender });
}

export function leave(_context, state, sender) {
  checkNode(state, sender, HOLDING);
  return withNode(state, sender, { status: "LEFT", credit: 0n, log: "" });
}

export function publishLog(_context, state, sender, { log }) {
  checkNode(state, sender, LIVE);
  return withNode(state, sender, { log });
}
