"""The envelope of an answer (§8): only what the executor signed for this very question is evidence."""

from __future__ import annotations

from attrs import evolve

from leo_ref.evidence.signature import sign, signed
from leo_ref.state.evidence import Evidence, evidence_digest
from leo_ref.state.job import Job, Task
from leo_ref.values import JobId, NodeId


def subject(job: Job) -> NodeId | None:
    """Who is looked at: the executor of a task, the candidate of a join; None while no group stands."""
    return job.executor if isinstance(job.terms, Task) else job.terms.candidate


def enveloped(seed: bytes, evidence: Evidence) -> Evidence:
    """The same with the signature of the account with this seed."""
    return evolve(evidence, signature=sign(seed, evidence_digest(evidence)))


def is_answer(evidence: Evidence, name: JobId, job: Job, monitor: NodeId) -> bool:
    """Whether the subject of the job signed this for this monitor in this round."""
    answerer = subject(job)
    return (
        answerer is not None
        and evidence.job == name
        and evidence.round == job.round
        and evidence.monitor == monitor
        and signed(bytes.fromhex(answerer), evidence_digest(evidence), evidence.signature)
    )
