"""The deployment of the ledger's vectors: who is there, what is offered, who is drawn.

No two amounts of the settlement are alike: F 1, S 2.3, P 10, D 8, the hold 2.2 and what it leaves for the monitors 1.2,
half of what the group has 3.35 LEO.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.imprint import CHUNK, Imprint
from leo_ref.core.state.job import Part, Requirement
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import PostTask
from leo_ref.core.values import CREDIT, LEO, JobId, ServiceId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parties.keys import producer
from leo_ref.sealing.context import CodeContext, DataContext
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.payload import commitment, seal
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.vectors.participants import Operator, Person, seed
from leo_ref.vectors.story import PRODUCER, quick

VERIFIERS: Final = SoftwareVerifiers()
ALICE: Final = Person("Alice")
BOB: Final = Person("Bob")
NODES: Final = tuple(Operator(f"node {number}") for number in range(1, 6))
HERS: Final = Operator("Alice's node", ALICE.account)
NEWCOMER: Final = Operator("newcomer")

OWNER: Final = Map({Part.TASK: ALICE, Part.SERVICE: BOB})
"""Whose key it is."""
KEY: Final = Map({part: seed(f"{part.value} key") for part in Part})
"""With which code and data are sealed."""
IMAGE: Final = seed("image")
CODE: Final = seal(KEY[Part.SERVICE], CodeContext(owner=BOB.account, image=IMAGE), bytes(3000))
"""The sealed code, of one chunk."""

OFFER: Final = Offer(
    code=imprint_of(CODE),
    image=IMAGE,
    price=23 * LEO // 10,
    key_commitment=commitment(KEY[Part.SERVICE]),
    least_tau=9,
    least_result_limit=1000,
    least_time_limit=30,
)
BOND: Final = 7 * LEO // 2
"""Of this a task of twelve votes holds 2.2 LEO, the fee and the pay for them."""
RESULT_LIMIT: Final = 1100
"""Octets that the sealed result of the task may have, and has."""


def start() -> Genesis:
    """Five nodes of one weight, one of Alice's; short windows."""
    balances = {node.account: 20 * LEO for node in (*NODES, HERS, NEWCOMER)}
    return Genesis(
        parameters=quick(Parameters()),
        suite=Suite.TAI,
        time=1_767_225_600,
        evidence=Software(),
        producers=(producer(PRODUCER),),
        balances=Map(balances | {ALICE.account: 50 * LEO, BOB.account: 4 * LEO}),
        nodes=Map({node.id: FirstNode(identity=node.identity, credit=100 * CREDIT) for node in (*NODES, HERS)}),
    )


@cache
def data(service: ServiceId, salt: int) -> bytes:
    """Alice's sealed data, of two chunks; the salt is part of them."""
    plaintext = salt.to_bytes(4, "big") + bytes(CHUNK + 200)
    return seal(KEY[Part.TASK], DataContext(owner=ALICE.account, service=service), plaintext)


@cache
def imprint(service: ServiceId, salt: int) -> Imprint:
    """What the ledger knows of Alice's data."""
    return imprint_of(data(service, salt))


def task(service: ServiceId, salt: int = 0) -> PostTask:
    """Alice's task; the salt decides who is drawn."""
    return PostTask(
        run_window=29,
        result_limit=RESULT_LIMIT,
        service=service,
        data=imprint(service, salt),
        key_commitment=commitment(KEY[Part.TASK]),
        result_key=b"",
        requirement=Requirement(min_credit=100 * CREDIT, time_limit=61),
        payment=10 * LEO,
        deposit=8 * LEO,
        tau=12,
    )


def votes_of(state: State, name: JobId) -> list[int]:
    """The votes of the nodes that the job's current round draws."""
    job = state.jobs[name]
    tickets = [VERIFIERS.ticket(state, name, node.id, node.claim(name, job).proof) for node in NODES]
    return [ticket.j for ticket in tickets if ticket]


def drawn(state: State, name: JobId, nodes: tuple[Operator, ...] = NODES) -> list[Operator]:
    """Those of the nodes that the job's current round draws, in their order."""
    job = state.jobs[name]
    return [node for node in nodes if VERIFIERS.ticket(state, name, node.id, node.claim(name, job).proof)]
