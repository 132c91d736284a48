"""Who is paid what, to the unit (§12), and what it does to credit (§13). Specification: ``Settlement.tla``.

:func:`settlement` is the whole table: from the job as it stands and the outcome that the tick decided, what every
account receives, what goes back to the service's bond, what is burned, and what every node earns and loses. There is
one wage for a monitor, whoever else is paid; what nobody is due is burned. Amounts of different jobs, and of different
roles of one account, add up, so no order between jobs is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rules.committee import monitors
from leo_ref.rules.confirmation import absent, honest, saying
from leo_ref.state.job import Heard, Job, Outcome, Part, Stage, Task
from leo_ref.values import AccountId, NodeId

WORKED: Final = (Outcome.DONE, Outcome.OWNER_FAULT)
"""Outcomes that pay the executor half of what the group is paid."""

PAYS_MONITORS: Final = (Outcome.DONE, Outcome.EXECUTOR_FAULT, Outcome.ADMITTED, Outcome.REFUSED)
"""Outcomes in which paid monitors also earn credit."""

COSTS_ABSENCE: Final = (*PAYS_MONITORS, Outcome.UNDECIDED)
"""Outcomes in which silence on the ledger costs credit."""


@frozen(kw_only=True)
class Settlement:
    """What a settled job does. Amounts in base units; every pair adds to what the account or node has."""

    payouts: tuple[tuple[AccountId, int], ...]
    bond: int
    """What goes back to the bond of the service."""
    burned: int
    earned: tuple[tuple[NodeId, int], ...]
    lost: tuple[tuple[NodeId, int], ...]


def paid_monitors(job: Job, outcome: Outcome) -> Collection[NodeId]:
    """The monitors that have a wage."""
    if outcome is Outcome.SERVICE_FAULT:
        return [node for node in job.ready if job.verdicts.get(node) is not Heard.LIE]
    if job.stage is Stage.KEYS:
        return job.ready
    if outcome in WORKED:
        return [*saying(job, Heard.PASS), *saying(job, Heard.BAD_TASK_KEY), *saying(job, Heard.BAD_SERVICE_KEY)]
    if outcome is Outcome.ADMITTED:
        return saying(job, Heard.PASS)
    if outcome in (Outcome.EXECUTOR_FAULT, Outcome.REFUSED):
        return honest(job)
    return ()


def price_if_released(job: Job) -> int:
    """The price, where the service's key is on the ledger; else nothing."""
    return job.terms.price if isinstance(job.terms, Task) and Part.SERVICE in job.keys else 0


def group_pay(params: Parameters, task: Task) -> int:
    """G: what the payment leaves for executor and monitors."""
    return task.payment - params.gas_fee - task.price


def executor_pay(params: Parameters, task: Task) -> int:
    """The executor's half, rounded down."""
    return group_pay(params, task) // 2


def wage(params: Parameters, job: Job, outcome: Outcome) -> int:
    """What each paid monitor has beside its deposit: a share for each monitor of the group, paid or not."""
    number = len(monitors(job))
    if number == 0:
        return 0
    if not isinstance(job.terms, Task):
        return job.terms.deposit // number
    share = (group_pay(params, job.terms) - executor_pay(params, job.terms)) // number
    if outcome is Outcome.SERVICE_FAULT:
        return min(share, job.terms.tau * params.vote_pay // number)
    return share


def to_task_owner(params: Parameters, job: Job, task: Task, outcome: Outcome) -> int:
    """What comes back of the payment: all of it where somebody else is at fault."""
    match outcome:
        case Outcome.DONE:
            return 0
        case Outcome.OWNER_FAULT:
            return task.price - price_if_released(job)
        case Outcome.EXECUTOR_FAULT | Outcome.SERVICE_FAULT:
            return task.payment
        case _:
            return task.payment - params.gas_fee


def to_service_owner(job: Job, task: Task, outcome: Outcome) -> int:
    """What the service earns."""
    if outcome is Outcome.DONE:
        return task.price
    if outcome in (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT):
        return price_if_released(job)
    return 0


def to_executor(params: Parameters, task: Task, outcome: Outcome) -> int:
    """The executor's deposit, and its half where it worked."""
    if outcome is Outcome.EXECUTOR_FAULT:
        return 0
    return task.deposit + (executor_pay(params, task) if outcome in WORKED else 0)


def to_members(params: Parameters, job: Job, outcome: Outcome) -> Iterator[tuple[AccountId, int]]:
    """What the members of the group have: a liar nothing, everybody else its deposit and what it is paid."""
    paid = frozenset(paid_monitors(job, outcome))
    share = wage(params, job, outcome)
    for node in job.group:
        if node == job.executor and isinstance(job.terms, Task):
            yield AccountId(node), to_executor(params, job.terms, outcome)
        elif job.verdicts.get(node) is not Heard.LIE:
            yield AccountId(node), job.terms.deposit + (share if node in paid else 0)


def settlement(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    """The job settled as ``outcome``: what is put in and comes out to nobody is burned."""
    payouts: list[tuple[AccountId, int]] = []
    put_in, bond = job.terms.deposit * len(job.group), 0
    if isinstance(job.terms, Task):
        put_in += job.terms.payment + job.terms.hold
        payouts.append((job.terms.owner, to_task_owner(params, job, job.terms, outcome)))
        payouts.append((job.terms.service_owner, to_service_owner(job, job.terms, outcome)))
        bond = 0 if outcome is Outcome.SERVICE_FAULT else job.terms.hold
    else:
        put_in += job.terms.deposit
        if outcome not in (Outcome.ADMITTED, Outcome.REFUSED):
            payouts.append((AccountId(job.terms.candidate), job.terms.deposit))
    payouts += to_members(params, job, outcome)
    burned = put_in - bond - sum(amount for _, amount in payouts)

    paid = paid_monitors(job, outcome)
    earned = [(node, params.monitor_reward) for node in paid] if outcome in PAYS_MONITORS else []
    lost = [(node, params.absence_penalty) for node in absent(job)] if outcome in COSTS_ABSENCE else []
    if job.executor is not None and outcome is Outcome.DONE:
        earned.append((job.executor, params.executor_reward))
    if job.executor is not None and outcome is Outcome.EXECUTOR_FAULT:
        lost.append((job.executor, params.executor_penalty))
    return Settlement(payouts=tuple(payouts), bond=bond, burned=burned, earned=tuple(earned), lost=tuple(lost))


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
