"""The balances at the end: what the table of §12 gives, beside what the ledger says.

The table is written out here once more, on purpose: it shares no code with the rules that it is held against.
"""

from __future__ import annotations

from attrs import frozen

from leo_ref.parameters import Parameters
from leo_ref.state.job import Heard, Job, Outcome, Part, Task
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
    """What everybody gains over what they had before the task, by name; ``burned`` for what is gone."""
    deposit, price = task.deposit, task.price
    released = price if Part.SERVICE in job.keys else 0
    monitors = [node for node in job.group if node != job.executor]
    by_word = {said: [node for node in monitors if job.verdicts.get(node) is said] for said in Heard}
    liars = by_word[Heard.LIE]
    passed, truthful = by_word[Heard.PASS], [node for node in monitors if node in job.verdicts and node not in liars]
    key_is_missing = len(job.keys) < len(Part)
    rest = task.payment - params.gas_fee
    lost = deposit * len(liars)

    # Service owner, task owner, executor before its half, pool, whether the executor has half of it, who shares.
    match job.outcome:
        case Outcome.DONE:
            row = (price, 0, 0, rest - price + lost, True, passed)
        case Outcome.EXECUTOR_FAULT:
            row = (released, rest, -deposit, deposit + lost - released, False, truthful)
        case Outcome.OWNER_FAULT:
            shared = sorted(job.ready) if key_is_missing else [node for node in truthful if node not in silent(job)]
            row = (released, price - released, 0, rest - price + lost, True, shared)
        case Outcome.SERVICE_FAULT:
            row = (0, rest, 0, 0, False, [])
        case Outcome.UNDECIDED:
            row = (released, rest, -released, 0, False, [])
        case _:
            return {task.owner: -params.gas_fee, "burned": params.gas_fee}
    to_bob, to_alice, to_executor, pool, has_half, paid = row
    half = pool // 2 if has_half else 0
    share = (pool - half) // len(paid) if paid else 0
    gained = {str(node): share for node in paid} | {str(node): -deposit for node in liars}
    gained |= {task.owner: to_alice - task.payment, str(job.executor): to_executor + half}
    gained[task.service_owner] = gained.get(task.service_owner, 0) + to_bob
    return gained | {"burned": -sum(gained.values())}


def silent(job: Job) -> list[str]:
    """The monitors that had nothing to show."""
    return [node for node, said in job.verdicts.items() if said in (Heard.SILENT, Heard.FAIL)]


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
