"""The nonce of a question (§8), from the state of the ledger and the evidence alone."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue, digest
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite

NONCE_DOMAIN: Final = "leo/nonce"


def question(beacon: bytes, name: JobId, round_number: int, phase: Phase, node: NodeId) -> bytes:
    """The digest of a question, 32 octets: the nonce where the ledger asks; where a monitor does, the VRF's message."""
    about: JsonValue = {"beacon": beacon.hex(), "job": name, "round": round_number, "phase": phase.value, "node": node}
    return digest(NONCE_DOMAIN, about)


def asking(seed: bytes, name: JobId, job: Job, phase: Phase, node: NodeId, suite: Suite = vrf.TAI) -> bytes:
    """The proof, 80 octets, with which the monitor with this VRF seed asks."""
    return vrf.prove(secret(seed), question(job.beacon, name, job.round, phase, node), suite)


def asked_nonce(
    state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes, suite: Suite = vrf.TAI
) -> bytes | None:
    """The nonce, 64 octets, of a monitor's question; None where the proof is not this monitor's."""
    if monitor not in state.nodes:
        return None
    message = question(job.beacon, name, job.round, phase, monitor)
    beta = vrf.verify(state.nodes[monitor].identity.vrf_key, message, proof, suite)
    return None if isinstance(beta, Rejection) else beta


def nonce_of(state: State, name: JobId, job: Job, evidence: Evidence, suite: Suite = vrf.TAI) -> bytes | None:
    """The nonce that evidence must have: the ledger's digest, or the output of who asked."""
    if evidence.monitor is not None:
        return asked_nonce(state, name, job, evidence.phase, evidence.monitor, evidence.nonce_proof, suite)
    assert job.subject is not None, "a task past its draw has an executor"
    return question(job.beacon, name, job.round, evidence.phase, job.subject)
