"""The story's own table of balances, which shares no code with the rules, says of every task what they say."""

from __future__ import annotations

from collections import Counter

from attrs import evolve
from hypothesis import assume, event, given
from hypothesis import strategies as st

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Stage, Task
from leo_ref.demo.balance import gains
from leo_ref.rules.course import ends_as
from leo_ref.rules.settlement import settlement
from tests.rules.jobs import closed_tasks, parameters, tasks


@st.composite
def ended(draw: st.DrawFn) -> tuple[Parameters, Job]:
    """A task with its outcome, as the rules have it."""
    params = draw(parameters)
    if draw(st.booleans()):
        job = draw(closed_tasks(params))
        outcome = ends_as(job.deadline, job)
        assume(outcome is not None)
    else:
        terms = draw(tasks(params))
        job = Job(terms=terms, stage=Stage.APPLY, round=1, escrow=terms.payment + terms.hold)
        outcome = Outcome.UNFILLED
    return params, evolve(job, outcome=outcome)


def settled(params: Parameters, job: Job, task: Task) -> Counter[str]:
    """What the rules have everybody gain over what they had before the task."""
    assert job.outcome is not None
    result = settlement(params, job, job.outcome)
    gained: Counter[str] = Counter(burned=result.burned, bond=result.bond - task.hold)
    for name, amount in result.payouts:
        gained[name] += amount
    gained[task.owner] -= task.payment
    for node in job.group:
        gained[node] -= task.deposit
    return gained


@given(ended())
def test_the_table_says_what_the_rules_say(given_job: tuple[Parameters, Job]) -> None:
    params, job = given_job
    assert isinstance(job.terms, Task)
    assert job.outcome is not None
    event(job.outcome.value)
    shown, ruled = gains(params, job, job.terms), settled(params, job, job.terms)
    assert {name: amount for name, amount in shown.items() if amount} == {name: n for name, n in ruled.items() if n}
