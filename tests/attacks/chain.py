"""A chain on which attacks are played: real signatures, real VRF proofs, blocks; certificates and quotes are FAKE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from leo_ref.ledger import Genesis, apply, apply_block, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parameters import Parameters
from leo_ref.rejections import Rejection
from leo_ref.roles.keys import Keys, keys_of, producer, transaction
from leo_ref.roles.producer import block_on
from leo_ref.sealing.imprint import imprint_of
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import EncryptionKeys, Job, Requirement
from leo_ref.state.ledger import EMPTY, State
from leo_ref.state.node import Identity
from leo_ref.state.service import Offer
from leo_ref.state.transaction import Apply, Body, Certificates, OfferService, PostTask, Transaction, signing_digest
from leo_ref.values import LEO, JobId, NodeId, ServiceId
from leo_ref.verifiers import SoftwareVerifiers


def named(what: str) -> bytes:
    """32 octets for whatever has a name."""
    return sha256(what.encode()).digest()


def party(name: str) -> Keys:
    """A party and its secrets."""
    return keys_of(named(name))


def parties(kind: str, count: int) -> list[Keys]:
    """Several of a kind."""
    return [party(f"{kind} {number}") for number in range(count)]


ALICE: Final = party("Alice")
BOB: Final = party("Bob")
KEYS: Final = EncryptionKeys(task=b"task", service=b"service")
TOLD: Final = Certificates(task=b"", service=b"")
PRODUCER: Final = party("the producer")


@frozen
class AttackVerifiers(SoftwareVerifiers):
    """Real signatures and draws. FAKE: every key is certified, and every answer passes."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """FAKE."""
        return True

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding]:
        """FAKE."""
        return Map({piece.phase: Finding.PASS for piece in pieces})


def shown(keys: Keys, vrf_key: bytes | None = None) -> Identity:
    """What a node shows when it joins; its VRF key is the one given."""
    return Identity(
        owner=keys.name,
        endorsement_key=named(f"endorsement key of {keys.name}"),
        attestation_key=named(f"attestation key of {keys.name}"),
        vrf_key=secret(keys.vrf).public_key if vrf_key is None else vrf_key,
    )


class Chain:
    """A chain whose first nodes may be drawn; what is sent is applied at once and is in the next block."""

    def __init__(self, params: Parameters, credit: Mapping[Keys, int], others: Sequence[Keys] = ()) -> None:
        everybody = [ALICE, BOB, *credit, *others]
        document = Genesis(
            parameters=params,
            suite=Suite.TAI,
            time=1_767_225_600,
            producers=(producer(PRODUCER),),
            balances=Map({keys.name: 1000 * LEO for keys in everybody}),
            nodes=Map(
                {NodeId(keys.name): FirstNode(identity=shown(keys), credit=units) for keys, units in credit.items()}
            ),
        )
        begun = genesis(document)
        assert isinstance(begun, State), begun
        self.params, self.deployment, self.verifiers = params, document.deployment, AttackVerifiers()
        self.start = self.state = begun
        self.sent: list[Transaction] = []
        self.end_block(params.lookback)

    def send(self, keys: Keys, body: Body) -> str | Rejection:
        """The id of the transaction that was applied, or why it was not."""
        counter = self.state.accounts.get(keys.name, EMPTY).counter
        made = transaction(keys, counter, body)
        after = apply(self.params, self.verifiers, self.state, made)
        if isinstance(after, Rejection):
            return after
        self.state = after
        self.sent.append(made)
        return signing_digest(keys.name, counter, body).hex()

    def end_block(self, blocks: int = 1) -> None:
        """Finish the block, and empty ones after it."""
        for _ in range(blocks):
            block = block_on(self.deployment, PRODUCER, self.start, tuple(self.sent))
            after = apply_block(self.deployment, self.verifiers, self.start, block)
            assert isinstance(after, State), after
            self.start = self.state = after
            self.sent = []

    def post(self, salt: str, *, tau: int, min_credit: int = 0) -> JobId:
        """Alice posts a task on a service of Bob's."""
        offer = Offer(code=imprint_of(named("code")), image=named("image"), price=3 * LEO, key_commitment=named(salt))
        service = self.send(BOB, OfferService(offer=offer, bond=102 * LEO))
        assert isinstance(service, str), service
        body = PostTask(
            service=ServiceId(service),
            data=imprint_of(named(f"data {salt}")),
            key_commitment=named("task key"),
            result_key=b"",
            requirement=Requirement(min_credit=min_credit),
            payment=10 * LEO,
            deposit=8 * LEO,
            tau=tau,
        )
        name = self.send(ALICE, body)
        assert isinstance(name, str), name
        return JobId(name)

    def proof(self, name: JobId, keys: Keys) -> bytes:
        """The node's proof in the current round, won or lost."""
        job = self.state.jobs[name]
        return vrf.prove(secret(keys.vrf), alpha(job.beacon, name, job.round, NodeId(keys.name)))

    def claim(self, name: JobId, proof: bytes) -> Apply:
        """A claim in the current round."""
        job = self.state.jobs[name]
        return Apply(job=name, round=job.round, proof=proof, encryption_keys=KEYS, certificates=TOLD)

    def apply_all(self, name: JobId, nodes: Sequence[Keys]) -> list[Keys]:
        """Everybody that was drawn applies; those that got a place."""
        placed = []
        for keys in nodes:
            proof = self.proof(name, keys)
            if self.verifiers.ticket(self.state, name, NodeId(keys.name), proof) is not None:
                sent = self.send(keys, self.claim(name, proof))
                placed += [keys] if isinstance(sent, str) else []
        return placed

    def votes(self, name: JobId, nodes: Sequence[Keys]) -> int:
        """The J of these members."""
        group = self.state.jobs[name].group
        return sum(group[NodeId(keys.name)].j for keys in nodes if NodeId(keys.name) in group)

    def share(self, nodes: Sequence[Keys]) -> float:
        """The share of all credit that these have."""
        held = sum(
            self.state.nodes[NodeId(keys.name)].credit for keys in nodes if NodeId(keys.name) in self.state.nodes
        )
        return held / self.params.total_credit


def with_key_of(keys: Keys, other: Keys) -> Keys:
    """A node with its own account and another's VRF key."""
    return evolve(keys, vrf=other.vrf)
