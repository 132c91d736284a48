"""Who plays in these tests: real Ed25519 keys, and verifiers that check real signatures over invented facts.

Signatures of blocks, transactions and evidence are Ed25519; beacons are the real VRF's. Draws, TPM
certificates and appraisals are stand-ins, labelled ``FAKE``: a proof is its own random value, a certificate is a hash,
and a quote says in plain words what it shows. Votes come from the real binomial draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256, sha512
from typing import Final

from attrs import evolve, frozen
from immutables import Map
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.attestation.identity.challenge import CredentialChallenge
from leo_ref.core.keys import keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.evidence import Evidence, Phase, evidence_digest
from leo_ref.core.state.job import Job, Part
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Body, Piece, Transaction, signing_digest
from leo_ref.core.values import AccountId, Digest, JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, ticket
from leo_ref.ledger import Deployment, Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parties.keys import producer
from leo_ref.rules.verifiers import Verifiers

OWNERS: Final = ("alice", "bob", "carol")
ZED: Final = "zed"
"""A node that also offers services and posts tasks."""
MEMBERS: Final = ("n1", "n2", "n3", "n4", "n5", "n6", ZED)
CANDIDATES: Final = ("c1", "c2", "c3")
EVERYBODY: Final = (*OWNERS, *MEMBERS, *CANDIDATES)

NODE_OWNER: Final[Mapping[str, str]] = {"n5": "alice", "n6": "bob", "c3": "n1"}
"""Nodes that answer to another account than their own."""
ENDORSEMENT_KEY: Final[Mapping[str, str]] = {"c1": "shared", "c2": "shared"}
"""Nodes that have an endorsement key in common; everybody else has one of its own."""


PRODUCERS: Final = tuple(keys_of(sha256(f"producer {number}".encode()).digest()) for number in range(4))
"""Who makes blocks; where nothing else is said it is the first alone."""


@cache
def signing_key(person: str) -> SigningKey:
    """The person's key, made from its name."""
    return SigningKey(sha256(person.encode()).digest())


@cache
def account(person: str) -> AccountId:
    """The person's account: its public key."""
    return AccountId(signing_key(person).verify_key.encode().hex())


def node(person: str) -> NodeId:
    """The node under that account."""
    return NodeId(account(person))


PERSON: Final[Mapping[str, str]] = {account(person): person for person in EVERYBODY}
"""The name behind an account."""


def identity(person: str) -> Identity:
    """What the person's node shows when it joins."""
    return Identity(
        owner=account(NODE_OWNER.get(person, person)),
        endorsement_key=sha256(ENDORSEMENT_KEY.get(person, person).encode()).digest(),
        attestation_key=sha256(b"attestation key" + person.encode()).digest(),
        vrf_key=sha256(b"vrf key" + person.encode()).digest(),
    )


def signed(person: str, counter: int, body: Body) -> Transaction:
    """The person's transaction, rightly signed."""
    message = signing_digest(account(person), counter, body)
    return Transaction(
        sender=account(person), counter=counter, body=body, signature=signing_key(person).sign(message).signature
    )


def beta_of(state: State, name: JobId, drawn: NodeId) -> bytes:
    """FAKE: the random value of a node in the current round of a job, 64 octets; it is its own proof."""
    job = state.jobs[name]
    return sha512(job.beacon + bytes.fromhex(name) + bytes([job.round]) + bytes.fromhex(drawn)).digest()


def certificate_of(certified: NodeId, encryption_key: bytes) -> bytes:
    """FAKE: the certificate of a node's TPM over an encryption key."""
    return sha256(bytes.fromhex(certified) + encryption_key).digest()


def answer(state: State, name: JobId, monitor: NodeId | None, phase: Phase, shows: str) -> Evidence:
    """A piece of evidence that the executor, or the candidate, signed; its quote is FAKE and says what it shows.

    It answers a monitor's question, or the ledger's where there is no monitor.
    """
    job = state.jobs[name]
    unsigned = Evidence(
        job=name,
        round=job.round,
        phase=phase,
        monitor=monitor,
        nonce_proof=b"" if monitor is None else bytes.fromhex(monitor),
        quote=shows.encode(),
        log=(),
        signature=b"",
    )
    key = signing_key(PERSON[attester(job)])
    return evolve(unsigned, signature=key.sign(evidence_digest(unsigned)).signature)


