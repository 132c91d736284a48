/** The tick that ends a block (§4, spec/Block.tla): all jobs at once, from the state before it. */
import { isOver, taskEndsAs, taskGoesOn } from "./course.js";
import { joiningCredit, normalised } from "./credit.js";
import { joinEndsAs, joinGoesOn } from "./enrolment.js";
import { isTask, max, sum, withPaid } from "./job.js";
import { closeDraw, groupStands, openRound, weighing } from "./selection.js";
import { settled, settlement, sums } from "./settlement.js";

const OPENED = ["APPLY", "ENROL", "READY", "RUN"];

/** The outcome with which this tick settles a job, or null. */
function settlesAs(parameters, state, job) {
  const height = state.height + 1n;
  if (job.stage === "APPLY") {
    const givenUp = isOver(job, height) && !groupStands(parameters, job) && job.round === parameters.rounds;
    return givenUp ? "UNFILLED" : null;
  }
  return isTask(job) ? taskEndsAs(job, height) : joinEndsAs(state, job, height);
}

/** A job that is not settled, after the tick; but for beacon and snapshot. */
function goesOn(parameters, state, job) {
  const over = isOver(job, state.height + 1n);
  if (job.stage === "POSTED") return over ? openRound(parameters, state, job) : job;
  if (job.stage === "APPLY") return over ? closeDraw(parameters, state, job) : job;
  return isTask(job) ? taskGoesOn(parameters, state, job) : joinGoesOn(parameters, state, job);
}

/** What one job does in this tick. */
function moved(parameters, state, id) {
  const job = state.jobs[id];
  const outcome = settlesAs(parameters, state, job);
  if (outcome !== null) {
    const { payouts, ...rest } = settlement(parameters, job, outcome);
    return { id, before: job, outcome, payouts, ...rest, after: settled(job, outcome, payouts) };
  }
  const after = goesOn(parameters, state, job);
  const failed = job.stage === "APPLY" && after.stage === "APPLY" && after !== job;
  const payouts = failed ? Object.fromEntries(Object.keys(job.group).map((node) => [node, job.terms.deposit])) : {};
  return { id, before: job, outcome, payouts, bond: 0n, burned: 0n, earned: {}, lost: {}, after };
}

const entriesOf = (moves, name) => moves.flatMap((move) => Object.entries(move[name]));

/** Credits and statuses, once settled jobs gave and took. */
function nodesAfter(parameters, nodes, moves) {
  const [earned, lost] = [sums(entriesOf(moves, "earned")), sums(entriesOf(moves, "lost"))];
  const ended = moves.filter((move) => move.outcome !== null && !isTask(move.before));
  const outcomeOf = Object.fromEntries(ended.map((move) => [move.before.terms.candidate, move.outcome]));
  // A candidate that is turned away leaves, and who leaves has no credit.
  const holds = (id) => nodes[id].status === "ACTIVE" && outcomeOf[id] === undefined;
  const held = (id) => (holds(id) ? max(0n, nodes[id].credit + (earned[id] ?? 0n) - (lost[id] ?? 0n)) : 0n);
  const active = Object.keys(nodes).filter((id) => nodes[id].status === "ACTIVE");
  const begin = joiningCredit(parameters, active.map(held));
  const credit = Object.fromEntries(
    Object.keys(nodes).map((id) => [id, outcomeOf[id] === "ADMITTED" ? begin : held(id)]),
  );
  const scaled = normalised(parameters.total_credit, credit);
  const after = (id) => {
    const node = { ...nodes[id], credit: scaled[id] };
    if (outcomeOf[id] === "ADMITTED") return { ...node, status: "ACTIVE" };
    if (outcomeOf[id] !== undefined) return { ...node, status: "LEFT", log: "" };
    return node.status === "ACTIVE" && scaled[id] === 0n ? { ...node, status: "SUSPENDED" } : node;
  };
  return Object.fromEntries(Object.keys(nodes).map((id) => [id, after(id)]));
}

/** Services after the tick, and what is paid to owners of those that are not live. */
function servicesAfter(services, moves) {
  const freed = [];
  const after = Object.entries(services).map(([id, service]) => {
    const own = moves.filter((move) => isTask(move.before) && move.before.terms.service === id);
    const bond = service.bond + sum(own.map((move) => move.bond));
    const live = service.live && !own.some((move) => move.outcome === "SERVICE_FAULT");
    if (!live) freed.push([service.owner, bond]);
    return [id, { ...service, live, bond: live ? bond : 0n }];
  });
  return { services: Object.fromEntries(after), freed };
}

/**
 * @param {object} parameters
 * @param {object} state
 * @param {string} beacon of the block that the tick ends
 */
export function tick(parameters, state, beacon) {
  const moves = Object.keys(state.jobs).map((id) => moved(parameters, state, id));
  const { services, freed } = servicesAfter(state.services, moves);
  const nodes = nodesAfter(parameters, state.nodes, moves);
  const opened = ({ before, after }) => {
    if (after === before || !OPENED.includes(after.stage)) return after;
    const snapshot = after.stage === "APPLY" ? weighing(nodes) : after.snapshot;
    return { ...after, beacon, snapshot };
  };
  const jobs = Object.fromEntries(moves.map((move) => [move.id, opened(move)]));
  const paid = Object.entries(sums([...entriesOf(moves, "payouts"), ...freed])).reduce(
    (before, [account, amount]) => withPaid(before, account, amount),
    state,
  );
  const burned = state.burned + sum(moves.map((move) => move.burned));
  return { ...paid, height: state.height + 1n, beacon, nodes, services, jobs, burned };
}
