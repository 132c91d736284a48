"""What an honest party posts of a task, as soon as it can (§9, §10, §11). Specification: ``Attestation.tla``.

A duty follows from the ledger and from what the party holds. It is repeated until the ledger shows its effect; the
duties of one party may come into one block in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from leo_ref.parameters import Parameters
from leo_ref.rules.challenge import open_challenges, watched_until
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.release import key_owner
from leo_ref.rules.result import last_to_ask
from leo_ref.state.evidence import Finding
from leo_ref.state.job import Job, Part, Stage, Task
from leo_ref.values import AccountId, NodeId


class Duty(Enum):
    """A transaction that an honest party owes; the value is the transaction's kind."""

    SHOW = "show"
    APPROVE = "approve"
    RELEASE = "release_key"
    DISPUTE = "dispute_key"
    CHALLENGE = "challenge"
    ANSWER = "answer"
    ACCUSE = "accuse"
    REQUEST = "request_payment"
    ASK = "ask_result"
    GIVE = "give_result"
    CONFIRM = "confirm"


def executor_duties(
    params: Parameters, height: int, job: Job, bad: tuple[Part, ...], *, ran: bool
) -> Iterator[tuple[Duty, Part | NodeId | None]]:
    """What the executor owes after the block at ``height``, with the key or the monitor that it is about.

    ``bad`` names the released keys that it found at fault, in the order of :class:`Part`; ``ran`` says that the program
    has ended and that every monitor that asked off the ledger was answered.
    """
    assert isinstance(job.terms, Task), "only a task has an executor"
    match job.stage:
        case Stage.READY if job.shown is None:
            yield Duty.SHOW, None
        case Stage.RUN if bad:
            yield Duty.DISPUTE, bad[0]
        case Stage.RUN:
            waiting = list(open_challenges(job))
            for monitor in waiting:
                yield Duty.ANSWER, monitor
            watched = height >= watched_until(params, job, job.terms)
            if ran and watched and not waiting and job.requested is None:
                yield Duty.REQUEST, None
        case Stage.CONFIRM if job.asked and not job.given:
            yield Duty.GIVE, None
        case _:
            return


def monitor_duty(
    params: Parameters, height: int, job: Job, node: NodeId, finding: Finding | None, *, holds: bool
) -> Duty | None:
    """What a monitor owes after the block at ``height``.

    ``finding`` is what its signed answer to `during` shows, off the ledger or on it; ``holds`` says that it holds the
    sealed result.
    """
    if not is_monitor(job, node) or not isinstance(job.terms, Task):
        return None
    match job.stage:
        case Stage.APPROVE | Stage.KEYS if node not in job.approved:
            return Duty.APPROVE
        case Stage.RUN | Stage.CONFIRM if finding is Finding.FAIL:
            return Duty.ACCUSE
        case Stage.RUN if finding is None and node not in job.challenged:
            last = watched_until(params, job, job.terms)
            return Duty.CHALLENGE if last - params.answer_window <= height < last else None
        case Stage.CONFIRM if node not in job.confirmed and finding is not None:
            if holds or job.given:
                return Duty.CONFIRM
            return Duty.ASK if node not in job.asked and height < last_to_ask(params, job) else None
        case _:
            return None


def owner_duties(job: Job, owner: AccountId) -> Iterator[Part]:
    """The keys that an owner owes now: honest owners find nothing that the ledger did not."""
    if isinstance(job.terms, Task) and job.stage is Stage.KEYS:
        for part in Part:
            if part not in job.keys and key_owner(job.terms, part) == owner:
                yield part
