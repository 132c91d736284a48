/** Who is paid what, to the unit, and who earns and loses credit (§12, §13, spec/Settlement.tla). */
import { silent } from "./enrolment.js";
import { EMPTY, fee, groupPay, has, isTask, min, monitors, sum } from "./job.js";

const SHARES_DEPOSIT = ["ADMITTED", "DUPLICATE", "REFUSED"];

const members = (job) => Object.keys(job.group);
const liarsOf = (job) => job.liars.filter((node) => has(job.group, node));

/** Who has a wage. */
function paid(job, outcome) {
  const spoke = {
    DONE: () => job.confirmed.filter((node) => !has(job.asked, node)),
    EXECUTOR_FAULT: () => [
      ...job.approved,
      ...Object.keys(job.challenged),
      ...job.confirmed,
      ...job.provers,
      ...(job.given ? [] : Object.keys(job.asked)),
    ],
    OWNER_FAULT: () => job.approved,
    SERVICE_FAULT: () => job.approved,
    ADMITTED: () => job.confirmed,
    DUPLICATE: () => job.confirmed,
    REFUSED: () => Object.keys(job.credentials),
  };
  const found = new Set(spoke[outcome]?.() ?? []);
  return [...found].filter((node) => !liarsOf(job).includes(node));
}

/** Who said nothing in the window that ran out. */
function absent(job, outcome) {
  if (!isTask(job)) return outcome === "UNFILLED" ? [] : silent(job);
  if (!["DONE", "UNDECIDED"].includes(outcome)) return [];
  const spoke = job.stage === "APPROVE" ? job.approved : [...job.confirmed, ...Object.keys(job.asked), ...liarsOf(job)];
  return monitors(job).filter((node) => !spoke.includes(node));
}

/** One wage, whoever else is paid: a share for each monitor of the group. */
function wage(parameters, job, outcome) {
  const count = BigInt(monitors(job).length);
  if (count === 0n) return 0n;
  if (!isTask(job)) return (job.terms.deposit - fee(parameters, job)) / count;
  const pay = groupPay(parameters, job.terms);
  const full = (pay - pay / 2n) / count;
  return outcome === "SERVICE_FAULT" ? min(full, (BigInt(job.terms.tau) * parameters.vote_pay) / count) : full;
}

/** All amounts of one job as it ends. */
class Accounts {
  constructor(parameters, job, outcome) {
    Object.assign(this, { parameters, job, outcome, terms: job.terms });
    this.fee = fee(parameters, job);
    this.paid = paid(job, outcome);
    this.wage = wage(parameters, job, outcome);
    this.wages = this.wage * BigInt(this.paid.length);
    this.liars = liarsOf(job);
    this.priceIfReleased = isTask(job) && has(job.keys, "service") ? job.terms.price : 0n;
    this.pay = isTask(job) ? groupPay(parameters, job.terms) : job.terms.deposit - this.fee;
    this.executorPay = isTask(job) ? this.pay / 2n : 0n;
  }

  toBond() {
    return isTask(this.job) && this.outcome !== "SERVICE_FAULT" ? this.terms.hold : 0n;
  }

  /** What nobody is due, of what the outcome shares out. */
  leftOver() {
    if (["DONE", "OWNER_FAULT"].includes(this.outcome)) return this.pay - this.executorPay - this.wages;
    if (this.outcome === "EXECUTOR_FAULT") return this.terms.deposit - this.fee - this.priceIfReleased - this.wages;
    if (this.outcome === "SERVICE_FAULT") return this.terms.hold - this.fee - this.wages;
    return SHARES_DEPOSIT.includes(this.outcome) ? this.pay - this.wages : 0n;
  }

  burned() {
    return this.fee + this.leftOver() + this.terms.deposit * BigInt(this.liars.length);
  }

  toTaskOwner() {
    if (this.outcome === "DONE") return 0n;
    if (this.outcome === "OWNER_FAULT") return this.terms.price - this.priceIfReleased;
    if (["EXECUTOR_FAULT", "SERVICE_FAULT"].includes(this.outcome)) return this.terms.payment;
    return this.terms.payment - this.fee;
  }

  toServiceOwner() {
    if (this.outcome === "DONE") return this.terms.price;
    return ["EXECUTOR_FAULT", "OWNER_FAULT"].includes(this.outcome) ? this.priceIfReleased : 0n;
  }

  toCandidate() {
    return SHARES_DEPOSIT.includes(this.outcome) ? 0n : this.pay;
  }

  toMember(node) {
    const { deposit } = this.terms;
    if (node === this.job.executor) {
      if (this.outcome === "EXECUTOR_FAULT") return 0n;
      return ["DONE", "OWNER_FAULT"].includes(this.outcome) ? deposit + this.executorPay : deposit;
    }
    if (this.liars.includes(node)) return 0n;
    return this.paid.includes(node) ? deposit + this.wage : deposit;
  }

  /** Everybody's share, by role; one account may have several. */
  shares() {
    const owners = isTask(this.job)
      ? [[this.terms.owner, this.toTaskOwner()], [this.terms.service_owner, this.toServiceOwner()]]
      : [[this.terms.candidate, this.toCandidate()]];
    return [...owners, ...members(this.job).map((node) => [node, this.toMember(node)])];
  }

  earnedBy(node) {
    if (this.outcome === "DONE" && node === this.job.executor) return this.parameters.executor_reward;
    const rewards = ["DONE", "EXECUTOR_FAULT", ...SHARES_DEPOSIT].includes(this.outcome);
    return rewards && this.paid.includes(node) ? this.parameters.monitor_reward : 0n;
  }

  lostBy(node) {
    if (this.outcome === "EXECUTOR_FAULT" && node === this.job.executor) return this.parameters.executor_penalty;
    return absent(this.job, this.outcome).includes(node) ? this.parameters.absence_penalty : 0n;
  }
}

/** Sums by name, without zeros. */
export function sums(pairs) {
  const names = [...new Set(pairs.map(([name]) => name))].sort();
  const totals = names.map((name) => [name, sum(pairs.filter(([other]) => other === name).map(([, amount]) => amount))]);
  return Object.fromEntries(totals.filter(([, total]) => total !== 0n));
}

/**
 * What a job pays, burns and does to credit when it ends.
 * @param {object} parameters
 * @param {object} job as it stands before it is settled
 * @param {string} outcome
 */
export function settlement(parameters, job, outcome) {
  const accounts = new Accounts(parameters, job, outcome);
  return {
    payouts: sums(accounts.shares()),
    bond: accounts.toBond(),
    burned: accounts.burned(),
    earned: sums(members(job).map((node) => [node, accounts.earnedBy(node)])),
    lost: sums(members(job).map((node) => [node, accounts.lostBy(node)])),
  };
}

/** What the ledger keeps of a settled job. */
export function settled(job, outcome, payouts) {
  const { terms, round, group, executor } = job;
  return { ...EMPTY, terms, round, group, executor, stage: "SETTLED", outcome, payouts };
}
