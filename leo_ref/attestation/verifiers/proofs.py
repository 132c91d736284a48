"""What is proved by mathematics alone, whatever evidence is made of: signatures, draws, nonces, the form of a seal."""

from __future__ import annotations

from attrs import frozen

from leo_ref.attestation.evidence.nonce import asked_nonce
from leo_ref.attestation.identity.challenge import CredentialChallenge, answer_of, recomputed
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import signed
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Join, Part, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Piece
from leo_ref.core.values import AccountId, Digest, JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, alpha, verified
from leo_ref.sealing.context import CodeContext, DataContext
from leo_ref.sealing.fault import Promise, committed_key, not_at_fault, not_opened
from leo_ref.sealing.transport import judge_carried


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

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """Whether the proof holds under the monitor's VRF key."""
        return asked_nonce(state, name, job, phase, monitor, proof, self.suite) is not None

    def not_opened(self, job: Job, part: Part, opening: bytes) -> Rejection | None:
        """The RSA preimage of the released key, as :func:`leo_ref.sealing.fault.not_opened` says."""
        return not_opened(self._receiver(job, part), job.keys[part], opening)

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """A key that is the one committed to is at fault only where a chunk of the payload shows it.

        Rejections: KEY_OPENS without a chunk, those of :func:`leo_ref.sealing.fault.not_at_fault` with one.
        """
        promise = promised(state, job, part)
        key = committed_key(self._receiver(job, part), job.keys[part], opening, promise.committed)
        if key is None:
            return None
        if piece is None:
            return reject(Code.KEY_OPENS)
        return not_at_fault(key, promise, piece.index, piece.chunk, piece.path)

    def _receiver(self, job: Job, part: Part) -> bytes:
        assert job.executor is not None, "keys are released to an executor"
        return job.group[job.executor].encryption_keys.of(part)

    def credential_keys(self, identity: Identity) -> tuple[Endorsement, bytes]:
        """The endorsement key and the name of the attestation key of who was believed to have them."""
        raise NotImplementedError

    def challenge(self, state: State, name: JobId, attestor: NodeId) -> CredentialChallenge:
        """For the keys with which the candidate joined."""
        terms = state.jobs[name].terms
        assert isinstance(terms, Join), "only a candidate is challenged"
        above, below = self.credential_keys(state.nodes[terms.candidate].identity)
        return CredentialChallenge(
            job=name, attestor=attestor, candidate=terms.candidate, endorsement=above, name=below
        )

    def right_answer(self, state: State, name: JobId, attestor: NodeId, opening: Opening) -> Digest | Rejection:
        """The credential made again, as :mod:`leo_ref.attestation.identity.challenge` says."""
        challenge = self.challenge(state, name, attestor)
        secret = recomputed(challenge, state.jobs[name].credentials[attestor], opening)
        return secret if isinstance(secret, Rejection) else answer_of(challenge, secret)


def promised(state: State, job: Job, part: Part) -> Promise:
    """What the owner of a part committed its key to."""
    assert isinstance(job.terms, Task), "only a task has keys"
    task, offer = job.terms, state.services[job.terms.service].offer
    if part is Part.TASK:
        context = DataContext(owner=task.owner, service=task.service)
        return Promise(committed=task.key_commitment, imprint=task.data, context=context)
    context_of_code = CodeContext(owner=task.service_owner, image=offer.image)
    return Promise(committed=offer.key_commitment, imprint=offer.code, context=context_of_code)
