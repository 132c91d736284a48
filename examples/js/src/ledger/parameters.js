/** Whether parameters lie in the range in which the rules make sense (§3). */
import { refuse } from "../refusal.js";

const AT_LEAST_ONE = ["tau", "min_tau", "rounds", "seconds_per_block", "join_fee", "total_credit"];
const WINDOWS = [
  "apply_window", "enrol_window", "ready_window", "approve_window", "keys_window", "watch_window", "answer_window",
  "confirm_window", "max_run_window",
];

const MOST_RESULT = 2 ** 20;
const MOST_CREDIT = 2n ** 53n - 1n;

/** Every condition with the parameter that is at fault where it does not hold, in order. */
function conditions(p) {
  return [
    ...AT_LEAST_ONE.map((name) => [name, p[name] >= 1]),
    ...WINDOWS.map((name) => [name, p[name] >= 2]),
    ["watch_window", p.watch_window > p.answer_window],
    ["confirm_window", p.confirm_window >= 2 * p.answer_window + 2],
    ["max_result", p.max_result <= MOST_RESULT],
    ["tau", p.min_tau <= p.tau && p.tau <= p.max_tau],
    ["total_credit", p.total_credit <= MOST_CREDIT],
    ["min_group", p.min_group >= 2],
    ["floor_numerator", p.floor_numerator < p.floor_denominator],
    ["join_floor_numerator", p.join_floor_numerator < p.join_floor_denominator],
    ["join_fee", p.join_fee * BigInt(p.rounds) <= p.join_deposit],
  ];
}

export function checkParameters(parameters) {
  const fault = conditions(parameters).find(([, holds]) => !holds);
  if (fault !== undefined) refuse("PARAMETER_OUT_OF_RANGE", { parameter: fault[0] });
}
