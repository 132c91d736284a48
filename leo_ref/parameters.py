"""The parameters of a deployment (§3): one frozen object that every rule takes."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.values import COUNT_MOST, CREDIT, LEO, Amount, Count, Credit

SMALLEST_GROUP: Final = 2
"""One executor and one monitor."""


@frozen(kw_only=True)
class Parameters:
    """All parameters, with the defaults of §3. Amounts are base units; windows are blocks."""

    gas_fee: Amount = 1 * LEO
    """Burned for every task, whatever its outcome."""

    tau: Count = 10
    """The expected number of votes in the group of a join; a task names its own."""

    max_tau: Count = 1000
    """The most votes that a task may ask for: checking a claim costs in proportion to its votes."""

    min_group: Count = 3
    """The least group of a task, executor included; a join needs one member less."""

    rounds: Count = 3
    """Draws before a job is given up."""

    apply_window: Count = 3
    ready_window: Count = 3
    keys_window: Count = 3
    run_window: Count = 3
    confirm_window: Count = 3

    join_deposit: Amount = 10 * LEO
    join_credit: Credit = 10 * CREDIT

    executor_reward: Credit = 5 * CREDIT
    executor_penalty: Credit = 5 * CREDIT
    monitor_reward: Credit = 1 * CREDIT
    monitor_penalty: Credit = 5 * CREDIT
    absence_penalty: Credit = 1 * CREDIT
    forged_claim_penalty: Credit = 5 * CREDIT

    total_credit: Credit = 1000 * CREDIT
    """What all credit together is scaled to after every block."""

    quorum_numerator: Count = 1
    quorum_denominator: Count = 2
    """A quorum is strictly more than this share of the J of all monitors."""

    lookback: Count = 2
    """Blocks that a VRF key must have been registered before the block that holds the job."""


AT_LEAST_ONE: Final = (
    "tau",
    "rounds",
    "apply_window",
    "ready_window",
    "keys_window",
    "run_window",
    "confirm_window",
    "total_credit",
    "quorum_denominator",
)
"""A window of no block, a draw of nobody, or a total of nothing lets no job come to an end."""


def fault(params: Parameters) -> Rejection | None:
    """The first parameter with which the rules make no sense, or None.

    Votes are counted up to the total credit, so it is a count too. A group has an executor and a monitor at least, and
    a quorum can be reached.
    """
    for name in AT_LEAST_ONE:
        if getattr(params, name) == 0:
            return reject(Code.PARAMETER_OUT_OF_RANGE, parameter=name)
    if params.tau > params.max_tau:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="tau")
    if params.total_credit > COUNT_MOST:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="total_credit")
    if params.min_group < SMALLEST_GROUP:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="min_group")
    if params.quorum_numerator >= params.quorum_denominator:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="quorum_numerator")
    return None
