"""Verifiers of real octets: Ed25519, the VRF and the exact draw; attestation in software, without hardware trust."""

from __future__ import annotations

from attrs import frozen
from immutables import Map

from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, alpha, verified
from leo_ref.evidence.certificate import is_certified
from leo_ref.evidence.challenge import nonce
from leo_ref.evidence.dossier import appraised
from leo_ref.evidence.signature import signed
from leo_ref.rejections import Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import AccountId, JobId, NodeId


@frozen
class SoftwareVerifiers(Verifiers):
    """Signatures and draws are proved; quotes and certificates are software, so they prove no machine."""

    suite: Suite = Suite.TAI

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Ed25519 under the key that is the signer's name."""
        return signed(bytes.fromhex(signer), message, signature)

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """The VRF proof over the job's seed and round, and the votes its random value gives out of the snapshot."""
        job = state.jobs[name]
        if node not in job.snapshot:
            return None
        message = alpha(job.seed, name, job.round)
        key = state.nodes[node].identity.vrf_key
        total = sum(job.snapshot.values())
        won = verified(key, message, proof, job.snapshot[node], total, job.terms.tau, self.suite)
        return None if isinstance(won, Rejection) else won

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """The software certificate of :mod:`leo_ref.evidence.certificate`."""
        return node in state.nodes and is_certified(node, encryption_key, certificate)

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding] | None:
        """The appraisal of :mod:`leo_ref.evidence.dossier`, with nonces proved by the monitor's VRF key."""
        if monitor not in state.nodes:
            return None
        key = state.nodes[monitor].identity.vrf_key

        def nonce_of(piece: Evidence) -> bytes | None:
            return nonce(key, name, job.round, piece.phase, piece.nonce_proof, self.suite)

        found = appraised(state, name, job, monitor, pieces, nonce_of)
        return None if found is None else Map({phase: appraisal.finding for phase, appraisal in found.items()})
