"""Evidence and the question it answers (§8). Specification: ``Question.tla``."""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence, Finding, Phase, evidence_digest
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.find import as_monitor, task_in
from leo_ref.rules.verifiers import Verifiers


def no_answer(
    verifiers: Verifiers, state: State, name: JobId, phase: Phase, monitor: NodeId | None, evidence: Evidence
) -> Rejection | None:
    """Why this is no evidence of the job's subject to the question about ``phase``; None where it is.

    ``monitor`` asked; None where nobody did. What is no evidence blames nobody: neither who is looked at nor who looks.
    """
    job = state.jobs[name]
    assert job.subject is not None, "a task past its draw has an executor"
    about = (evidence.job, evidence.round, evidence.phase, evidence.monitor)
    if about != (name, job.round, phase, monitor):
        return reject(Code.OTHER_QUESTION, phase=phase.value)
    if monitor is None:
        forged = evidence.nonce_proof != b""
    else:
        forged = not verifiers.asked(state, name, job, phase, monitor, evidence.nonce_proof)
    if forged:
        return reject(Code.QUESTION_FORGED, monitor=monitor or "")
    if not verifiers.signed(job.subject, evidence_digest(evidence), evidence.signature):
        return reject(Code.EVIDENCE_NOT_SIGNED, phase=phase.value)
    return None


def fails(verifiers: Verifiers, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
    """Why evidence does not pass, or None; ``job`` may hold already what the evidence is about."""
    failure = verifiers.failure(state, name, job, evidence)
    if failure is None:
        return None
    return reject(Code.EVIDENCE_FAILS, phase=evidence.phase.value, why=failure.code.name)


def looked_in(
    verifiers: Verifiers, state: State, name: JobId, monitor: NodeId, evidence: Evidence
) -> Finding | Rejection:
    """What an answer off the ledger shows to the monitor that asked about the run, or why it is none (§8, §10).

    Rejections: NO_SUCH_JOB, NOT_A_TASK, WRONG_STAGE, NOT_A_MONITOR and those of :func:`no_answer`.
    """
    found = task_in(state, name, Stage.RUN, Stage.CONFIRM)
    if isinstance(found, Rejection):
        return found
    job = found[0]
    refused = as_monitor(job, monitor) or no_answer(verifiers, state, name, Phase.DURING, monitor, evidence)
    if refused is not None:
        return refused
    return Finding.PASS if fails(verifiers, state, name, job, evidence) is None else Finding.FAIL
