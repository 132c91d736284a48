"""What a monitor makes of the answers it gets (§8, §9, §11). Specification: ``Attestation.tla``."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest
from leo_ref.state.evidence import Conclusion, Evidence, Finding, Phase
from leo_ref.state.job import Job, Stage, Task, Verdict
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId

NO_FINDINGS: Final[Map[Phase, Finding]] = Map()

VERDICTS: Final[Map[Conclusion, Verdict]] = Map(
    {
        Conclusion.PASS: Verdict.PASS,
        Conclusion.FAIL: Verdict.FAIL,
        Conclusion.BAD_TASK_KEY: Verdict.BAD_TASK_KEY,
        Conclusion.BAD_SERVICE_KEY: Verdict.BAD_SERVICE_KEY,
        Conclusion.NONE: Verdict.SILENT,
    }
)
"""The verdict that an honest monitor gives of what its evidence shows."""

WORST_FIRST: Final = (
    (Finding.FAIL, Conclusion.FAIL),
    (Finding.BAD_TASK_KEY, Conclusion.BAD_TASK_KEY),
    (Finding.BAD_SERVICE_KEY, Conclusion.BAD_SERVICE_KEY),
)
"""What decides a conclusion, before completeness does: the first of these findings that is there."""


@frozen(kw_only=True)
class Dossier:
    """What one monitor holds of one job: the answers, in the order they came, and what they showed."""

    pieces: tuple[Evidence, ...] = ()
    findings: Map[Phase, Finding] = NO_FINDINGS


def phase_is_open(job: Job, phase: Phase) -> bool:
    """Whether this phase is attested in the stage of the job; a candidate is attested while it is confirmed."""
    if not isinstance(job.terms, Task):
        return job.stage is Stage.CONFIRM and phase is Phase.BEFORE
    match phase:
        case Phase.BEFORE:
            return job.stage is Stage.READY
        case Phase.DURING:
            return job.stage is Stage.RUN
        case Phase.AFTER:
            return job.stage is Stage.CONFIRM and job.requested is not None


def brings_result(job: Job, evidence: Evidence, sealed: bytes) -> bool:
    """Whether an answer counts: one to `after` only with the sealed result that payment was asked for (§11)."""
    return evidence.phase is not Phase.AFTER or result_digest(sealed) == job.requested


def receive(
    verifiers: Verifiers, state: State, name: JobId, monitor: NodeId, dossier: Dossier, evidence: Evidence
) -> Dossier | Rejection:
    """The dossier with an answer in it, whatever it shows; what the executor did not sign is no answer."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if not phase_is_open(job, evidence.phase):
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    if not is_monitor(job, monitor):
        return reject(Code.NOT_A_MONITOR, node=monitor)
    if evidence.phase in dossier.findings:
        return reject(Code.NOT_ASKED, phase=evidence.phase.value)
    pieces = (*dossier.pieces, evidence)
    findings = verifiers.findings(state, name, job, monitor, pieces)
    if findings is None:
        return reject(Code.EVIDENCE_NOT_SIGNED, phase=evidence.phase.value)
    return Dossier(pieces=pieces, findings=findings)


def sign_ready(state: State, name: JobId, monitor: NodeId, dossier: Dossier, *, signed: bool) -> Rejection | None:
    """Why the monitor signs no ready statement, or None if it does; ``signed`` says that it has."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if job.stage is not Stage.READY:
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    if not is_monitor(job, monitor):
        return reject(Code.NOT_A_MONITOR, node=monitor)
    if signed:
        return reject(Code.ALREADY_SIGNED, node=monitor)
    if dossier.findings.get(Phase.BEFORE) is not Finding.PASS:
        return reject(Code.NOT_CONTENT, node=monitor)
    return None


def conclude(job: Job, findings: Map[Phase, Finding]) -> Conclusion:
    """What the findings show together."""
    found = [*findings.values()]
    for finding, shown in WORST_FIRST:
        if finding in found:
            return shown
    complete = len(found) == len(Phase) if isinstance(job.terms, Task) else Phase.BEFORE in findings
    return Conclusion.PASS if complete else Conclusion.NONE


def conclusion(
    verifiers: Verifiers, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
) -> Conclusion:
    """What the evidence under a monitor's verdict shows; NONE where a piece is not the executor's answer to it."""
    findings = verifiers.findings(state, name, job, monitor, pieces)
    return Conclusion.NONE if findings is None else conclude(job, findings)


def may_still_hear(state: State, job: Job, dossier: Dossier) -> bool:
    """Whether an answer may still come before the confirm window closes: an honest monitor waits with SILENT."""
    last_block = state.height + 1 >= job.deadline
    awaited = any(phase_is_open(job, phase) and phase not in dossier.findings for phase in Phase)
    return awaited and not last_block
