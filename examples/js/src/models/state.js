/** A model's state and the ledger's: values of TLA+ in JSON on one side, records on the other. */
import { has, holdFor } from "../rules/job.js";

// Every parameter that is an amount or a credit; all others are counts (docs/records.md).
const AMOUNTS = [
  "gas_fee", "vote_pay", "join_deposit", "join_fee", "join_credit", "executor_reward", "executor_penalty",
  "monitor_reward", "monitor_penalty", "absence_penalty", "forged_claim_penalty", "total_credit",
];
const NO_PAYLOAD = { length: 16, root: "00".repeat(32) };
export const SHOWN = { finding: "pass" };
export const RESULT = "right";

const each = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
const units = (object) => each(object, BigInt);
const numbers = (object) => each(object, Number);
const elements = (set) => [...set["#set"]].sort();
const setOf = (array) => ({ "#set": [...array].sort() });
const orNull = (name) => (name === "NONE" ? null : name);
const orNone = (name) => name ?? "NONE";

/** What never changes in a model, as the rules know it. */
export class Constants {
  /** @param {Record<string, any>} constants of the model, in JSON */
  constructor(constants) {
    Object.assign(this, constants);
    this.parameters = each(constants.Params, (value, name) => (AMOUNTS.includes(name) ? BigInt(value) : value));
    this.accounts = [...constants.Ids, ...constants.Owners["#set"]];
    const inOrder = constants.Ids.every((id, index) => index === 0 || constants.Ids[index - 1] < id);
    if (!inOrder) throw new Error("the names of the nodes are not in the order of their texts");
  }

  identity(node) {
    return { owner: this.NodeOwner[node] };
  }

  offer(service) {
    const { price, least_tau, least_result_limit, least_time_limit } = this.Services[service];
    return { code: NO_PAYLOAD, price: BigInt(price), least_tau, least_result_limit, least_time_limit };
  }

  /** The transaction that posts a task, without its kind. */
  post(task) {
    const { service, payment, deposit, min_credit, tau, run_window, result_limit, time_limit } = this.Tasks[task];
    return {
      service,
      data: NO_PAYLOAD,
      requirement: { min_credit: BigInt(min_credit), time_limit },
      payment: BigInt(payment),
      deposit: BigInt(deposit),
      tau,
      run_window,
      result_limit,
    };
  }

  terms(job) {
    if (has(this.Joins, job)) {
      const { join_deposit: deposit, tau } = this.parameters;
      return { kind: "join", candidate: this.Joins[job], deposit, tau };
    }
    const { owner, service, tau } = this.Tasks[job];
    const { owner: service_owner, price } = this.Services[service];
    return { ...this.post(job), kind: "task", owner, service_owner, price: BigInt(price), hold: holdFor(this.parameters, tau) };
  }

  /** The place that a node's draw gives it: betas are ranks. */
  place(job, round, node) {
    const { j, beta } = this.Draw[job][round - 1][node];
    return { j, beta: beta.toString(16).padStart(128, "0") };
  }
}

function jobIn(constants, id, job) {
  return {
    terms: constants.terms(id),
    stage: job.stage,
    posted: BigInt(job.posted),
    round: job.round,
    deadline: BigInt(job.deadline),
    beacon: "",
    escrow: BigInt(job.escrow),
    snapshot: units(job.snapshot),
    group: Object.fromEntries(elements(job.group).map((node) => [node, constants.place(id, job.round, node)])),
    executor: orNull(job.executor),
    liars: elements(job.liars),
    shown: job.shown ? SHOWN : null,
    approved: elements(job.approved),
    keys: job.keys,
    requested: job.requested ? RESULT : null,
    challenged: units(job.challenged),
    answered: elements(job.answered),
    asked: units(job.asked),
    given: job.given,
    confirmed: elements(job.confirmed),
    provers: elements(job.provers),
    proven: orNull(job.proven),
    credentials: job.credentials,
    answers: job.answers,
    outcome: orNull(job.outcome),
    payouts: units(job.payouts),
  };
}

function jobOut(job) {
  return {
    stage: job.stage,
    posted: Number(job.posted),
    round: job.round,
    deadline: Number(job.deadline),
    escrow: Number(job.escrow),
    snapshot: numbers(job.snapshot),
    group: setOf(Object.keys(job.group)),
    executor: orNone(job.executor),
    liars: setOf(job.liars),
    shown: job.shown !== null,
    approved: setOf(job.approved),
    keys: job.keys,
    requested: job.requested !== null,
    challenged: numbers(job.challenged),
    answered: setOf(job.answered),
    asked: numbers(job.asked),
    given: job.given,
    confirmed: setOf(job.confirmed),
    provers: setOf(job.provers),
    proven: orNone(job.proven),
    credentials: job.credentials,
    answers: job.answers,
    outcome: orNone(job.outcome),
    payouts: numbers(job.payouts),
  };
}

const NO_JOB = jobOut({
  stage: "NONE", posted: 0n, round: 0, deadline: 0n, escrow: 0n, snapshot: {}, group: {}, executor: null, liars: [],
  shown: null, approved: [], keys: {}, requested: null, challenged: {}, answered: [], asked: {}, given: false,
  confirmed: [], provers: [], proven: null, credentials: {}, answers: {}, outcome: null, payouts: {},
});

const present = (object, isAbsent) => Object.entries(object).filter(([, value]) => !isAbsent(value));

/** The ledger's state in a model's. */
export function stateIn(constants, model) {
  const nodes = present(model.status, (status) => status === "NONE").map(([node, status]) => [
    node,
    {
      identity: constants.identity(node),
      endorsement: constants.NodeEk[node],
      status,
      credit: BigInt(model.credit[node]),
      since: BigInt(model.since[node]),
      log: "",
    },
  ]);
  const services = present(model.service, ({ standing }) => standing === "NONE").map(([id, { standing, bond }]) => [
    id,
    { owner: constants.Services[id].owner, offer: constants.offer(id), live: standing === "LIVE", bond: BigInt(bond) },
  ]);
  const jobs = present(model.job, ({ stage }) => stage === "NONE").map(([id, job]) => [id, jobIn(constants, id, job)]);
  return {
    height: BigInt(model.height),
    beacon: "",
    accounts: each(model.balance, (balance) => ({ balance: BigInt(balance), counter: 0 })),
    nodes: Object.fromEntries(nodes),
    services: Object.fromEntries(services),
    jobs: Object.fromEntries(jobs),
    burned: BigInt(model.burned),
  };
}

/** A model's state with the ledger's in it; the variables of others stay as they are. */
export function stateOut(constants, model, state) {
  const ofNodes = (change, none) =>
    Object.fromEntries(constants.Ids.map((node) => [node, has(state.nodes, node) ? change(state.nodes[node]) : none]));
  const service = each(model.service, (_, id) => {
    if (!has(state.services, id)) return { standing: "NONE", bond: 0 };
    const { live, bond } = state.services[id];
    return { standing: live ? "LIVE" : "WITHDRAWN", bond: Number(bond) };
  });
  return {
    ...model,
    height: Number(state.height),
    balance: Object.fromEntries(constants.accounts.map((account) => [account, Number(state.accounts[account].balance)])),
    burned: Number(state.burned),
    credit: ofNodes((node) => Number(node.credit), 0),
    status: ofNodes((node) => node.status, "NONE"),
    since: ofNodes((node) => Number(node.since), 0),
    service,
    job: each(model.job, (_, id) => (has(state.jobs, id) ? jobOut(state.jobs[id]) : NO_JOB)),
  };
}
