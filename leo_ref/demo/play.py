"""The story from beginning to end: one scene for each block, then the balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from leo_ref.core.state.job import Job, Join, Outcome, Task
from leo_ref.core.values import JobId
from leo_ref.demo.balance import Row, balances
from leo_ref.demo.memory import remembered
from leo_ref.demo.participants import BLOCKS, Participants
from leo_ref.demo.refusals import steps_of_refusals
from leo_ref.demo.setup import Setup, weather
from leo_ref.demo.step import Step
from leo_ref.demo.telling import steps_of
from leo_ref.demo.twist import owner_of
from leo_ref.parties.message import Party
from leo_ref.parties.simulator.simulation import Frame, Start, simulate
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.program_result import ProgramResult


@frozen(kw_only=True)
class BlockSteps:
    """What one block brought."""

    height: int
    transactions: int
    steps: tuple[Step, ...]


@frozen(kw_only=True)
class End:
    """How the story ends."""

    job: Job
    """The task as it was when it settled."""
    result: ProgramResult | None
    """What Alice opened; None where the task was not done."""
    rows: tuple[Row, ...]
    blamed: str | None
    """Who is at fault by the outcome, as the story calls it."""
    liars: tuple[str, ...]
    """Who was caught with a lie."""

    @property
    def adds_up(self) -> bool:
        """Whether all balances are those of the table of §12."""
        return all(row.agrees for row in self.rows)


def frames_of(actors: Participants, setup: Setup, start: Start) -> Iterator[Frame]:
    """The run that the story tells."""
    return simulate(start, weather(actors), BLOCKS, setup.pace)


def play(actors: Participants, setup: Setup, start: Start, frames: Iterable[Frame]) -> Iterator[BlockSteps | End]:
    """The scenes, and the end once Alice's task is settled and she has, or will not get, her picture."""
    before, at_posting, whole = start.state, start.state, dict[JobId, Job]()
    shown_before: frozenset[Step] = frozenset()
    for frame in frames:
        known = frame.state
        if frame.block is not None:
            known = remembered(start.deployment, start.verifiers, before, frame.block, frame.state)
        refused = steps_of_refusals(actors, start.deployment.parameters, start.verifiers, before, frame)
        result = result_of(frame.parties[actors.alice.name])
        opened = () if result is None else (steps_of_result(result),)
        remarks = [step for step in dict.fromkeys((*setup.noted(), *refused, *opened)) if step not in shown_before]
        shown_before |= frozenset(remarks)
        steps = () if frame.block is None else steps_of(actors, setup, start.verifiers, before, known, frame.block)
        transactions = () if frame.block is None else frame.block.transactions
        yield BlockSteps(height=frame.state.height, transactions=len(transactions), steps=(*remarks, *steps))
        whole |= {name: job for name, job in known.jobs.items() if name not in whole or whole[name].open}
        tasks = {name: job for name, job in whole.items() if isinstance(job.terms, Task)}
        if not tasks:
            at_posting = frame.state
        hers = [job for job in tasks.values() if is_hers(actors, job)]
        if hers and not hers[0].open and (result is not None or hers[0].outcome is not Outcome.DONE):
            others = [job for job in tasks.values() if job is not hers[0]]
            params = start.deployment.parameters
            rows = tuple(balances(params, at_posting, frame.state, hers[0], others, actors.names))
            joins = [job for job in whole.values() if isinstance(job.terms, Join)]
            named, lied = blamed(actors, hers[0], joins), liars(actors, [hers[0], *joins])
            yield End(job=hers[0], result=result, rows=rows, blamed=named, liars=lied)
            return
        before = frame.state
    raise AssertionError("every task settles, and a result that is there is handed over")


def result_of(alice: Party) -> ProgramResult | None:
    """What Alice opened, whoever plays her."""
    owner = owner_of(alice)
    assert isinstance(owner, TaskOwner), owner
    return owner.result


def steps_of_result(result: ProgramResult) -> Step:
    """Alice has what came of her task."""
    return Step(
        "Alice opens what she was sent", f"her key alone opens it, and it says how the program ended: {result.ended}"
    )


def liars(actors: Participants, jobs: Iterable[Job]) -> tuple[str, ...]:
    """Who was caught with a forged claim, or with what it showed itself."""
    return tuple(sorted({actors.called(node) for job in jobs for node in job.liars}))


def blamed(actors: Participants, job: Job, joins: Iterable[Job]) -> str | None:
    """Who is at fault by the outcome of Alice's task, or of a join."""
    guilty = {
        Outcome.EXECUTOR_FAULT: actors.called(str(job.executor)),
        Outcome.OWNER_FAULT: "Alice",
        Outcome.SERVICE_FAULT: "Bob",
    }
    assert job.outcome is not None, "the story has an end"
    refused = [actors.called(str(each.subject)) for each in joins if each.outcome is Outcome.REFUSED]
    return guilty.get(job.outcome, next(iter(refused), None))


def is_hers(actors: Participants, job: Job) -> bool:
    """Whether the job is Alice's task."""
    return isinstance(job.terms, Task) and job.terms.owner == actors.alice.name
