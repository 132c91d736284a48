/** Whether an appraisal policy says of each register that is quoted what it must hold (docs/attestation.md). */
import { refuse } from "../refusal.js";

const FOR_JOBS = [8, 9, 11, 12, 13, 14, 15];
const KERNEL = 10;
const BEFORE_KERNEL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const WITH_SEPARATOR = [0, 1, 2, 3, 4, 5, 6, 7];
const HIGHEST = 23;

const isRising = (numbers) => numbers.every((number, index) => index === 0 || numbers[index - 1] < number);
const isSome = (registers) => registers.length > 0 && isRising(registers);

function bootLogIsSound({ registers, after_separator }) {
  if (!isSome(registers)) return false;
  if (typeof after_separator === "boolean") return true;
  return Object.keys(after_separator).map(Number).every((register) => WITH_SEPARATOR.includes(register) && registers.includes(register));
}

/** Whether each register that is quoted, and no other, is accounted for. */
function accountsForAll({ registers, job_register, references, boot_log, kernel_list }) {
  const told = [...references.map(({ register }) => register), ...(boot_log?.registers ?? [])];
  if (told.includes(job_register) || boot_log?.registers.includes(KERNEL)) return false;
  const accounted = new Set([...told, job_register, ...(kernel_list === null ? [] : [KERNEL])]);
  return accounted.size === registers.length && registers.every((register) => accounted.has(register));
}

/** Every condition with the part of the policy that is at fault where it does not hold, in order. */
function conditions(policy) {
  const { registers, job_register, references, boot_log, kernel_list } = policy;
  return [
    ["registers", isSome(registers) && registers.at(-1) <= HIGHEST],
    ["job_register", FOR_JOBS.includes(job_register)],
    ["references", isRising(references.map(({ register }) => register)) && references.every(({ values }) => values.length > 0)],
    ["boot_log", boot_log === null || bootLogIsSound(boot_log)],
    ["kernel_list", kernel_list === null || BEFORE_KERNEL.every((register) => registers.includes(register))],
    ["all", accountsForAll(policy)],
  ];
}

/**
 * @param {object} policy
 * @param {{onLedger?: boolean}} [options] on a ledger nobody asks for the kernel's list, which grows
 */
export function checkPolicy(policy, { onLedger = false } = {}) {
  const fault = conditions(policy).find(([, holds]) => !holds);
  if (fault !== undefined) refuse("POLICY_REGISTERS", { part: fault[0] });
  if (onLedger && policy.registers.includes(KERNEL)) refuse("POLICY_REGISTERS", { part: "kernel_list" });
}
