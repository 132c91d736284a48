"""What the story is played on, software or real parts, and how it begins there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Kind, Software
from leo_ref.attestation.machine import Machine
from leo_ref.core.encoding import digest
from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Requirement
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import OfferService, signing_digest
from leo_ref.core.values import AccountId, NodeId, ServiceId
from leo_ref.demo.choice import Chooser
from leo_ref.demo.participants import (
    BOND,
    DECOY_DEPOSIT,
    DECOY_PAYMENT,
    DEPOSIT,
    FUNDS,
    PAYMENT,
    PRICE,
    REQUIREMENT,
    RUN_WINDOW,
    TASK_AFTER,
    TAU,
    Participants,
)
from leo_ref.demo.picture import CODE, grey
from leo_ref.demo.step import Step
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity, producer
from leo_ref.parties.message import JoinOrder, OfferOrder, Party, Sent, TaskOrder
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.shared import Shared
from leo_ref.parties.simulator.simulation import Pace, Start, at_once
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.software.machine import SoftwareMachine
from leo_ref.transcript.entry import OpeningEntry

INTERVAL: Final = 100
"""Ticks from block to block."""

SUITE: Final = Suite.TAI
"""The story's VRF suite."""

BEGINS: Final = 1_767_225_600
"""The first second of 2026."""


@frozen(kw_only=True)
class Setup:
    """The parts that the story needs."""

    alice: Keys
    """Alice's keys, with the one to which her result is sealed."""
    evidence: Kind
    """What evidence is made of, and by what it is judged."""
    machines: Map[AccountId, Machine]
    """One for each node, and for the newcomer."""
    image: bytes
    """The digest of the container's image."""
    code: bytes
    """What Bob sells."""
    data: bytes
    """Alice's picture."""
    begins: int = BEGINS
    """The time of height 0, in seconds since 1970: the certificates of TPMs hold then."""
    requirement: Requirement = REQUIREMENT
    """What Alice asks of the executor."""
    is_chosen: bool = True
    """Whether Alice's limit on the result is chosen so that ten nodes are drawn, as only who has all keys can."""
    noted: Callable[[], tuple[Step, ...]] = tuple
    """What machines found since this was asked, as it is to be told."""
    pace: Pace = at_once
    """Waits while a container runs, so that moments of the story are moments of the clock."""


def software(actors: Participants, data: bytes) -> Setup:
    """A setup of nothing but software: the picture is turned grey by integer arithmetic in this process."""
    return Setup(
        alice=actors.alice,
        evidence=Software(),
        machines=Map(
            {keys.name: SoftwareMachine(keys=keys, program=grey) for keys in (*actors.nodes, actors.newcomer)}
        ),
        image=digest("leo/software-image", "integer arithmetic in this process"),
        code=CODE,
        data=data,
    )


def begin(actors: Participants, setup: Setup) -> Start:
    """The first state of the ledger, the parties, and what is asked of them."""
    params = actors.parameters
    document = deployment(actors, setup)
    verifiers = verifiers_of(document)
    state = genesis(verifiers, document)
    assert isinstance(state, State), state
    chain = Chain(deployment=document.deployment, verifiers=verifiers, state=state, follow=Shared())
    parties: dict[str, Party] = {
        keys.name: Node(keys=keys, chain=chain, machine=setup.machines[keys.name])
        for keys in (*actors.nodes, actors.newcomer)
    }
    bond = BOND if actors.mallory is None else 2 * BOND
    offer = OfferOrder(code=setup.code, image=setup.image, price=PRICE, bond=bond)
    bob = ServiceOwner(keys=actors.bob, chain=chain)
    alice = TaskOwner(keys=setup.alice, chain=chain)
    parties |= {actors.bob.name: bob, actors.alice.name: Chooser(inner=alice, actors=actors)}
    body = OfferService(offer=bob.ordered(offer).offer(), bond=bond)
    task = TaskOrder(
        service=ServiceId(signing_digest(actors.bob.name, 0, body).hex()),
        data=setup.data,
        requirement=setup.requirement,
        payment=PAYMENT,
        deposit=DEPOSIT,
        tau=TAU,
        run_window=RUN_WINDOW,
        result_limit=params.max_result,
    )
    orders = [
        (1, Sent(actors.bob.name, offer)),
        (INTERVAL + 1, Sent(actors.newcomer.name, JoinOrder(owner=actors.newcomer.name))),
        (TASK_AFTER * INTERVAL + INTERVAL // 2, Sent(actors.alice.name, task)),
    ]
    if actors.mallory is not None:
        decoy = TaskOwner(keys=actors.mallory, chain=chain)
        parties[actors.mallory.name] = Chooser(inner=decoy, actors=actors)
        cheap = evolve(task, data=b"nothing", payment=DECOY_PAYMENT, deposit=DECOY_DEPOSIT)
        orders.append(((TASK_AFTER - 1) * INTERVAL + INTERVAL // 2, Sent(actors.mallory.name, cheap)))
    return Start(
        deployment=document.deployment,
        producer=actors.producer,
        verifiers=verifiers,
        state=state,
        parties=Map(parties),
        orders=tuple(orders),
    )


def deployment(actors: Participants, setup: Setup) -> Genesis:
    """What the ledger begins with."""
    return Genesis(
        parameters=actors.parameters,
        suite=SUITE,
        time=setup.begins,
        evidence=setup.evidence,
        producers=(producer(actors.producer),),
        balances=Map({AccountId(name): FUNDS for name in actors.names}),
        nodes=Map({NodeId(keys.name): first(actors, keys, setup) for keys in actors.nodes}),
    )


def opening(actors: Participants, setup: Setup) -> OpeningEntry:
    """The first line of the story's transcript."""
    names = Map({AccountId(name): actors.called(name) for name in actors.names})
    return OpeningEntry(genesis=deployment(actors, setup), names=names)


def first(actors: Participants, keys: Keys, setup: Setup) -> FirstNode:
    """A node of the start; it answers to nobody but itself."""
    credit = actors.parameters.total_credit // len(actors.nodes)
    return FirstNode(identity=identity(keys, setup.machines[keys.name], keys.name), credit=credit)


def weather(actors: Participants) -> Plan:
    """The network of the story: slow, repeating and reordering, but without losses."""
    return Plan(seed=actors.seed, interval=INTERVAL, wakes=1, duplicate=50)
