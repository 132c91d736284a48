"""How a task ends, in plain words: by what, whose fault it is, and who pays."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.core.state.job import Job, Outcome, Part, Stage
from leo_ref.demo.participants import Participants
from leo_ref.demo.phrases import OWNERS, leo
from leo_ref.demo.step import Step
from leo_ref.rules.committee import monitors, weight


def steps_of_end(actors: Participants, before: Job, job: Job) -> Iterator[Step]:
    """The outcome, by what it was found, and who pays."""
    if job.outcome is None or before.outcome is not None:
        return
    executor = actors.called(str(job.executor))
    match job.outcome:
        case Outcome.DONE:
            what = (
                f"{leo(before.escrow)} leave escrow: Bob, {executor} and the monitors that confirmed are paid",
                f"a quorum: J {weight(job, job.confirmed)} of {weight(job, monitors(job))} confirmed",
            )
        case Outcome.EXECUTOR_FAULT:
            what = (
                f"The fault is {executor}'s: its deposit pays for the task, and Alice has her money back",
                failing(before, job),
            )
        case Outcome.OWNER_FAULT:
            what = ("The fault is Alice's: those who worked are paid by her", blame(Part.TASK, job))
        case Outcome.SERVICE_FAULT:
            what = (
                "The fault is Bob's: his bond pays, his service is withdrawn, Alice has her money back",
                blame(Part.SERVICE, job),
            )
        case Outcome.UNFILLED:
            what = (
                "Nobody executes it: Alice has her money back but for the fee",
                "in no round did a group come whose monitors have more than half of tau",
            )
        case _:
            what = ("Nobody can be blamed for sure: Alice has her money back but for the fee", "no quorum spoke")
    yield Step(f"The task ends: {job.outcome.value}. {what[0]}", f"{what[1]}")


def failing(before: Job, job: Job) -> str:
    """What shows that it is the executor's fault; ``before`` is the job a block earlier."""
    if job.proven is not None:
        return "an answer that it signed itself, which fails"
    match before.stage:
        case Stage.READY:
            return "the ledger itself: the window closed without the machine shown"
        case Stage.CONFIRM:
            return "the ledger itself: it was asked there for the result, and gave no result in time"
        case _ if set(job.challenged) - job.answered:
            return "the ledger itself: it was asked there, and gave no answer in time"
        case _:
            return "the ledger itself: the run window closed without a request for payment that passes"


def blame(part: Part, job: Job) -> str:
    """What shows that it is an owner's fault."""
    if part not in job.keys:
        return f"the ledger itself: the window closed without {OWNERS[part]}'s key"
    return f"{OWNERS[part]}'s key, opened before everybody"
