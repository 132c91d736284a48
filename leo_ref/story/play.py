"""The story from beginning to end: one scene for each block, then the balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen
from immutables import Map

from leo_ref.roles.message import Party
from leo_ref.roles.result import Result
from leo_ref.roles.task_owner import TaskOwner
from leo_ref.simulator.simulation import Frame, Start, simulate
from leo_ref.state.job import Heard, Job, Outcome, Task
from leo_ref.state.ledger import State
from leo_ref.story.balance import Row, balances
from leo_ref.story.cast import BLOCKS, Cast
from leo_ref.story.faults import owner_of
from leo_ref.story.memory import remembered
from leo_ref.story.stage import Stage, weather
from leo_ref.story.telling import DOUBTS, Step, told, told_of_doubt


@frozen(kw_only=True)
class Scene:
    """What one block brought."""

    height: int
    transactions: int
    steps: tuple[Step, ...]


@frozen(kw_only=True)
class End:
    """How the story ends."""

    job: Job
    """The task as it was when it settled."""
    result: Result | None
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


def frames_of(actors: Cast, stage: Stage, start: Start) -> Iterator[Frame]:
    """The run that the story tells."""
    return simulate(start, weather(actors), BLOCKS, stage.pace)


def play(actors: Cast, stage: Stage, start: Start, frames: Iterable[Frame]) -> Iterator[Scene | End]:
    """The scenes, and the end once Alice's task is settled and she has, or will not get, her picture."""
    before, at_posting, parties, whole = start.state, start.state, start.parties, the_task(start.state)
    for frame in frames:
        known = frame.state
        if frame.block is not None:
            known = remembered(start.deployment, start.verifiers, before, frame.block, frame.state)
        yield scene(actors, stage, before, known, parties, frame)
        job = the_task(known)
        whole = job if whole is None or whole.open else whole
        if job is None:
            at_posting = frame.state
        alice = frame.parties[actors.alice.name]
        result = result_of(alice)
        if whole is not None and not whole.open and (result is not None or whole.outcome is not Outcome.DONE):
            rows = tuple(balances(start.deployment.parameters, at_posting, frame.state, whole, actors.names))
            yield End(job=whole, result=result, rows=rows, blamed=blamed(actors, whole), liars=liars(actors, whole))
            return
        before, parties = frame.state, frame.parties
    raise AssertionError("every task settles, and a result that is there is handed over")


def scene(actors: Cast, stage: Stage, before: State, after: State, parties: Map[str, Party], frame: Frame) -> Scene:
    """What the block of a frame brought, and what the owners doubted meanwhile."""
    if frame.block is None:
        return Scene(height=frame.state.height, transactions=0, steps=())
    doubts = tuple(
        told_of_doubt(actors.called(name), doubted)
        for name in (actors.alice.name, actors.bob.name)
        if (doubted := owner_of(frame.parties[name]).doubted) is not None
        and doubted != owner_of(parties[name]).doubted
        and doubted.code in DOUBTS
    )
    steps = (*doubts, *told(actors, stage, before, after, frame.block))
    return Scene(height=frame.state.height, transactions=len(frame.block.transactions), steps=steps)


def result_of(alice: Party) -> Result | None:
    """What Alice opened, whoever plays her."""
    owner = owner_of(alice)
    assert isinstance(owner, TaskOwner), owner
    return owner.result


def liars(actors: Cast, job: Job) -> tuple[str, ...]:
    """Who was caught with a forged claim or a false verdict."""
    false = (node for node, said in job.verdicts.items() if said is Heard.LIE)
    return tuple(sorted(actors.called(node) for node in (*job.liars, *false)))


def blamed(actors: Cast, job: Job) -> str | None:
    """Who is at fault by the outcome."""
    guilty = {
        Outcome.EXECUTOR_FAULT: actors.called(str(job.executor)),
        Outcome.OWNER_FAULT: "Alice",
        Outcome.SERVICE_FAULT: "Bob",
    }
    assert job.outcome is not None, "the story has an end"
    return guilty.get(job.outcome)


def the_task(state: State) -> Job | None:
    """Alice's task, once it is on the ledger."""
    tasks = [job for job in state.jobs.values() if isinstance(job.terms, Task)]
    return tasks[0] if tasks else None
