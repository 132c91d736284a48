"""Who is paid what, to the unit (§12), and what it does to credit (§13). Specification: ``Settlement.tla``.

:func:`settlement` is the whole table: from the job as it stands and the outcome that the tick decided, what every
account receives, what is burned, and what every node earns and loses. Amounts of different jobs, and of different
roles of one account, add up, so no order between jobs is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rules.confirmation import absent, honest, saying
from leo_ref.state.job import Heard, Job, Outcome, Part, Stage, Task
from leo_ref.values import AccountId, NodeId

WORKED: Final = (Outcome.DONE, Outcome.OWNER_FAULT)
"""Outcomes that pay the executor half of the pool."""

PAYS_MONITORS: Final = (Outcome.DONE, Outcome.EXECUTOR_FAULT, Outcome.ADMITTED, Outcome.REFUSED)
"""Outcomes in which paid monitors also earn credit."""

COSTS_ABSENCE: Final = (*PAYS_MONITORS, Outcome.UNDECIDED)
"""Outcomes in which silence on the ledger costs credit."""


@frozen(kw_only=True)
class Settlement:
    """What a settled job does. Amounts in base units; every pair adds to what the account or node has."""

    payouts: tuple[tuple[AccountId, int], ...]
    burned: int
    earned: tuple[tuple[NodeId, int], ...]
    lost: tuple[tuple[NodeId, int], ...]


def paid_monitors(job: Job, outcome: Outcome) -> Iterable[NodeId]:
    """The monitors that share the pool."""
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


def lost_deposits(job: Job, outcome: Outcome) -> int:
    """Deposits that liars, and an executor at fault, do not get back."""
    losers = len(saying(job, Heard.LIE)) + (1 if outcome is Outcome.EXECUTOR_FAULT else 0)
    return losers * job.terms.deposit


def pool(params: Parameters, job: Job, outcome: Outcome) -> int:
    """What executor and paid monitors share."""
    lost = lost_deposits(job, outcome)
    if isinstance(job.terms, Task):
        if outcome in WORKED:
            return job.terms.payment - params.gas_fee - job.terms.price + lost
        if outcome is Outcome.EXECUTOR_FAULT:
            return lost - price_if_released(job)
    elif outcome in (Outcome.ADMITTED, Outcome.REFUSED):
        return job.terms.deposit + lost
    return 0


def to_task_owner(params: Parameters, job: Job, task: Task, outcome: Outcome) -> int:
    """What comes back of the payment."""
    if outcome is Outcome.DONE:
        return 0
    if outcome is Outcome.OWNER_FAULT:
        return task.price - price_if_released(job)
    return task.payment - params.gas_fee


def to_service_owner(job: Job, task: Task, outcome: Outcome) -> int:
    """What the service earns."""
    if outcome is Outcome.DONE:
        return task.price
    if outcome in (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT, Outcome.UNDECIDED):
        return price_if_released(job)
    return 0


def to_executor(job: Job, outcome: Outcome, half: int) -> int:
    """The executor's deposit, and its half of the pool."""
    if outcome is Outcome.EXECUTOR_FAULT:
        return 0
    if outcome is Outcome.UNDECIDED:
        return job.terms.deposit - price_if_released(job)
    return job.terms.deposit + half


def settlement(params: Parameters, job: Job, outcome: Outcome) -> Settlement:
    """The job settled as ``outcome``."""
    paid = frozenset(paid_monitors(job, outcome))
    shared = pool(params, job, outcome)
    half = shared // 2 if outcome in WORKED else 0
    share = (shared - half) // len(paid) if paid else 0
    burned = shared - half - share * len(paid)
    if outcome in (Outcome.SERVICE_FAULT, Outcome.UNDECIDED):
        burned += lost_deposits(job, outcome)

    payouts: list[tuple[AccountId, int]] = []
    if isinstance(job.terms, Task):
        burned += params.gas_fee
        payouts.append((job.terms.owner, to_task_owner(params, job, job.terms, outcome)))
        payouts.append((job.terms.service_owner, to_service_owner(job, job.terms, outcome)))
    elif outcome not in (Outcome.ADMITTED, Outcome.REFUSED):
        payouts.append((AccountId(job.terms.candidate), job.terms.deposit))
    for node in job.group:
        if node == job.executor:
            payouts.append((AccountId(node), to_executor(job, outcome, half)))
        elif node in paid:
            payouts.append((AccountId(node), job.terms.deposit + share))
        elif job.verdicts.get(node) is not Heard.LIE:
            payouts.append((AccountId(node), job.terms.deposit))

    earned = [(node, params.monitor_reward) for node in paid] if outcome in PAYS_MONITORS else []
    lost = [(node, params.absence_penalty) for node in absent(job)] if outcome in COSTS_ABSENCE else []
    if job.executor is not None and outcome is Outcome.DONE:
        earned.append((job.executor, params.executor_reward))
    if job.executor is not None and outcome is Outcome.EXECUTOR_FAULT:
        lost.append((job.executor, params.executor_penalty))
    return Settlement(payouts=tuple(payouts), burned=burned, earned=tuple(earned), lost=tuple(lost))


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
