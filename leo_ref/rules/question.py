"""Evidence and the question it answers (§8). Specification: ``Question.tla``."""

from __future__ import annotations

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Phase, evidence_digest
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId


def no_answer(
    verifiers: Verifiers, state: State, name: JobId, phase: Phase, monitor: NodeId | None, evidence: Evidence
) -> Rejection | None:
    """Why this is no evidence of the executor to the question about ``phase``; None where it is.

    ``monitor`` asked; None where nobody did. What is no evidence blames nobody: neither executor nor monitor.
    """
    job = state.jobs[name]
    assert job.executor is not None, "a task past its draw has an executor"
    about = (evidence.job, evidence.round, evidence.phase, evidence.monitor)
    if about != (name, job.round, phase, monitor):
        return reject(Code.OTHER_QUESTION, phase=phase.value)
    if monitor is None:
        forged = evidence.nonce_proof != b""
    else:
        forged = not verifiers.asked(state, name, job, phase, monitor, evidence.nonce_proof)
    if forged:
        return reject(Code.QUESTION_FORGED, monitor=str(monitor))
    if not verifiers.signed(job.executor, evidence_digest(evidence), evidence.signature):
        return reject(Code.EVIDENCE_NOT_SIGNED, phase=phase.value)
    return None


def fails(verifiers: Verifiers, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
    """Why evidence does not pass, or None; ``job`` may hold already what the evidence is about."""
    failure = verifiers.failure(state, name, job, evidence)
    return failure and reject(Code.EVIDENCE_FAILS, phase=evidence.phase.value, why=failure.code.name)
