/** What a job is about, and what the rules share (§4, spec/Ledger.tla). */
import { refuse } from "../refusal.js";

export const OPEN = ["POSTED", "APPLY", "ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM"];

/** An empty job: what a settled one goes back to, but for what it keeps. */
export const EMPTY = Object.freeze({
  posted: 0n,
  round: 0,
  deadline: 0n,
  beacon: "",
  escrow: 0n,
  snapshot: {},
  group: {},
  executor: null,
  liars: [],
  shown: null,
  approved: [],
  keys: {},
  requested: null,
  challenged: {},
  answered: [],
  asked: {},
  given: false,
  confirmed: [],
  provers: [],
  proven: null,
  credentials: {},
  answers: {},
  outcome: null,
  payouts: {},
});

export const isTask = (job) => job.terms.kind === "task";
export const isOpen = (job) => OPEN.includes(job.stage);
export const has = (map, key) => Object.hasOwn(map, key);
export const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0n);
export const max = (one, other) => (one > other ? one : other);
export const min = (one, other) => (one < other ? one : other);

/** The members that do not execute; in a join everybody. */
export const monitors = (job) => Object.keys(job.group).filter((node) => node !== job.executor);
export const isMonitor = (job, node) => has(job.group, node) && node !== job.executor;

/** What is kept of a service's bond for a task of so many votes. */
export const holdFor = (parameters, tau) => parameters.gas_fee + BigInt(tau) * parameters.vote_pay;

/** F (§12): in a join once for each round that was drawn. */
export const fee = (parameters, job) => (isTask(job) ? parameters.gas_fee : parameters.join_fee * BigInt(job.round));

/** G (§12): what the payment leaves for executor and monitors. */
export const groupPay = (parameters, terms) => terms.payment - parameters.gas_fee - terms.price;

export const parties = ({ terms }) => (terms.kind === "task" ? [terms.owner, terms.service_owner] : [terms.candidate]);

/** A window opened by the block that is being made is open for so many further blocks. */
export const deadlineAfter = (state, window) => state.height + 1n + BigInt(window);

export const isBusy = (state, node) => Object.values(state.jobs).some((job) => isOpen(job) && has(job.group, node));

/** With an element more, in order and once. */
export const withElement = (set, element) => [...set.filter((other) => other !== element), element].sort();
export const without = (set, element) => set.filter((other) => other !== element);

/** The state with a job changed. */
export function withJob(state, id, change) {
  return { ...state, jobs: { ...state.jobs, [id]: { ...state.jobs[id], ...change } } };
}

/** The state with a node changed. */
export function withNode(state, id, change) {
  return { ...state, nodes: { ...state.nodes, [id]: { ...state.nodes[id], ...change } } };
}

export const balanceOf = (state, account) => state.accounts[account]?.balance ?? 0n;

/** The state with an amount added to a balance, or taken where it is negative. */
export function withPaid(state, account, amount) {
  if (amount === 0n) return state;
  const before = state.accounts[account] ?? { balance: 0n, counter: 0 };
  return { ...state, accounts: { ...state.accounts, [account]: { ...before, balance: before.balance + amount } } };
}

export function checkBalance(state, account, needed) {
  const balance = balanceOf(state, account);
  if (balance < needed) refuse("BALANCE_TOO_LOW", { balance, needed });
}

/** The job, in one of these stages. */
export function jobIn(state, id, ...stages) {
  if (!has(state.jobs, id)) refuse("NO_SUCH_JOB", { job: id });
  const job = state.jobs[id];
  if (!stages.includes(job.stage)) refuse("WRONG_STAGE", { stage: job.stage });
  return job;
}

export function taskIn(state, id, ...stages) {
  if (has(state.jobs, id) && !isTask(state.jobs[id])) refuse("NOT_A_TASK", { job: id });
  return jobIn(state, id, ...stages);
}

export function joinIn(state, id, ...stages) {
  if (has(state.jobs, id) && isTask(state.jobs[id])) refuse("NOT_A_JOIN", { job: id });
  return jobIn(state, id, ...stages);
}

export function checkMonitor(job, node) {
  if (!isMonitor(job, node)) refuse("NOT_A_MONITOR", { node });
}

export function checkExecutor(job, sender) {
  if (sender !== job.executor) refuse("NOT_EXECUTOR", { sender, executor: job.executor });
}

export function checkCandidate(job, sender) {
  const { candidate } = job.terms;
  if (sender !== candidate) refuse("NOT_CANDIDATE", { sender, candidate });
}
