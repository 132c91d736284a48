"""Who is paid what, to the unit (§12), and what it does to credit (§13). Specification: ``Settlement.tla``.

:func:`settlement` is the whole table: from the job as it stands and the outcome that the tick decided, what every
account receives, what goes back to the service's bond, what is burned, and what every node earns and loses. Amounts of
different jobs, and of different roles of one account, add up, so no order between jobs is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.committee import monitors
from leo_ref.rules.enrolment import silent

WORKED: Final = (Outcome.DONE, Outcome.OWNER_FAULT)
"""Outcomes that pay the executor half of what the group shares."""

SHARES_DEPOSIT: Final = (Outcome.ADMITTED, Outcome.DUPLICATE, Outcome.REFUSED)
"""Outcomes of a join that share out what its fees leave of the candidate's deposit."""

EARNS_CREDIT: Final = (Outcome.DONE, Outcome.EXECUTOR_FAULT, *SHARES_DEPOSIT)
"""Outcomes in which paid monitors also earn credit."""

PRICE_IF_RELEASED: Final = (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT)
"""Outcomes that pay the service if its key is on the ledger."""


@frozen(kw_only=True)
class Settlement:
    """What a settled job does. Amounts in base units; every pair adds to what the account or node has."""

    payouts: tuple[tuple[AccountId, int], ...]
    bond: int
    """What goes back to the bond of the service."""
    burned: int
    earned: tuple[tuple[NodeId, int], ...]
    lost: tuple[tuple[NodeId, int], ...]


def liars(job: Job) -> frozenset[NodeId]:
    """The members that lied in this job."""
    return job.liars.intersection(job.group)


def paid_monitors(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    """Who has a wage, but for liars."""
    match outcome:
        case Outcome.DONE:
            return (node for node in job.confirmed if node not in job.asked)
        case Outcome.EXECUTOR_FAULT:
            without = () if job.given else job.asked
            return job.approved.union(job.challenged, job.confirmed, job.provers, without)
        case Outcome.OWNER_FAULT | Outcome.SERVICE_FAULT:
            return job.approved
        case Outcome.ADMITTED | Outcome.DUPLICATE:
            return job.confirmed
        case Outcome.REFUSED:
            return job.credentials
        case _:
            return ()


def absent(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    """The monitors that said nothing in the window that ran out."""
    if not isinstance(job.terms, Task):
        return silent(job) if outcome is not Outcome.UNFILLED else ()
    if outcome not in (Outcome.DONE, Outcome.UNDECIDED):
        return ()
    heard = job.approved if job.stage is Stage.APPROVE else job.confirmed.union(job.asked, liars(job))
    return (node for node in monitors(job) if node not in heard)


def fee(params: Parameters, job: Job) -> int:
    """F: burned in every outcome; in a join once for each round that was drawn."""
    return params.gas_fee if isinstance(job.terms, Task) else params.join_fee * job.round


def group_pay(params: Parameters, task: Task) -> int:
    """G: what the payment leaves for executor and monitors."""
    return task.payment - params.gas_fee - task.price


def wage(params: Parameters, job: Job, outcome: Outcome) -> int:
    """What one paid monitor has, whoever else is paid."""
    members = len(monitors(job))
    if members == 0:
        return 0
    if not isinstance(job.terms, Task):
        return (job.terms.deposit - fee(params, job)) // members
    most = (group_pay(params, job.terms) - group_pay(params, job.terms) // 2) // members
    if outcome is not Outcome.SERVICE_FAULT:
        return most
    return min(most, job.terms.tau * params.vote_pay // members)


def price_if_released(job: Job, task: Task) -> int:
    """The price, where the service's key is on the ledger; else nothing."""
    return task.price if Part.SERVICE in job.keys else 0


def to_task_owner(params: Parameters, job: Job, task: Task, outcome: Outcome) -> int:
    """What comes back of the payment."""
    match outcome:
        case Outcome.DONE:
            return 0
        case Outcome.OWNER_FAULT:
            return task.price - price_if_released(job, task)
        case Outcome.EXECUTOR_FAULT | Outcome.SERVICE_FAULT:
            return task.payment
        case _:
            return task.payment - params.gas_fee


def to_service_owner(job: Job, task: Task, outcome: Outcome) -> int:
    """What the service earns."""
    if outcome is Outcome.DONE:
        return task.price
    return price_if_released(job, task) if outcome in PRICE_IF_RELEASED else 0


def to_executor(params: Parameters, task: Task, outcome: Outcome) -> int:
    """The executor's deposit, and its half."""
    if outcome is Outcome.EXECUTOR_FAULT:
        return 0
    return task.deposit + (group_pay(params, task) // 2 if outcome in WORKED else 0)


def payouts(params: Parameters, job: Job, outcome: Outcome) -> Iterable[tuple[AccountId, int]]:
    """What each role receives; an account with several roles is there several times."""
    if isinstance(job.terms, Task):
        yield job.terms.owner, to_task_owner(params, job, job.terms, outcome)
        yield job.terms.service_owner, to_service_owner(job, job.terms, outcome)
    elif outcome not in SHARES_DEPOSIT:
        yield AccountId(job.terms.candidate), job.terms.deposit - fee(params, job)
    paid, caught = frozenset(paid_monitors(job, outcome)), liars(job)
    for node in job.group:
        if isinstance(job.terms, Task) and node == job.executor:
            yield AccountId(node), to_executor(params, job.terms, outcome)
        elif node not in caught:
            yield AccountId(node), job.terms.deposit + (wage(params, job, outcome) if node in paid else 0)


def settlement(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    """The job settled as ``outcome``; what nobody receives of its escrow is burned, the fee with it."""
    received = tuple(payouts(params, job, outcome))
    hold = job.terms.hold if isinstance(job.terms, Task) else 0
    put_in = job.terms.deposit * len(job.group)
    put_in += job.terms.payment + hold if isinstance(job.terms, Task) else job.terms.deposit
    bond = 0 if outcome is Outcome.SERVICE_FAULT else hold
    burned = put_in - bond - sum(amount for _, amount in received)
    assert burned >= 0, "deposits and hold cover what is paid from them"

    caught = liars(job)
    paid = [node for node in paid_monitors(job, outcome) if node not in caught]
    earned = [(node, params.monitor_reward) for node in paid] if outcome in EARNS_CREDIT else []
    lost = [(node, params.absence_penalty) for node in absent(job, outcome)]
    if job.executor is not None and outcome is Outcome.DONE:
        earned.append((job.executor, params.executor_reward))
    if job.executor is not None and outcome is Outcome.EXECUTOR_FAULT:
        lost.append((job.executor, params.executor_penalty))
    return Settlement(payouts=received, bond=bond, burned=burned, earned=tuple(earned), lost=tuple(lost))


def ended(job: Job, outcome: Outcome, result: Settlement) -> Job:
    """What the ledger keeps of a job that is settled: terms, group, outcome and payouts (§4)."""
    payouts: dict[AccountId, int] = {}
    for account, amount in result.payouts:
        if amount > 0:
            payouts[account] = payouts.get(account, 0) + amount
    return Job(
        terms=job.terms,
        stage=Stage.SETTLED,
        round=job.round,
        escrow=0,
        group=job.group,
        executor=job.executor,
        outcome=outcome,
        payouts=Map(payouts),
    )
