"""What is proved by mathematics alone, whatever evidence is made of: signatures, draws, the nonces of questions."""

from __future__ import annotations

from attrs import frozen

from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, alpha, verified
from leo_ref.evidence.challenge import nonce
from leo_ref.evidence.nonce import asked_nonce
from leo_ref.evidence.signature import signed
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.sealing.opening import is_committed, is_preimage
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Part, Task
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Piece
from leo_ref.values import AccountId, JobId, NodeId


@frozen
class Proofs:
    """Ed25519, the VRF and the exact draw."""

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

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """Whether the proof holds under the monitor's VRF key."""
        return asked_nonce(state, name, job, phase, monitor, proof, self.suite) is not None

    def nonce(self, state: State, name: JobId, job: Job, monitor: NodeId, piece: Evidence) -> bytes | None:
        """The nonce that a piece answers to; None where its proof is not this monitor's."""
        if monitor not in state.nodes:
            return None
        key = state.nodes[monitor].identity.vrf_key
        return nonce(key, name, job.round, piece.phase, piece.nonce_proof, self.suite)

    def opens(self, job: Job, part: Part, opening: bytes) -> bool:
        """Whether the opening is the RSA preimage of the released key, under the key of the executor's claim."""
        assert job.executor is not None, "keys are released to an executor"
        return is_preimage(job.group[job.executor].encryption_key, opening, job.keys[part])

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """The key in the opening is the one committed to: only a piece of the payload can show that it is at fault.

        Rejections: KEY_OPENS without a piece, PIECE_NOT_OF_PAYLOAD with one that has no path to the payload's root.
        """
        assert isinstance(job.terms, Task), "only a task has keys"
        offer = state.services[job.terms.service].offer
        committed = job.terms.key_commitment if part is Part.TASK else offer.key_commitment
        if not is_committed(opening, committed):
            return None
        return reject(Code.KEY_OPENS) if piece is None else reject(Code.PIECE_NOT_OF_PAYLOAD)
