"""The people and machines of the ledger's vectors, with real keys from fixed seeds."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.evidence.certificate import certificate
from leo_ref.evidence.challenge import nonce_proof, question
from leo_ref.evidence.envelope import enveloped
from leo_ref.evidence.log import Log
from leo_ref.evidence.quote import key_name, quoted
from leo_ref.evidence.signature import public_key, sign
from leo_ref.rules.release import statement_digest
from leo_ref.sealing.transport import public_key as receiver_of
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import EncryptionKeys, Job, Part
from leo_ref.state.node import Identity
from leo_ref.state.transaction import Apply, Body, Certificates, Statement, Transaction, signing_digest
from leo_ref.values import AccountId, JobId, NodeId

QUOTE: Final = sha256(b"the quote that the monitor saw").digest()


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
class Machine(Person):
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
            endorsement_key=seed(f"endorsement key of {self.name}"),
            attestation_key=key_name(public_key(self._attestation_seed)),
            vrf_key=secret(self._vrf_seed).public_key,
        )

    @property
    def _attestation_seed(self) -> bytes:
        return seed(f"attestation key of {self.name}")

    @property
    def _vrf_seed(self) -> bytes:
        return seed(f"VRF key of {self.name}")

    @property
    def encryption_keys(self) -> EncryptionKeys:
        """Its encryption keys, in software."""
        task, service = (receiver_of(seed(f"{part.value} encryption key of {self.name}")) for part in Part)
        return EncryptionKeys(task=task, service=service)

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

    def statement(self, name: JobId, executor: Machine, quote: bytes = QUOTE) -> Statement:
        """That the executor is ready, by the quote with this digest."""
        message = statement_digest(name, executor.id, executor.encryption_keys, quote)
        return Statement(monitor=self.id, quote=quote, signature=sign(self.seed, message))

    def answer(self, name: JobId, job: Job, monitor: Machine, phase: Phase, log: Log) -> Evidence:
        """Its answer to the monitor's question; the clock tells the phases' order."""
        proof = nonce_proof(monitor._vrf_seed, name, job.round, phase)
        beta = vrf.verify(monitor.identity.vrf_key, question(name, job.round, phase), proof)
        assert isinstance(beta, bytes), "a proof of one's own is sound"
        clock = 1 + list(Phase).index(phase)
        evidence = Evidence(
            job=name,
            round=job.round,
            phase=phase,
            monitor=monitor.id,
            nonce_proof=proof,
            quote=quoted(self._attestation_seed, beta, log, resets=0, clock=clock),
            log=log,
            signature=bytes(64),
        )
        return enveloped(self.seed, evidence)
