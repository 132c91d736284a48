"""A monitor's question (§8): a nonce that nobody foresees and everybody can check.

The nonce is the VRF output of the monitor's key over (job, round, phase); the proof travels with it.
"""

from __future__ import annotations

from typing import Final

from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.encoding import digest
from leo_ref.rejections import Rejection
from leo_ref.state.evidence import Phase
from leo_ref.values import JobId

CHALLENGE_DOMAIN: Final = "leo/challenge"


def question(job: JobId, round_number: int, phase: Phase) -> bytes:
    """The message of the VRF, 32 octets."""
    return digest(CHALLENGE_DOMAIN, {"job": job, "round": round_number, "phase": phase.value})


def nonce_proof(seed: bytes, job: JobId, round_number: int, phase: Phase, suite: Suite = vrf.TAI) -> bytes:
    """The proof, 80 octets, that a monitor with this VRF seed sends."""
    return vrf.prove(secret(seed), question(job, round_number, phase), suite)


def nonce(
    vrf_key: bytes, job: JobId, round_number: int, phase: Phase, proof: bytes, suite: Suite = vrf.TAI
) -> bytes | None:
    """The nonce, 64 octets, that the monitor with this VRF key asks with; None where the proof does not hold."""
    beta = vrf.verify(vrf_key, question(job, round_number, phase), proof, suite)
    return None if isinstance(beta, Rejection) else beta
