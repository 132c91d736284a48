"""The course of a task after its draw: what each tick finds, and what follows (§4). Specification: ``Course.tla``."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.rules.challenge import open_challenges
from leo_ref.rules.committee import is_quorum
from leo_ref.rules.release import missing_key_outcome


def unanswered(height: int, due: Iterable[int]) -> bool:
    """Whether a question is due with the block at ``height``."""
    return any(height >= when for when in due)


def ends_as(height: int, job: Job) -> Outcome | None:
    """The outcome with which the tick of the block at ``height`` ends the task; None where it goes on."""
    over = height >= job.deadline
    match job.stage:
        case Stage.READY:
            return Outcome.EXECUTOR_FAULT if over and job.shown is None else None
        case Stage.APPROVE:
            return Outcome.UNDECIDED if over and not is_quorum(job, job.approved) else None
        case Stage.KEYS:
            return missing_key_outcome(job) if over and len(job.keys) < len(Part) else None
        case Stage.RUN:
            if job.proven is not None:
                return job.proven
            if unanswered(height, (job.challenged[node] for node in open_challenges(job))):
                return Outcome.EXECUTOR_FAULT
            return Outcome.EXECUTOR_FAULT if over and job.requested is None else None
        case Stage.CONFIRM:
            if job.proven is not None:
                return job.proven
            if not job.given and unanswered(height, job.asked.values()):
                return Outcome.EXECUTOR_FAULT
            if not over:
                return None
            return Outcome.DONE if is_quorum(job, job.confirmed) else Outcome.UNDECIDED
        case _:
            return None


def goes_on(params: Parameters, height: int, beacon: bytes, job: Job, task: Task) -> Job:
    """A task that does not end at this tick: in its next stage if it has what it waited for, else as it was.

    ``height`` and ``beacon`` are those of the block whose tick this is.
    """
    match job.stage:
        case Stage.READY if job.shown is not None:
            return evolve(job, stage=Stage.APPROVE, deadline=height + params.approve_window)
        case Stage.APPROVE if is_quorum(job, job.approved):
            return evolve(job, stage=Stage.KEYS, deadline=height + params.keys_window)
        case Stage.KEYS if len(job.keys) == len(Part):
            return evolve(job, stage=Stage.RUN, deadline=height + task.run_window, beacon=beacon)
        case Stage.RUN if job.requested is not None:
            return evolve(job, stage=Stage.CONFIRM, deadline=height + params.confirm_window)
        case _:
            return job
