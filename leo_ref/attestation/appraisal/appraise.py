"""The answers of one executor or candidate, appraised whole (§8).

The order: the quote (:mod:`leo_ref.attestation.appraisal.quoted`), the machine's state
(:mod:`leo_ref.attestation.appraisal.logs`), the job register, each earlier answer in turn
(:mod:`leo_ref.attestation.appraisal.history`), and last whether the task allows this job log at this phase. The first
failure is the result, and the executor's fault: it signed all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal.answer import Answer, JobLog, Logs
from leo_ref.attestation.appraisal.history import Seen, continues
from leo_ref.attestation.appraisal.judge import Check, Compared, Judge, Record
from leo_ref.attestation.appraisal.logs import booted, job_register
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.appraisal.quoted import quoted
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Finding

REGISTER: Final = Check(Code.JOB_LOG_NOT_QUOTED, "register {}, after {} events of the job log")
EXPECTED: Final = Check(Code.JOB_LOG_UNEXPECTED, "job log that the task allows, events")

JUDGE: Final = Judge()


@frozen(kw_only=True)
class AppraisalQuestion:
    """What the monitor asked, and what the ledger lets it expect; nothing here is the executor's word."""

    extra: bytes
    """:func:`leo_ref.attestation.appraisal.answer.question_digest`."""
    logs: Map[JobLog, Finding]
    """Every job log that the task allows at this phase, and what it shows."""


@frozen
class Judged:
    """All that an appraisal looks at."""

    policy: Policy
    key: AttestationKey
    question: AppraisalQuestion
    answer: Answer
    logs: Logs
    history: tuple[Seen, ...]


@frozen
class Appraisal:
    """The finding, the first check that failed, and all that was compared."""

    finding: Finding
    """What the answer shows; FAIL where a check failed."""
    refusal: Rejection | None
    """The first check that failed; None exactly where the finding is not FAIL."""
    seen: Seen | None
    """What later answers are compared with; None where the finding is FAIL."""
    judged: Judged | None
    """None where nothing of the answer could be compared."""

    @property
    def compared(self) -> tuple[Compared, ...]:
        """All that was compared, in its order; few read it, so the comparisons are made again for those."""
        record = Record()
        if self.judged is not None:
            _seen(self.judged, record)
        return tuple(record.compared)


def appraise(
    policy: Policy,
    key: AttestationKey,
    question: AppraisalQuestion,
    answer: Answer,
    logs: Logs,
    history: Iterable[Seen],
) -> Appraisal:
    """What an answer shows.

    ``key`` is the one that was enrolled for the node, ``logs`` are those that were published, ``history`` is what the
    earlier answers showed that it is held against. Rejections: those of the modules named above, with
    JOB_LOG_NOT_QUOTED before those of the history and JOB_LOG_UNEXPECTED after them.
    """
    judged = Judged(policy, key, question, answer, logs, tuple(history))
    found = _seen(judged, JUDGE)
    if isinstance(found, Rejection):
        return Appraisal(Finding.FAIL, found, None, judged)
    return Appraisal(question.logs[answer.log], None, found, judged)


def appraise_all(
    policy: Policy, key: AttestationKey, exchanges: Iterable[tuple[AppraisalQuestion, Answer | Rejection]], logs: Logs
) -> tuple[Appraisal, ...]:
    """What several answers show, in their order: each is held against those before it that did not fail.

    A rejection stands for an answer that cannot be read.
    """
    found: list[Appraisal] = []
    history: list[Seen] = []
    for question, answer in exchanges:
        if isinstance(answer, Rejection):
            found.append(failed(answer))
            continue
        appraisal = appraise(policy, key, question, answer, logs, history)
        found.append(appraisal)
        if appraisal.seen is not None:
            history.append(appraisal.seen)
    return tuple(found)


def failed(refusal: Rejection) -> Appraisal:
    """The appraisal of an answer of which nothing could be compared."""
    return Appraisal(Finding.FAIL, refusal, seen=None, judged=None)


def _seen(judged: Judged, judge: Judge) -> Seen | Rejection:
    policy, answer, history = judged.policy, judged.answer, judged.history
    shown, log = answer.quote, answer.log
    vouched = quoted(policy, judged.key, judged.question.extra, shown, judge)
    if isinstance(vouched, Rejection):
        return vouched
    state = booted(policy, vouched, shown, judged.logs, judge)
    if isinstance(state, Rejection):
        return state
    number, given = policy.job_register, vouched.values[policy.job_register]
    refusal = judge.same(REGISTER, given, _register(shown.start, log, history), (number, len(log)))
    if refusal is not None:
        return refusal
    boot = {register: vouched.values[register] for register in policy.boot_registers}
    seen = Seen(vouched, state, shown.start, log, given, boot)
    for earlier in history:
        refusal = continues(seen, earlier, judge)
        if refusal is not None:
            return refusal
    allowed, events = judged.question.logs, len(log)
    if not judge.note(EXPECTED, events, allowed, log in allowed):
        return reject(Code.JOB_LOG_UNEXPECTED, events=events)
    return seen


def _register(start: bytes, log: JobLog, history: tuple[Seen, ...]) -> bytes:
    """``logs.job_register``, without hashing again what the last answer had in it already.

    No rule is made here, and a port needs nothing of it: it only saves time.
    """
    if history:
        last = history[-1]
        known = len(last.log)
        if start == last.start and log[:known] == last.log:
            return job_register(last.register, log[known:])
    return job_register(start, log)
