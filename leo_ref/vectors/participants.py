"""The people and machines of the ledger's vectors, with real keys from fixed seeds."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.nonce import asking, question
from leo_ref.attestation.identity.challenge import CredentialChallenge, answer_from, made
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.signature import public_key, sign
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import EncryptionKeys, Job, Part
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import (
    AnswerCredential,
    Apply,
    Body,
    Certificates,
    ChallengeCandidate,
    ConfirmCandidate,
    Show,
    Transaction,
    signing_digest,
)
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.sealing.fault import boxed_opening
from leo_ref.sealing.transport import public_key as receiver_of
from leo_ref.software import endorsement
from leo_ref.software.certificate import certificate
from leo_ref.software.quote import quoted

CLOCKS: Final = {Phase.BEFORE: 1, Phase.DURING: 2, Phase.AFTER: 3}
"""What the clock of a machine says at each phase."""


def seed(what: str) -> bytes:
    """A seed of 32 octets; everybody may know it."""
    return sha256(f"leo conformance vectors: {what}".encode()).digest()


@frozen
class Person:
    """Somebody with an account."""

    name: str

    @property
    def seed(self) -> bytes:
        """The seed of the account's key."""
        return seed(self.name)

    @property
    def account(self) -> AccountId:
        """The account: its public key."""
        return AccountId(public_key(self.seed).hex())

    def transaction(self, counter: int, body: Body) -> Transaction:
        """The body, signed."""
        signature = sign(self.seed, signing_digest(self.account, counter, body))
        return Transaction(sender=self.account, counter=counter, body=body, signature=signature)


@frozen
class Operator(Person):
    """A node."""

    owner: AccountId | None = None
    """Whom it answers to, if not itself."""

    @property
    def id(self) -> NodeId:
        """The node's name."""
        return NodeId(self.account)

    @property
    def identity(self) -> Identity:
        """What it shows when it joins."""
        return Identity(
            owner=self.owner or self.account,
            endorsement_key=endorsement.endorsement_key(self._endorsement_seed),
            attestation_key=public_key(self._attestation_seed),
            vrf_key=secret(self._vrf_seed).public_key,
        )

    @property
    def _endorsement_seed(self) -> bytes:
        return seed(f"endorsement key of {self.name}")

    @property
    def _attestation_seed(self) -> bytes:
        return seed(f"attestation key of {self.name}")

    @property
    def _vrf_seed(self) -> bytes:
        return seed(f"VRF key of {self.name}")

    @property
    def encryption_keys(self) -> EncryptionKeys:
        """Its encryption keys, in software."""
        task, service = (receiver_of(self._secret(part)) for part in Part)
        return EncryptionKeys(task=task, service=service)

    def opening(self, part: Part) -> bytes:
        """What opens a key that was sealed to it, shown to everybody."""
        return boxed_opening(self._secret(part))

    def _secret(self, part: Part) -> bytes:
        return seed(f"{part.value} encryption key of {self.name}")

    @property
    def certificates(self) -> Certificates:
        """Its account's certificates over them."""
        task, service = (certificate(self.seed, self.id, self.encryption_keys.of(part)) for part in Part)
        return Certificates(task=task, service=service)

    def claim(self, name: JobId, job: Job) -> Apply:
        """Its application in the current round, drawn or not."""
        return Apply(
            job=name,
            round=job.round,
            proof=vrf.prove(secret(self._vrf_seed), alpha(job.beacon, name, job.round, self.id)),
            encryption_keys=self.encryption_keys,
            certificates=self.certificates,
        )

    def asks(self, name: JobId, job: Job, phase: Phase = Phase.DURING) -> bytes:
        """The proof with which it asks about a task."""
        return asking(self._vrf_seed, name, job, phase, self.id)

    def shows(
        self,
        name: JobId,
        job: Job,
        phase: Phase,
        log: Log,
        asker: Operator | None = None,
        *,
        clock: int = 0,
        resets: int = 0,
    ) -> Evidence:
        """Its evidence in a job that is about it, to the question of the ledger or of a monitor."""
        about = question(job.beacon, name, job.round, phase, self.id if asker is None else asker.id)
        proof = b""
        if asker is not None:
            proof = asker.asks(name, job, phase)
            beta = vrf.verify(asker.identity.vrf_key, about, proof)
            assert isinstance(beta, bytes), "a proof of one's own is sound"
            about = beta
        evidence = Evidence(
            job=name,
            round=job.round,
            phase=phase,
            monitor=None if asker is None else asker.id,
            nonce_proof=proof,
            quote=quoted(self._attestation_seed, about, log, resets=resets, clock=clock or CLOCKS[phase]),
            log=log,
            signature=bytes(64),
        )
        return enveloped(self.seed, evidence)

    def opens(self, challenge: CredentialChallenge) -> Opening:
        """What its credential in a join is made of, which it keeps to itself until it confirms."""
        fresh = b"".join(seed(f"randomness {part} of {self.name}") for part in range(FRESH // 32))
        return Opening(seed=seed(f"seed of {self.name}"), randomness=drawn(challenge.endorsement, fresh))

    def challenges(self, challenge: CredentialChallenge) -> ChallengeCandidate:
        """As attestor, its credential for the candidate."""
        return ChallengeCandidate(job=challenge.job, credential=made(challenge, self.opens(challenge)))

    def confirms(self, challenge: CredentialChallenge) -> ConfirmCandidate:
        """As attestor, what its credential was made of."""
        return ConfirmCandidate(job=challenge.job, opening=self.opens(challenge))

    def answers(self, name: JobId, job: Job, attestor: Operator) -> AnswerCredential:
        """As candidate, what its machine finds in an attestor's credential."""
        own = self.identity.attestation_key
        found = endorsement.activated(self._endorsement_seed, own, job.credentials[attestor.id])
        assert found is not None, "the credential is for its keys"
        answer = answer_from(self.id, name, attestor.id, found)
        return AnswerCredential(job=name, attestor=attestor.id, answer=answer)

    def shows_itself(self, name: JobId, job: Job, log: Log = ()) -> Show:
        """As candidate, its machine."""
        return Show(job=name, evidence=self.shows(name, job, Phase.BEFORE, log))
