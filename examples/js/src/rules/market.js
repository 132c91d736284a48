/** Money moves, services are offered, tasks are posted (§4, §6, spec/Market.tla). */
import { checkLength } from "../payload.js";
import { refuse } from "../refusal.js";
import { checkBalance, deadlineAfter, EMPTY, groupPay, has, holdFor, withPaid } from "./job.js";

export function transfer(_context, state, sender, { to, amount }) {
  if (amount === 0n) refuse("AMOUNT_ZERO");
  checkBalance(state, sender, amount);
  return withPaid(withPaid(state, sender, -amount), to, amount);
}

export function checkIdIsFree({ id }, state) {
  if (has(state.services, id) || has(state.jobs, id)) refuse("ID_TAKEN", { id });
}

function checkBond(bond, needed) {
  if (bond < needed) refuse("BOND_TOO_LOW", { bond, needed });
}

/** A bond holds one task at least. */
export function offerService(context, state, sender, { offer, bond }) {
  const { parameters, id } = context;
  checkIdIsFree(context, state);
  checkLength(offer.code.length);
  checkBond(bond, holdFor(parameters, Math.max(parameters.min_tau, offer.least_tau)));
  checkBalance(state, sender, bond);
  const service = { owner: sender, offer, live: true, bond };
  return { ...withPaid(state, sender, -bond), services: { ...state.services, [id]: service } };
}

function serviceOf(state, id) {
  if (!has(state.services, id)) refuse("NO_SUCH_SERVICE", { service: id });
  return state.services[id];
}

const withService = (state, id, change) => ({
  ...state,
  services: { ...state.services, [id]: { ...state.services[id], ...change } },
});

/** The tick pays the owner what is free of the bond. */
export function withdrawService(_context, state, sender, { service: id }) {
  const { owner, live } = serviceOf(state, id);
  if (sender !== owner) refuse("NOT_SERVICE_OWNER", { sender, owner });
  if (!live) refuse("SERVICE_NOT_LIVE", { service: id });
  return withService(state, id, { live: false });
}

function checkTerms(task, offer) {
  const terms = [
    ["least_tau", task.tau, offer.least_tau],
    ["least_result_limit", task.result_limit, offer.least_result_limit],
    ["least_time_limit", task.requirement.time_limit, offer.least_time_limit],
  ];
  for (const [term, given, least] of terms) if (given < least) refuse("TERMS_NOT_MET", { term, given, least });
}

function checkAmounts(parameters, task, price) {
  const { tau, payment, deposit } = task;
  const { min_tau: least, max_tau: most } = parameters;
  if (tau < least || tau > most) refuse("TAU_OUT_OF_RANGE", { tau, least, most });
  const needed = parameters.gas_fee + price + BigInt(tau) * parameters.vote_pay;
  if (payment < needed) refuse("PAYMENT_TOO_LOW", { payment, needed });
  // What an executor at fault pays at most: the fee, the price, and all wages.
  const pay = groupPay(parameters, { payment, price });
  const least_deposit = parameters.gas_fee + price + pay - pay / 2n;
  if (deposit < least_deposit) refuse("DEPOSIT_TOO_LOW", { deposit, needed: least_deposit });
  if (deposit > payment) refuse("DEPOSIT_TOO_HIGH", { deposit, most: payment });
}

function checkLimits(parameters, { run_window, result_limit, requirement: { time_limit } }) {
  if (run_window > parameters.max_run_window) refuse("RUN_WINDOW_TOO_LONG", { run_window, most: parameters.max_run_window });
  if (result_limit > parameters.max_result) refuse("RESULT_LIMIT_TOO_HIGH", { result_limit, most: parameters.max_result });
  const blocks = BigInt(run_window) - BigInt(parameters.watch_window) - 2n * BigInt(parameters.answer_window);
  const seconds = 2n * (BigInt(time_limit) + BigInt(parameters.handling));
  if (seconds > blocks * BigInt(parameters.seconds_per_block)) refuse("TIME_LIMIT_TOO_LONG", { time_limit, run_window });
}

export function postTask(context, state, sender, body) {
  const { parameters, id } = context;
  checkIdIsFree(context, state);
  checkLength(body.data.length);
  const service = serviceOf(state, body.service);
  if (!service.live) refuse("SERVICE_NOT_LIVE", { service: body.service });
  const { price } = service.offer;
  checkTerms(body, service.offer);
  checkAmounts(parameters, body, price);
  checkLimits(parameters, body);
  const hold = holdFor(parameters, body.tau);
  checkBond(service.bond, hold);
  checkBalance(state, sender, body.payment);
  const { kind, ...task } = body;
  const job = {
    ...EMPTY,
    terms: { ...task, kind: "task", owner: sender, service_owner: service.owner, price, hold },
    stage: "POSTED",
    posted: state.height + 1n,
    deadline: deadlineAfter(state, parameters.draw_delay),
    escrow: body.payment + hold,
  };
  const paid = withService(withPaid(state, sender, -body.payment), body.service, { bond: service.bond - hold });
  return { ...paid, jobs: { ...state.jobs, [id]: job } };
}
