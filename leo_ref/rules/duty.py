"""What an honest party posts, as soon as it can (§5, §9-§11). Specification: ``Attestation.tla``, ``Candidacy.tla``.

A duty follows from the ledger and from what the party holds. It is repeated until the ledger shows its effect; the
duties of one party may come into one block in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Job, Part, Stage, Task
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.challenge import open_challenges, watched_until
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.enrolment import last_to_challenge
from leo_ref.rules.release import key_owner
from leo_ref.rules.result import last_to_ask


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
    CHALLENGE_CANDIDATE = "challenge_candidate"
    ANSWER_CREDENTIAL = "answer_credential"
    CONFIRM_CANDIDATE = "confirm_candidate"


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


def candidate_duties(job: Job) -> Iterator[tuple[Duty, NodeId | None]]:
    """What the candidate of a join owes, with the attestor that an answer is for.

    What its TPM does not open it cannot answer: such a credential cannot be made again, and blames its maker.
    """
    if job.stage is Stage.ENROL:
        if job.shown is None:
            yield Duty.SHOW, None
        for attestor in sorted(job.credentials):
            if attestor not in job.answers:
                yield Duty.ANSWER_CREDENTIAL, attestor


def attestor_duty(params: Parameters, height: int, job: Job, node: NodeId) -> Duty | None:
    """What an attestor owes after the block at ``height``, whatever the candidate answered."""
    if isinstance(job.terms, Task) or not is_monitor(job, node):
        return None
    match job.stage:
        case Stage.ENROL if node not in job.credentials and height < last_to_challenge(params, job):
            return Duty.CHALLENGE_CANDIDATE
        case Stage.CONFIRM if node in job.credentials and node not in job.confirmed | job.provers | job.liars:
            return Duty.CONFIRM_CANDIDATE
        case _:
            return None
