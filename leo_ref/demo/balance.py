"""The balances at the end: what the table of §12 gives, beside what the ledger says.

The table is written out here once more, on purpose: it shares no code with the rules that it is held against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Part, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId


@frozen(kw_only=True)
class Row:
    """What one account, or the fire, had before the task and has after it. Base units."""

    who: str
    """The account's name; ``burned`` for what is gone."""
    role: str
    before: int
    expected: int
    actual: int

    @property
    def agrees(self) -> bool:
        """Whether formula and ledger say the same."""
        return self.expected == self.actual


def gains(params: Parameters, job: Job, task: Task) -> dict[str, int]:
    """What everybody gains over what they had before the task, by name; ``burned`` for what is gone.

    ``bond`` stands for the bond of the service, which the task had a part of.
    """
    deposit, price = task.deposit, task.price
    released = price if Part.SERVICE in job.keys else 0
    monitors = [str(node) for node in job.group if node != job.executor]
    liars = [node for node in monitors if node in job.liars]
    saw = job.approved | set(job.challenged) | job.confirmed | job.provers
    shared = task.payment - params.gas_fee - price
    half, number = shared // 2, max(1, len(monitors))
    wage = (shared - half) // number
    bond = 0

    # Service owner, task owner, executor, who is paid.
    match job.outcome:
        case Outcome.DONE:
            row = (price, -task.payment, half, job.confirmed - set(job.asked))
        case Outcome.EXECUTOR_FAULT:
            row = (released, 0, -deposit, saw if job.given else saw | set(job.asked))
        case Outcome.OWNER_FAULT:
            row = (released, price - released - task.payment, half, job.approved)
        case Outcome.SERVICE_FAULT:
            row = (0, 0, 0, job.approved)
            wage = min(wage, task.tau * params.vote_pay // number)
            bond = -task.hold
        case Outcome.UNDECIDED:
            row = (0, -params.gas_fee, 0, frozenset())
        case _:
            return {task.owner: -params.gas_fee, "burned": params.gas_fee}
    to_bob, to_alice, to_executor, paid = row
    gained = dict.fromkeys(map(str, paid), wage) | dict.fromkeys(liars, -deposit) | {"bond": bond}
    gained |= {task.owner: to_alice, str(job.executor): to_executor}
    gained[task.service_owner] = gained.get(task.service_owner, 0) + to_bob
    return gained | {"burned": -sum(gained.values())}


def role(job: Job, task: Task, name: str) -> str:
    """What an account is in the task."""
    roles = {task.owner: "task owner", task.service_owner: "service owner", str(job.executor): "executor", "burned": ""}
    return roles.get(name, "monitor" if name in job.group else "")


def balances(
    params: Parameters, before: State, after: State, job: Job, others: Iterable[Job], names: tuple[str, ...]
) -> list[Row]:
    """A row for each account in ``names``, those of the task first, one for what was burned; the last is the sum.

    ``others`` are the tasks that were posted and settled meanwhile, all on the service of ``job``.
    """
    assert isinstance(job.terms, Task), "the story is about a task"
    task = job.terms
    gained: Counter[str] = Counter()
    for each in (job, *others):
        assert isinstance(each.terms, Task), "the story is about tasks"
        gained.update(gains(params, each, each.terms))
    bonds = [state.services[task.service].bond for state in (before, after)]
    left = bonds[0] + gained.pop("bond", 0)
    if job.outcome is Outcome.SERVICE_FAULT:
        gained[task.service_owner], left = gained[task.service_owner] + left, 0
    roles = ["task owner", "service owner", "executor", "monitor", ""]
    ordered = sorted(names, key=lambda name: roles.index(role(job, task, name)))
    rows = []
    for name in [*ordered, "burned"]:
        had = before.burned if name == "burned" else _balance(before, name)
        has = after.burned if name == "burned" else _balance(after, name)
        expected = had + gained.get(name, 0)
        rows.append(Row(who=name, role=role(job, task, name), before=had, expected=expected, actual=has))
    escrow = [sum(job.escrow for job in state.jobs.values()) for state in (before, after)]
    rows.append(Row(who="in the bond", role="", before=bonds[0], expected=left, actual=bonds[1]))
    rows.append(Row(who="in escrow", role="", before=escrow[0], expected=0, actual=escrow[1]))
    total = [sum(row.before for row in rows), sum(row.expected for row in rows), sum(row.actual for row in rows)]
    return [*rows, Row(who="together", role="", before=total[0], expected=total[0], actual=total[2])]


def _balance(state: State, name: str) -> int:
    return state.balance(AccountId(name))
