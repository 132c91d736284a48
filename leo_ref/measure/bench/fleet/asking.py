"""A monitor's question where there is no ledger: that of §8 with no beacon."""

from __future__ import annotations

from leo_ref.attestation.evidence.nonce import question
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret


def nonce_proof(seed: bytes, monitor: NodeId, job: JobId, round_number: int, phase: Phase) -> bytes:
    """The proof, 80 octets, that the monitor with this VRF seed sends."""
    return vrf.prove(secret(seed), question(b"", job, round_number, phase, monitor))


def nonce(vrf_key: bytes, monitor: NodeId, job: JobId, round_number: int, phase: Phase, proof: bytes) -> bytes | None:
    """The nonce, 64 octets, that the monitor asks with; None where the proof does not hold."""
    beta = vrf.verify(vrf_key, question(b"", job, round_number, phase, monitor), proof)
    return None if isinstance(beta, Rejection) else beta
