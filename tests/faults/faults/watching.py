"""Faults of watching a run: evidence, questions, answers, results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Answer, GiveResult
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules import challenge, question, result
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest
from tests.faults.faults.fault import CHALLENGE, CONFIRMATION, COURSE, RESULT, After, fault

sound_answer = challenge.answer
sound_give_result = result.give_result
sound_no_answer = question.no_answer


def evidence_never_fails(*about: object) -> None:
    """Evidence is a flag: what its sender says of it is believed."""
    del about


def evidence_always_fails(*about: object) -> Rejection:
    del about
    return reject(Code.EVIDENCE_FAILS, phase="during", why=Code.JOB_LOG_UNEXPECTED.name)


def anybody_signs(verifiers: Verifiers, state: State, sender: AccountId, body: Answer) -> After:
    """Evidence counts whoever signed it."""
    signed = evolve(body.evidence, signature=b"")
    return sound_answer(verifiers, state, sender, evolve(body, evidence=signed))


def any_question(
    verifiers: Verifiers, state: State, name: JobId, phase: object, monitor: NodeId | None, evidence: Evidence
) -> Rejection | None:
    """An answer to whatever question counts as one to this question."""
    del monitor, phase
    return sound_no_answer(verifiers, state, name, evidence.phase, evidence.monitor, evidence)


def never_due(height: int, due: Iterable[int]) -> bool:
    del height, due
    return False


def due_early(height: int, due: Iterable[int]) -> bool:
    return any(height + 1 >= when for when in due)


def no_open_challenges(job: Job) -> Iterable[NodeId]:
    del job
    return ()


def not_watched(params: Parameters, job: Job, task: Task) -> int:
    del params, job, task
    return 0


def always_watched(params: Parameters, job: Job, task: Task) -> int:
    del params, task
    return job.deadline


def any_result(state: State, sender: AccountId, body: GiveResult) -> After:
    """Whatever the executor gives is the result."""
    job = state.jobs.get(body.job)
    if job is None or job.requested is None:
        return sound_give_result(state, sender, body)
    wanted = state.with_job(body.job, evolve(job, requested=result_digest(body.result)))
    after = sound_give_result(wanted, sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], requested=job.requested))


FAULTS: Final = (
    fault("confirmations believed", "evidence is a flag", CONFIRMATION, "fails", evidence_never_fails, "end"),
    fault("accusations believed", "evidence is a flag", CHALLENGE, "fails", evidence_always_fails, "end"),
    fault("anybody signs", "no signature", CHALLENGE, "answer", anybody_signs, "course"),
    fault("any question", "no nonce", CHALLENGE, "no_answer", any_question, "course"),
    fault(
        "questions never due",
        "silence costs nothing",
        COURSE,
        "unanswered",
        never_due,
        "end",
    ),
    fault(
        "questions due early",
        "a block early",
        COURSE,
        "unanswered",
        due_early,
        "course",
        "blame_needs_a_proof in course",
    ),
    fault("paid unwatched", "nobody looks at the run", RESULT, "watched_until", not_watched, "course"),
    fault("watched too long", "no time is left to be paid", CHALLENGE, "watched_until", always_watched, "course"),
    fault("paid unanswered", "silence costs nothing", RESULT, "open_challenges", no_open_challenges, "course"),
    fault("any result", "the result is not compared", RESULT, "give_result", any_result, "course"),
)
