"""What an attestor makes of the candidate's answer (§5, §8). Specification: ``Attestation.tla``."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Conclusion, Evidence, Finding, Phase
from leo_ref.state.job import Job, Stage, Task, Verdict
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId

NO_FINDINGS: Final[Map[Phase, Finding]] = Map()

VERDICTS: Final[Map[Conclusion, Verdict]] = Map(
    {Conclusion.PASS: Verdict.PASS, Conclusion.FAIL: Verdict.FAIL, Conclusion.NONE: Verdict.SILENT}
)
"""The verdict that an honest attestor gives of what its evidence shows."""


@frozen(kw_only=True)
class Dossier:
    """What one attestor holds of one join: the candidate's answer, and what it showed."""

    pieces: tuple[Evidence, ...] = ()
    findings: Map[Phase, Finding] = NO_FINDINGS


def phase_is_open(job: Job, phase: Phase) -> bool:
    """Whether an attestor may be answered now; a candidate is looked at once."""
    return not isinstance(job.terms, Task) and job.stage is Stage.CONFIRM and phase is Phase.BEFORE


def receive(
    verifiers: Verifiers, state: State, name: JobId, monitor: NodeId, dossier: Dossier, evidence: Evidence
) -> Dossier | Rejection:
    """The dossier with an answer in it, whatever it shows; what the candidate did not sign is no answer."""
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


def conclude(findings: Map[Phase, Finding]) -> Conclusion:
    """What the findings show together."""
    if Finding.FAIL in findings.values():
        return Conclusion.FAIL
    return Conclusion.PASS if Phase.BEFORE in findings else Conclusion.NONE


def conclusion(
    verifiers: Verifiers, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
) -> Conclusion:
    """What the evidence under an attestor's verdict shows; NONE where a piece is not the candidate's answer to it."""
    findings = verifiers.findings(state, name, job, monitor, pieces)
    return Conclusion.NONE if findings is None else conclude(findings)


def may_still_hear(state: State, job: Job, dossier: Dossier) -> bool:
    """Whether an answer may still come before the confirm window closes: an honest attestor waits with SILENT."""
    last_block = state.height + 1 >= job.deadline
    awaited = any(phase_is_open(job, phase) and phase not in dossier.findings for phase in Phase)
    return awaited and not last_block
