"""Who takes part in the story, and what they begin with.

Twelve nodes have the credit of the deployment in equal parts. With the default total of 1000 credits at most ten nodes
could have the 100 that Alice asks for, and all ten would have to be drawn; so this deployment's total is 2000. The
newcomer is admitted with 10 credits and is not eligible for Alice's task.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.encoding import digest
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parameters import Parameters
from leo_ref.roles.chain import Chain
from leo_ref.roles.keys import Keys, identity, keys_of
from leo_ref.roles.message import JoinOrder, OfferOrder, Party, Sent, TaskOrder
from leo_ref.roles.node import Node
from leo_ref.roles.service_owner import ServiceOwner
from leo_ref.roles.task_owner import TaskOwner
from leo_ref.simulator.plan import Plan
from leo_ref.simulator.simulation import Start
from leo_ref.state.job import Network, Requirement
from leo_ref.state.ledger import State
from leo_ref.state.transaction import OfferService, signing_digest
from leo_ref.story.picture import CODE, alices_picture, grey
from leo_ref.transcript.entry import Opening, Software
from leo_ref.values import CREDIT, LEO, AccountId, NodeId, ServiceId
from leo_ref.verifiers import SoftwareVerifiers

NODES: Final = 12
PARAMETERS: Final = Parameters(total_credit=2000 * CREDIT)
PAYMENT: Final = 10 * LEO
PRICE: Final = 3 * LEO
DEPOSIT: Final = 3 * LEO
FUNDS: Final = 100 * LEO
REQUIREMENT: Final = Requirement(min_credit=100 * CREDIT, network=Network.NONE, wipe=True)

DEFAULT_SEED: Final = "leo 10"
"""Under this seed exactly ten of the twelve nodes are drawn."""

TASK_AT: Final = 850
"""Alice comes when the newcomer has been admitted. Ticks."""

BLOCKS: Final = 60
"""No story is longer, whatever the seed."""


@frozen(kw_only=True)
class Cast:
    """Everybody's keys; the seed stands for all of them."""

    seed: bytes
    alice: Keys
    bob: Keys
    nodes: tuple[Keys, ...]
    newcomer: Keys

    @property
    def names(self) -> tuple[AccountId, ...]:
        """All accounts, in the order of the story."""
        return tuple(keys.name for keys in (self.alice, self.bob, *self.nodes, self.newcomer))

    def called(self, name: str) -> str:
        """What the story calls the account ``name``."""
        known: dict[str, str] = {self.alice.name: "Alice", self.bob.name: "Bob", self.newcomer.name: "the newcomer"}
        known |= {keys.name: f"node {number}" for number, keys in enumerate(self.nodes, start=1)}
        return known.get(name, name)


def cast(seed: str) -> Cast:
    """The cast under a seed, any text."""

    def named(who: str) -> Keys:
        return keys_of(sha256(f"{seed}/{who}".encode("utf-8", "surrogatepass")).digest())

    return Cast(
        seed=named("chance").secret,
        alice=named("Alice"),
        bob=named("Bob"),
        nodes=tuple(named(f"node {number}") for number in range(1, NODES + 1)),
        newcomer=named("newcomer"),
    )


def first(keys: Keys) -> FirstNode:
    """A node of the start; it answers to nobody but itself."""
    return FirstNode(identity=identity(keys, keys.name), credit=PARAMETERS.total_credit // NODES)


def deployment(actors: Cast) -> Genesis:
    """What the ledger begins with."""
    return Genesis(
        parameters=PARAMETERS,
        balances=Map(dict.fromkeys(actors.names, FUNDS)),
        nodes=Map({NodeId(keys.name): first(keys) for keys in actors.nodes}),
    )


def opening(actors: Cast) -> Opening:
    """The first line of the story's transcript."""
    names = Map({name: actors.called(name) for name in actors.names})
    return Opening(genesis=deployment(actors), evidence=Software(), names=names)


def begin(actors: Cast) -> Start:
    """The first state of the ledger, the parties, and what is asked of them."""
    state = genesis(deployment(actors))
    assert isinstance(state, State), state
    chain = Chain(params=PARAMETERS, verifiers=SoftwareVerifiers(), state=state)
    parties: dict[str, Party] = {
        keys.name: Node(keys=keys, chain=chain, program=grey) for keys in (*actors.nodes, actors.newcomer)
    }
    offer = OfferOrder(code=CODE, image=digest("leo/software-image", "integer arithmetic in this process"), price=PRICE)
    bob = ServiceOwner(keys=actors.bob, chain=chain)
    parties |= {actors.bob.name: bob, actors.alice.name: TaskOwner(keys=actors.alice, chain=chain)}
    body = OfferService(offer=evolve(bob, order=offer).offer())
    task = TaskOrder(
        service=ServiceId(signing_digest(actors.bob.name, 0, body).hex()),
        data=alices_picture(),
        requirement=REQUIREMENT,
        payment=PAYMENT,
        deposit=DEPOSIT,
        tau=PARAMETERS.tau,
    )
    return Start(
        params=PARAMETERS,
        verifiers=SoftwareVerifiers(),
        state=state,
        parties=Map(parties),
        orders=(
            (1, Sent(actors.bob.name, offer)),
            (101, Sent(actors.newcomer.name, JoinOrder(owner=actors.newcomer.name))),
            (TASK_AT, Sent(actors.alice.name, task)),
        ),
    )


def weather(actors: Cast) -> Plan:
    """The network of the story: slow, repeating and reordering, but without losses."""
    return Plan(seed=actors.seed, duplicate=50)