def attester(job: Job) -> NodeId:
    """Who is attested in the job."""
    assert job.subject is not None, "an attested task has an executor"
    return job.subject


def seed_of(attestor: NodeId) -> bytes:
    """FAKE: what an attestor's credential is made of, and all that is in it."""
    return sha256(b"seed" + attestor.encode()).digest()


def answer_to(attestor: NodeId) -> bytes:
    """FAKE: the right answer to that credential."""
    return sha256(b"answer" + attestor.encode()).digest()


@frozen
class ParticipantVerifiers(Verifiers):
    """Real signatures; FAKE draws, certificates and quotes."""

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Whether ``signer`` signed ``message`` (Ed25519)."""
        if len(signature) != 64 or len(signer) != 64:
            return False
        try:
            VerifyKey(bytes.fromhex(signer)).verify(message, signature)
        except BadSignatureError:
            return False
        return True

    def beacon(self, vrf_key: bytes, message: bytes, proof: bytes) -> bytes | None:
        """Real VRF."""
        beta = vrf.verify(vrf_key, message, proof)
        return None if isinstance(beta, Rejection) else beta

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """FAKE proof, real draw over the snapshot."""
        job = state.jobs[name]
        if node not in job.snapshot or proof != beta_of(state, name, node):
            return None
        drawn = ticket(proof, job.snapshot[node], sum(job.snapshot.values()), job.terms.tau)
        return None if isinstance(drawn, Rejection) else drawn

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """FAKE."""
        assert node in state.nodes, "only nodes are asked for certificates"
        return certificate == certificate_of(node, encryption_key)

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """FAKE: whatever is not empty."""
        return None if carried else reject(Code.RELEASED_KEY_LENGTH, expected=1, length=0)

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """FAKE: an endorsement key is its own digest, unless it is none."""
        return identity.endorsement_key if identity.endorsement_key else reject(Code.EK_TEMPLATE)

    def challenge(self, state: State, name: JobId, attestor: NodeId) -> CredentialChallenge:
        """No credential is made of keys."""
        raise NotImplementedError

    def right_answer(self, state: State, name: JobId, attestor: NodeId, opening: Opening) -> Digest | Rejection:
        """FAKE: the credential is the seed that its attestor has."""
        if state.jobs[name].credentials[attestor].blob == opening.seed == seed_of(attestor):
            return answer_to(attestor)
        return reject(Code.CREDENTIAL_MADE_OTHERWISE, part="blob")

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """FAKE: the proof is who asks."""
        return proof == bytes.fromhex(monitor)

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """FAKE: what the quote says."""
        return None if evidence.quote == b"pass" else reject(Code.JOB_LOG_UNEXPECTED, events=0)

    def not_opened(self, job: Job, part: Part, opening: bytes) -> Rejection | None:
        """FAKE: a key opens to itself, filled up with zeros."""
        return None if job.keys[part].rjust(256, b"\0") == opening else reject(Code.OPENING_OTHER)

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """FAKE: what the key says."""
        return None if opening.endswith(b"wrong") else reject(Code.KEY_OPENS)


VERIFIERS: Final = ParticipantVerifiers()


def first_state(params: Parameters, balance: int, credit: Mapping[str, int]) -> State:
    """Everybody with the same balance, the members with this credit."""
    state = genesis(VERIFIERS, first_document(params, balance, credit))
    assert isinstance(state, State), state
    return state


def first_document(params: Parameters, balance: int, credit: Mapping[str, int], producers: int = 1) -> Genesis:
    """The genesis of that state, with so many producers."""
    return Genesis(
        parameters=params,
        suite=Suite.TAI,
        time=1_767_225_600,
        evidence=Software(),
        producers=tuple(map(producer, PRODUCERS[:producers])),
        balances=Map({account(person): balance for person in EVERYBODY}),
        nodes=Map(
            {node(person): FirstNode(identity=identity(person), credit=units) for person, units in credit.items()}
        ),
    )


def deployment(params: Parameters, producers: int = 1) -> Deployment:
    """What the blocks of these tests are judged by."""
    return first_document(params, 0, {}, producers).deployment
