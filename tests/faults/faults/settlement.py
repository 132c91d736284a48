"""Faults of settling a job: who is paid, what is burned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NOBODY, Job, Outcome, Stage, Task
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.settlement import Settlement
from leo_ref.rules.settlement import ended as sound_ended
from leo_ref.rules.settlement import paid_monitors as sound_paid_monitors
from leo_ref.rules.settlement import settlement as sound_settlement
from tests.faults.faults.fault import SETTLEMENT, TICK, fault


def asking_pays(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    return job.confirmed if outcome is Outcome.DONE else sound_paid_monitors(job, outcome)


def approving_pays(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    return job.approved if outcome is Outcome.DONE else sound_paid_monitors(job, outcome)


def escrow_lost_on_undecided(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, payouts=(), burned=0) if outcome is Outcome.UNDECIDED else result


def escrow_burned_on_undecided(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, payouts=(), burned=job.escrow) if outcome is Outcome.UNDECIDED else result


def settles_again(job: Job, outcome: Outcome, result: Settlement) -> Job:
    return evolve(job, outcome=outcome) if job.stage is Stage.CONFIRM else sound_ended(job, outcome, result)


def dust_vanishes(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    return evolve(result, burned=params.gas_fee) if outcome is Outcome.DONE else result


def shares_are_floats(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    paid = len(result.earned) - 1
    if outcome is not Outcome.DONE or paid < 1:
        return result
    share = (result.burned - params.gas_fee) / paid
    earners = {AccountId(node) for node, _ in result.earned if node != job.executor}
    # Any: no type allows the floats, which are the fault.
    payouts: Any = tuple((name, amount + (share if name in earners else 0)) for name, amount in result.payouts)
    return evolve(result, payouts=payouts, burned=params.gas_fee)


def no_burn(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    if not isinstance(job.terms, Task):
        return result
    back = (job.terms.owner, params.gas_fee)
    return evolve(result, payouts=(*result.payouts, back), burned=result.burned - params.gas_fee)


def liars_keep_deposits(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    return sound_settlement(params, evolve(job, liars=NOBODY), outcome)


def executor_keeps_deposit(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    result = sound_settlement(params, job, outcome)
    if outcome is not Outcome.EXECUTOR_FAULT:
        return result
    return evolve(result, payouts=(*result.payouts, (AccountId(str(job.executor)), job.terms.deposit)))


FAULTS: Final = (
    fault("asking pays", "everybody asks, and nobody looks", SETTLEMENT, "paid_monitors", asking_pays, "end"),
    fault("approving pays", "nobody looks at the run", SETTLEMENT, "paid_monitors", approving_pays, "end"),
    fault(
        "escrow lost on undecided",
        '"disagree" and "undecided" destroy the escrow',
        TICK,
        "settlement",
        escrow_lost_on_undecided,
        "end",
        "leo_is_conserved in end",
    ),
    fault(
        "escrow burned on undecided",
        "110 gas lost when all disagree",
        TICK,
        "settlement",
        escrow_burned_on_undecided,
        "end",
    ),
    fault(
        "settled twice",
        "settlement is not awaited and can run twice",
        TICK,
        "ended",
        settles_again,
        "end",
        "leo_is_conserved in end",
        "settled_means_outcome in end",
    ),
    fault(
        "dust vanishes",
        "sums drift: floors leave nothing over",
        TICK,
        "settlement",
        dust_vanishes,
        "end",
        "leo_is_conserved in end",
    ),
    fault(
        "shares as floats", "5999.999...", TICK, "settlement", shares_are_floats, "end", "amounts_are_integers in end"
    ),
    fault("no burn", "no burn", TICK, "settlement", no_burn, "end"),
    fault("liars keep deposits", "liars keep their deposit", TICK, "settlement", liars_keep_deposits, "end"),
    fault(
        "executor at fault keeps deposit",
        "liars keep their deposit",
        TICK,
        "settlement",
        executor_keeps_deposit,
        "end",
        "leo_is_conserved in end",
    ),
)
