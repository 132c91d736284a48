"""A chain of attacks on which nothing is FAKE but the machines: payloads, keys, openings and evidence are real octets.

The keys of executors are of RSA and in software, so that what is sealed to them has an opening.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log, expected
from leo_ref.attestation.evidence.nonce import asking, nonce_of
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.keys import Keys
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.imprint import CHUNK
from leo_ref.core.state.job import EncryptionKeys, Job, Part, Stage, Task
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import (
    Answer,
    Apply,
    Certificates,
    DisputeKey,
    OfferService,
    Piece,
    PostTask,
    ReleaseKey,
)
from leo_ref.core.values import LEO, JobId, NodeId, ServiceId
from leo_ref.sealing.context import CodeContext, DataContext
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.payload import commitment, seal
from leo_ref.sealing.result import result_digest
from leo_ref.sealing.transport import public_key, seal_to
from leo_ref.software.certificate import certificate
from leo_ref.software.quote import quoted
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.attacks.chain import ALICE, BOB, EVERYBODY, FEW, HONEST, Chain, least, named, offering, posting

PRICE: Final = 3 * LEO
PLAIN: Final = {Part.TASK: bytes(CHUNK + 7), Part.SERVICE: b"program"}
SECRET: Final = {part: named(f"the {part.value}'s key") for part in Part}
RSA: Final = {part: rsa.generate_private_key(public_exponent=65537, key_size=2048) for part in Part}
RECEIVER: Final = {
    part: public_key(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())) for part, key in RSA.items()
}
OWNER: Final = {Part.TASK: ALICE, Part.SERVICE: BOB}
RESETS: Final = 7
RESULT: Final = b"what came of it"


def sealed_to(part: Part, plaintext: bytes) -> bytes:
    """Anything, for the executor's key for this owner."""
    sealed = seal_to(RECEIVER[part], plaintext, named("seed"))
    assert sealed is not None
    return sealed


def opening(part: Part, carried: bytes) -> bytes:
    """The RSA preimage, as the executor's key gives it."""
    numbers = RSA[part].private_numbers()
    number = pow(int.from_bytes(carried, "big"), numbers.d, numbers.public_numbers.n)
    return number.to_bytes(256, "big")


class SoftwareChain(Chain):
    """A task of Alice's on a service of Bob's, with sealed payloads."""

    verifiers: PartyVerifiers = SoftwareVerifiers()
    result = result_digest(RESULT)

    def task(self, *, in_payload: dict[Part, bytes] | None = None, **terms: Any) -> JobId:
        """The task is on the ledger; ``in_payload`` names payloads that are other octets than the sealed ones."""
        image = offering(PRICE).image
        code = seal(SECRET[Part.SERVICE], CodeContext(owner=BOB.name, image=image), PLAIN[Part.SERVICE])
        self.payload = {Part.SERVICE: code, **(in_payload or {})}
        offer = evolve(
            offering(PRICE),
            code=imprint_of(self.payload[Part.SERVICE]),
            key_commitment=commitment(SECRET[Part.SERVICE]),
        )
        service = self.offered(offer)
        data = seal(SECRET[Part.TASK], DataContext(owner=ALICE.name, service=service), PLAIN[Part.TASK])
        self.payload.setdefault(Part.TASK, data)
        return self.posted(ALICE, self.posting(service, **terms))

    def posting(self, service: ServiceId, **terms: Any) -> PostTask:
        """The task, with an odd pay."""
        payment, deposit = least(FEW, PRICE, EVERYBODY)
        body = posting(service, payment + 5, deposit + 3, EVERYBODY)
        sealed = imprint_of(self.payload[Part.TASK])
        return evolve(body, data=sealed, key_commitment=commitment(SECRET[Part.TASK]), **terms)

    def claim(self, name: JobId, proof: bytes, keys: Keys | None = None) -> Apply:
        """A claim with RSA keys, for which the node's account vouches."""
        assert keys is not None, "a node vouches"
        certificates = {part: certificate(keys.account, NodeId(keys.name), RECEIVER[part]) for part in Part}
        return evolve(
            super().claim(name, proof),
            encryption_keys=EncryptionKeys(task=RECEIVER[Part.TASK], service=RECEIVER[Part.SERVICE]),
            certificates=Certificates(task=certificates[Part.TASK], service=certificates[Part.SERVICE]),
        )

    def log(self, name: JobId, phase: Phase) -> Log:
        """The job log that the task allows."""
        job = self.state.jobs[name]
        assert isinstance(job.terms, Task)
        (log,) = expected(evolve(job, requested=self.result), self.state.services[job.terms.service].offer, phase)
        return log

    def evidence(self, name: JobId, phase: Phase, monitor: Keys | None, shows: Finding) -> Evidence:
        """The executor's answer; one that shows a failure comes from a machine that was started anew."""
        resets = RESETS if shows is Finding.PASS else RESETS + 1
        return self.answered(name, phase, monitor, self.log(name, phase), resets)

    def answered(
        self,
        name: JobId,
        phase: Phase,
        monitor: Keys | None,
        log: Log,
        resets: int = RESETS,
        proof: bytes | None = None,
    ) -> Evidence:
        """The executor's answer with this job log."""
        job, executor = self.state.jobs[name], self.executor(name)
        node = None if monitor is None else NodeId(monitor.name)
        if proof is None:
            proof = b"" if monitor is None or node is None else asking(monitor.vrf, name, job, phase, node)
        piece = Evidence(
            job=name,
            round=job.round,
            phase=phase,
            monitor=node,
            nonce_proof=proof,
            quote=b"",
            log=log,
            signature=b"",
        )
        nonce = nonce_of(self.state, name, job, piece) or bytes(64)
        clock = self.state.height
        return enveloped(executor.account, evolve(piece, quote=quoted(executor.attestation, nonce, log, resets, clock)))

    def keyed(self, name: JobId, **carried: bytes) -> Job:
        """The group stands, the machine is shown, both owners release: the right key unless another is named."""
        self.group(name)
        self.ready(name)
        return self.released(name, **carried)

    def released(self, name: JobId, **carried: bytes) -> Job:
        """Both owners release: the right key unless another is named."""
        for part in Part:
            key = carried.get(part.value, sealed_to(part, SECRET[part]))
            self.must(OWNER[part], ReleaseKey(job=name, part=part, key=key))
        return self.until(name, Stage.RUN)

    def disputed(self, name: JobId, part: Part, shown: bytes | None = None, piece: Piece | None = None) -> DisputeKey:
        """The executor's dispute, with the opening of the released key unless something else is shown."""
        right = opening(part, self.state.jobs[name].keys[part])
        return DisputeKey(job=name, part=part, opening=right if shown is None else shown, piece=piece)

    def answer(self, name: JobId, monitor: Keys, shows: Finding = Finding.PASS) -> Answer:
        """The executor's answer on the ledger to the monitor's challenge."""
        return Answer(job=name, evidence=self.evidence(name, Phase.DURING, monitor, shows))

    def offered(self, offer: Offer) -> ServiceId:
        """Bob's service is on the ledger."""
        name = ServiceId(self.must(BOB, OfferService(offer=offer, bond=20 * LEO)))
        self.end_block()
        return name


def begun() -> SoftwareChain:
    """Before anything happened: the honest nodes have all credit."""
    return SoftwareChain(FEW, dict.fromkeys(HONEST, 1))
