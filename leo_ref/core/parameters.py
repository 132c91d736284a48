"""The parameters of a deployment (§3): one frozen object that every rule takes."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import COUNT_MOST, CREDIT, LEO, Amount, Count, Credit

SMALLEST_GROUP: Final = 2
"""One executor and one monitor."""

RESULT_MOST: Final = 2**20
"""The most octets of a sealed result on the ledger: a transaction carries no more."""


@frozen(kw_only=True)
class Parameters:
    """All parameters, with the defaults of §3. Amounts are base units; windows are blocks."""

    gas_fee: Amount = 1 * LEO
    """F: burned for every task, whatever its outcome."""

    tau: Count = 20
    """The expected number of votes in the group of a join; a task names its own."""

    min_tau: Count = 10
    """The fewest votes that a task may ask for."""

    max_tau: Count = 1000
    """The most votes that a task may ask for: checking a claim costs in proportion to its votes."""

    vote_pay: Amount = LEO // 10
    """What a task pays its group at least for each vote that it asks for."""

    min_group: Count = 3
    """The least group of a task, executor included; a join needs one member less."""

    floor_numerator: Count = 1
    floor_denominator: Count = 2
    """The group of a task stands only if the J of its monitors is more than this share of tau."""

    join_floor_numerator: Count = 3
    join_floor_denominator: Count = 4
    """The group of a join stands only if the J of all its members is more than this share of tau."""

    rounds: Count = 5
    """Draws before a job is given up."""

    draw_delay: Count = 1
    """Blocks from the block that holds a job to the one whose tick opens its draw; at least one a producer."""

    lookback: Count = 2
    """Blocks that a VRF key must have been registered before the block that holds the job."""

    apply_window: Count = 6
    enrol_window: Count = 4
    """The first blocks of an enrolment, in which attestors challenge; answers come up to ``answer_window`` later."""
    ready_window: Count = 4
    approve_window: Count = 4
    keys_window: Count = 4
    watch_window: Count = 8
    """The first blocks of a run, in which monitors ask."""
    answer_window: Count = 4
    """How soon a question on the ledger is answered."""
    confirm_window: Count = 12

    max_run_window: Count = 100
    """The longest run, in blocks, that a task may ask for."""

    seconds_per_block: Count = 10
    handling: Count = 20
    """Seconds that an executor may need for a job beside the program itself."""

    max_result: Count = RESULT_MOST
    """The longest sealed result, in octets, that a task may ask for."""

    join_deposit: Amount = 10 * LEO
    join_fee: Amount = 1 * LEO
    """Burned for each round of a join that was drawn, whatever its outcome."""
    join_credit: Credit = 150 * CREDIT

    executor_reward: Credit = 1 * CREDIT
    executor_penalty: Credit = 5 * CREDIT
    monitor_reward: Credit = 1 * CREDIT
    monitor_penalty: Credit = 5 * CREDIT
    absence_penalty: Credit = 1 * CREDIT
    forged_claim_penalty: Credit = 5 * CREDIT

    total_credit: Credit = 400_000 * CREDIT
    """What all credit together is scaled to after every block."""


AT_LEAST_ONE: Final = ("tau", "min_tau", "rounds", "seconds_per_block", "join_fee", "total_credit")
"""A draw of nobody, a block of no time, or a total of nothing lets no job come to an end; a join costs something."""

AT_LEAST_TWO: Final = (
    "apply_window",
    "enrol_window",
    "ready_window",
    "approve_window",
    "keys_window",
    "watch_window",
    "answer_window",
    "confirm_window",
    "max_run_window",
)
"""The windows: who answers to a block is in one after it, and a block may come late."""


def fault(params: Parameters) -> Rejection | None:
    """The first parameter with which the rules make no sense, or None.

    Votes are counted up to the total credit, so it is a count too. A group has an executor and a monitor at least, and
    a floor is a share of tau that its monitors can be expected to pass. The window of confirmation has two blocks in
    which the result may be asked for, and behind them the time in which it comes and the time in which it is confirmed.
    A result that no transaction carries would be asked for in vain. A candidate's deposit pays for every round that may
    be drawn for it.
    """
    for name in AT_LEAST_ONE:
        if getattr(params, name) == 0:
            return reject(Code.PARAMETER_OUT_OF_RANGE, parameter=name)
    for name in AT_LEAST_TWO:
        if getattr(params, name) < 2:
            return reject(Code.PARAMETER_OUT_OF_RANGE, parameter=name)
    if params.watch_window <= params.answer_window:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="watch_window")
    if params.confirm_window < 2 * params.answer_window + 2:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="confirm_window")
    if params.max_result > RESULT_MOST:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="max_result")
    if not params.min_tau <= params.tau <= params.max_tau:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="tau")
    if params.total_credit > COUNT_MOST:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="total_credit")
    if params.min_group < SMALLEST_GROUP:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="min_group")
    if params.floor_numerator >= params.floor_denominator:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="floor_numerator")
    if params.join_floor_numerator >= params.join_floor_denominator:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="join_floor_numerator")
    if params.join_fee * params.rounds > params.join_deposit:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="join_fee")
    return None
