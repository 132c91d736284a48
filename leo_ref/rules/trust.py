"""What an owner sees for itself before it gives its key away (§9).

The owner has applied every block, so it has checked the draws, the key certificates and the ready statements as the
ledger does. It asks for more: the evidence that the monitors saw, appraised again, and a key that opens in the state
which this evidence shows. The ledger cannot ask that; the owner may refuse for any reason, and these are the good ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from leo_ref.evidence.quote import quote_digest
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import elected, is_quorum, monitors, weight
from leo_ref.rules.release import content_monitors, release_key
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job, Part
from leo_ref.state.ledger import State
from leo_ref.state.transaction import ReleaseKey, Statement
from leo_ref.values import AccountId, JobId


def may_release(
    params: Parameters,
    verifiers: Verifiers,
    state: State,
    name: JobId,
    sender: AccountId,
    part: Part,
    statements: Iterable[Statement],
    shown: Iterable[Evidence],
) -> Rejection | None:
    """Why ``sender`` should not give its key to the executor of the job now; None where it may.

    ``statements`` are the ready statements, and ``shown`` the answers to `before` that they name, one for each monitor
    of a quorum; whatever else is shown must be in order too.

    Rejections, in this order: NO_SUCH_JOB, NOT_A_TASK, WRONG_STAGE, NOT_KEY_OWNER, KEY_ALREADY_RELEASED, which the
    ledger would answer; NOT_ELECTED; NOT_A_MONITOR, STATEMENT_FORGED, NO_QUORUM, STATEMENT_NOT_RECORDED; for each piece
    in turn SHOWN_OTHER_QUESTION, SHOWN_WITHOUT_STATEMENT, SHOWN_OTHER_QUOTE, SHOWN_NO_ANSWER, SHOWN_FAILS and those of
    :meth:`Verifiers.opens_as_shown`; SHOWN_TOO_FEW.
    """
    due = release_key(params, state, sender, ReleaseKey(job=name, part=part, key=b""))
    if isinstance(due, Rejection):
        return due
    job = state.jobs[name]
    executor = elected(job.group)
    if job.executor != executor:
        return reject(Code.NOT_ELECTED, executor=str(job.executor), elected=executor)
    said = tuple(statements)
    content = content_monitors(params, verifiers, name, job, said)
    if isinstance(content, Rejection):
        return content
    for statement in said:
        if statement.monitor not in job.ready:
            return reject(Code.STATEMENT_NOT_RECORDED, monitor=statement.monitor)
    seen = set()
    for piece in shown:
        refusal = _judge(verifiers, state, name, job, said, piece)
        if refusal is not None:
            return refusal
        seen.add(piece.monitor)
    if not is_quorum(params, job, seen):
        return reject(Code.SHOWN_TOO_FEW, weight=weight(job, seen), total=weight(job, monitors(job)))
    return None


def _judge(
    verifiers: Verifiers, state: State, name: JobId, job: Job, statements: tuple[Statement, ...], piece: Evidence
) -> Rejection | None:
    """Why a piece does not show what its monitor's statement says."""
    monitor = piece.monitor
    if (piece.job, piece.round, piece.phase) != (name, job.round, Phase.BEFORE):
        return reject(Code.SHOWN_OTHER_QUESTION, monitor=monitor)
    named = [statement.quote for statement in statements if statement.monitor == monitor]
    if not named:
        return reject(Code.SHOWN_WITHOUT_STATEMENT, monitor=monitor)
    if quote_digest(piece.quote) not in named:
        return reject(Code.SHOWN_OTHER_QUOTE, monitor=monitor)
    findings = verifiers.findings(state, name, job, monitor, (piece,))
    if findings is None:
        return reject(Code.SHOWN_NO_ANSWER, monitor=monitor)
    finding = findings[Phase.BEFORE]
    if finding is not Finding.PASS:
        return reject(Code.SHOWN_FAILS, monitor=monitor, finding=finding.value)
    assert job.executor is not None, "a key is due to an executor"
    return verifiers.opens_as_shown(job.group[job.executor].encryption_key, piece)
