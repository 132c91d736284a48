"""The story from beginning to end: one scene for each block, then the balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from leo_ref.roles.task_owner import TaskOwner
from leo_ref.simulator.simulation import Frame, simulate
from leo_ref.state.job import Job, Task
from leo_ref.state.ledger import State
from leo_ref.story.balance import Row, balances
from leo_ref.story.cast import BLOCKS, PARAMETERS, Cast, begin, weather
from leo_ref.story.picture import CODE as BOBS_CODE
from leo_ref.story.picture import alices_picture, grey
from leo_ref.story.telling import Step, told


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
    picture: bytes | None
    """What Alice holds; None where the task was not done."""
    rows: tuple[Row, ...]

    @property
    def is_well(self) -> bool:
        """Whether all balances are those of the formula, and a task that is done gave the right picture."""
        assert self.job.outcome is not None, "the story ends with an outcome"
        wanted = grey(BOBS_CODE, alices_picture()) if self.job.outcome.value == "DONE" else None
        return all(row.agrees for row in self.rows) and self.picture == wanted


def frames_of(actors: Cast) -> Iterator[Frame]:
    """The run that the story tells."""
    return simulate(begin(actors), weather(actors), BLOCKS)


def play(actors: Cast, frames: Iterable[Frame]) -> Iterator[Scene | End]:
    """The scenes, and the end once Alice's task is settled and she has, or will not get, her picture."""
    before = at_posting = begin(actors).state
    for frame in frames:
        yield scene(actors, before, frame)
        job = the_task(frame.state)
        if job is None:
            at_posting = frame.state
        alice = frame.parties[actors.alice.name]
        assert isinstance(alice, TaskOwner), "Alice is a task owner"
        if job is not None and job.outcome is not None and (alice.result is not None or job.outcome.value != "DONE"):
            rows = balances(PARAMETERS, at_posting, frame.state, job, actors.names)
            yield End(job=job, picture=alice.result, rows=tuple(rows))
            return
        before = frame.state
    raise AssertionError("every task settles, and a result that is there is handed over")


def scene(actors: Cast, before: State, frame: Frame) -> Scene:
    """What the block of a frame brought."""
    transactions = 0 if frame.block is None else len(frame.block.transactions)
    steps = told(actors, before, frame.state)
    return Scene(height=frame.state.height, transactions=transactions, steps=tuple(steps))


def the_task(state: State) -> Job | None:
    """Alice's task, once it is on the ledger."""
    tasks = [job for job in state.jobs.values() if isinstance(job.terms, Task)]
    return tasks[0] if tasks else None
