"""The deployment of the ledger's vectors: who is there, what is offered, who is drawn."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parameters import Parameters
from leo_ref.roles.keys import producer
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.job import Requirement
from leo_ref.state.ledger import State
from leo_ref.state.service import Offer
from leo_ref.state.transaction import PostTask
from leo_ref.values import CREDIT, LEO, JobId, ServiceId
from leo_ref.vectors.cast import Machine, Person, seed
from leo_ref.vectors.story import PRODUCER, quick
from leo_ref.verifiers import SoftwareVerifiers

VERIFIERS: Final = SoftwareVerifiers()
ALICE: Final = Person("Alice")
BOB: Final = Person("Bob")
NODES: Final = tuple(Machine(f"node {number}") for number in range(1, 6))
HERS: Final = Machine("Alice's node", ALICE.account)
NEWCOMER: Final = Machine("newcomer")
OFFER: Final = Offer(
    code=Imprint(length=3000, root=seed("code")),
    image=seed("image"),
    price=3 * LEO,
    key_commitment=seed("service key"),
    least_tau=9,
    least_result_limit=1000,
    least_time_limit=30,
)
BOND: Final = 7 * LEO // 2
"""Of this each task holds 2 LEO, the fee and the pay for ten votes."""
RESULT: Final = seed("result")


def start() -> Genesis:
    """Five nodes of one weight, one of Alice's; short windows."""
    balances = {node.account: 20 * LEO for node in (*NODES, HERS, NEWCOMER)}
    return Genesis(
        parameters=quick(Parameters()),
        suite=Suite.TAI,
        time=1_767_225_600,
        producers=(producer(PRODUCER),),
        balances=Map(balances | {ALICE.account: 50 * LEO, BOB.account: 4 * LEO}),
        nodes=Map({node.id: FirstNode(identity=node.identity, credit=100 * CREDIT) for node in (*NODES, HERS)}),
    )


def task(service: ServiceId, salt: int = 0) -> PostTask:
    """Alice's task; the salt decides who is drawn."""
    return PostTask(
        run_window=32,
        result_limit=2**20,
        service=service,
        data=Imprint(length=200_000, root=seed(f"data {salt}")),
        key_commitment=seed("task key"),
        result_key=b"",
        requirement=Requirement(min_credit=100 * CREDIT),
        payment=10 * LEO,
        deposit=8 * LEO,
        tau=10,
    )


def votes_of(state: State, name: JobId) -> list[int]:
    """The votes of the nodes that the job's current round draws."""
    job = state.jobs[name]
    tickets = [VERIFIERS.ticket(state, name, node.id, node.claim(name, job).proof) for node in NODES]
    return [ticket.j for ticket in tickets if ticket]


def drawn(state: State, name: JobId) -> list[Machine]:
    """The nodes that the job's current round draws, in the order of ``NODES``."""
    job = state.jobs[name]
    return [node for node in NODES if VERIFIERS.ticket(state, name, node.id, node.claim(name, job).proof)]
