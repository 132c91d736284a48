"""The envelope of an answer (§8): only what the executor signed for this very question is evidence."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.signature import sign, signed
from leo_ref.core.state.evidence import Evidence, evidence_digest
from leo_ref.core.values import JobId, NodeId


def enveloped(seed: bytes, evidence: Evidence) -> Evidence:
    """The same with the signature of the account with this seed."""
    return evolve(evidence, signature=sign(seed, evidence_digest(evidence)))


def is_signed(evidence: Evidence, node: NodeId) -> bool:
    """Whether the node signed this, whatever it is about."""
    return signed(bytes.fromhex(node), evidence_digest(evidence), evidence.signature)


def is_answer(evidence: Evidence, name: JobId, round_number: int, monitor: NodeId, answerer: NodeId) -> bool:
    """Whether ``answerer``, the subject of the job, signed this for this monitor in this round."""
    about = (evidence.job, evidence.round, evidence.monitor)
    return about == (name, round_number, monitor) and is_signed(evidence, answerer)
