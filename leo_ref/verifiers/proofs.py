"""What is proved by mathematics alone, whatever evidence is made of: signatures, draws, nonces, the form of a seal."""

from __future__ import annotations

from attrs import frozen

from leo_ref.draw import vrf
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, alpha, verified
from leo_ref.evidence.challenge import nonce
from leo_ref.evidence.signature import signed
from leo_ref.rejections import Rejection
from leo_ref.sealing.transport import judge_carried
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import AccountId, JobId, NodeId


@frozen
class Proofs:
    """Ed25519, the VRF and the exact draw."""

    suite: Suite = Suite.TAI

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Ed25519 under the key that is the signer's name."""
        return signed(bytes.fromhex(signer), message, signature)

    def beacon(self, vrf_key: bytes, message: bytes, proof: bytes) -> bytes | None:
        """The output of the VRF, 64 octets."""
        beta = vrf.verify(vrf_key, message, proof, self.suite)
        return None if isinstance(beta, Rejection) else beta

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """The VRF proof over the round's beacon, and the votes its random value gives out of the snapshot."""
        job = state.jobs[name]
        if node not in job.snapshot:
            return None
        message = alpha(job.beacon, name, job.round, node)
        key = state.nodes[node].identity.vrf_key
        total = sum(job.snapshot.values())
        won = verified(key, message, proof, job.snapshot[node], total, job.terms.tau, self.suite)
        return None if isinstance(won, Rejection) else won

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """The form of a ciphertext, as :func:`leo_ref.sealing.transport.judge_carried` says."""
        return judge_carried(encryption_key, carried)

    def nonce(self, state: State, name: JobId, job: Job, monitor: NodeId, piece: Evidence) -> bytes | None:
        """The nonce that a piece answers to; None where its proof is not this monitor's."""
        if monitor not in state.nodes:
            return None
        key = state.nodes[monitor].identity.vrf_key
        return nonce(key, name, job.round, piece.phase, piece.nonce_proof, self.suite)
