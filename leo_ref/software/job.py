"""Evidence of a job (§8), in software: each piece against what was shown, and nothing else."""

from __future__ import annotations

from leo_ref.attestation.evidence.log import expected
from leo_ref.attestation.evidence.nonce import nonce_of
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId
from leo_ref.draw import vrf
from leo_ref.draw.suite import Suite
from leo_ref.software.appraisal import SoftwareAppraisal, SoftwarePolicy, SoftwareSeen, appraise
from leo_ref.software.quote import read


def policy(state: State, job: Job, phase: Phase) -> SoftwarePolicy:
    """What the ledger lets one expect of the subject of the job at this phase."""
    assert job.subject is not None, "a task past its draw has an executor"
    offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
    return SoftwarePolicy(
        attestation_key=state.nodes[job.subject].identity.attestation_key,
        logs=expected(job, offer, phase),
    )


def history(job: Job, evidence: Evidence) -> tuple[SoftwareSeen, ...]:
    """What the evidence is appraised against: `before` against nothing, all else against ``job.shown``."""
    if evidence.phase is Phase.BEFORE:
        return ()
    assert job.shown is not None, "keys move after the machine was shown"
    shown = read(job.shown.quote)
    assert not isinstance(shown, Rejection), "what was shown passed"
    return (SoftwareSeen(shown.quote, job.shown.log),)


def appraised(state: State, name: JobId, job: Job, evidence: Evidence, suite: Suite = vrf.TAI) -> SoftwareAppraisal:
    """The appraisal of evidence whose envelope was checked."""
    nonce = nonce_of(state, name, job, evidence, suite)
    assert nonce is not None, "the question was checked"
    return appraise(policy(state, job, evidence.phase), nonce, history(job, evidence), evidence)


def failure(state: State, name: JobId, job: Job, evidence: Evidence, suite: Suite = vrf.TAI) -> Rejection | None:
    """The first check that evidence does not pass; None where it passes."""
    found = appraised(state, name, job, evidence, suite)
    return reject(Code.SOFTWARE_QUOTE, flaw=found.flaws[0].name) if found.flaws else None
