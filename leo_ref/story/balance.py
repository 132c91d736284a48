"""The balances at the end: what the formula of §12 gives for a job that is DONE, beside what the ledger says.

The formula is written out here once more, on purpose: it shares no code with the rules that it is held against.
"""

from __future__ import annotations

from attrs import frozen

from leo_ref.parameters import Parameters
from leo_ref.state.job import Job, Outcome, Task
from leo_ref.state.ledger import State
from leo_ref.values import AccountId


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
    """What everybody gains, by name; ``burned`` for what is gone. Every monitor of the group is taken to be paid.

    A task that found no group costs Alice the gas fee and nobody anything else.
    """
    if job.outcome is not Outcome.DONE:
        return {task.owner: -params.gas_fee, task.service_owner: 0, "burned": params.gas_fee}
    pool = task.payment - params.gas_fee - task.price
    half = pool // 2
    monitors = [node for node in job.group if node != job.executor]
    share = (pool - half) // len(monitors)
    gained = {task.owner: -task.payment, task.service_owner: task.price, str(job.executor): half}
    gained |= dict.fromkeys(monitors, share)
    return gained | {"burned": params.gas_fee + pool - half - share * len(monitors)}


def role(job: Job, task: Task, name: str) -> str:
    """What an account is in the task."""
    roles = {task.owner: "task owner", task.service_owner: "service owner", str(job.executor): "executor", "burned": ""}
    return roles.get(name, "monitor" if name in job.group else "")


def balances(params: Parameters, before: State, after: State, job: Job, names: tuple[str, ...]) -> list[Row]:
    """A row for each account in ``names``, those of the task first, one for what was burned; the last is the sum."""
    assert isinstance(job.terms, Task), "the story is about a task"
    task = job.terms
    gained = gains(params, job, task)
    roles = ["task owner", "service owner", "executor", "monitor", ""]
    ordered = sorted(names, key=lambda name: roles.index(role(job, task, name)))
    rows = []
    for name in [*ordered, "burned"]:
        had = before.burned if name == "burned" else _balance(before, name)
        has = after.burned if name == "burned" else _balance(after, name)
        expected = had + gained.get(name, 0)
        rows.append(Row(who=name, role=role(job, task, name), before=had, expected=expected, actual=has))
    escrow = [sum(job.escrow for job in state.jobs.values()) for state in (before, after)]
    rows.append(Row(who="in escrow", role="", before=escrow[0], expected=0, actual=escrow[1]))
    total = [sum(row.before for row in rows), sum(row.expected for row in rows), sum(row.actual for row in rows)]
    return [*rows, Row(who="together", role="", before=total[0], expected=total[0], actual=total[2])]


def _balance(state: State, name: str) -> int:
    return state.balance(AccountId(name))
