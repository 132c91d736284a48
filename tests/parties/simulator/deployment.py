"""Small deployments for the simulator: a few nodes, Bob with a service, and Alices with tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import pairwise

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Requirement, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import OfferService, signing_digest
from leo_ref.core.values import CREDIT, LEO, JobId, NodeId, ServiceId
from leo_ref.demo.memory import remembered
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity, producer
from leo_ref.parties.message import Message, OfferOrder, Outbox, Party, Sent, TaskOrder, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.shared import Shared
from leo_ref.parties.simulator.simulation import Frame, Start, simulate
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.software.machine import SoftwareMachine
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.recorder import recorder_of

PARAMS = Parameters(
    min_tau=1,
    max_tau=1000 * CREDIT,
    total_credit=1000 * CREDIT,
    join_credit=10 * CREDIT,
    vote_pay=0,
    rounds=3,
    apply_window=3,
    ready_window=3,
    approve_window=3,
    keys_window=3,
    watch_window=3,
    answer_window=2,
    confirm_window=8,
    seconds_per_block=60,
)
RUN_WINDOW = 10
"""Three minutes without questions, for a program of a minute."""

EVERYBODY = PARAMS.total_credit
"""A tau under which every node is drawn: p is one, and j the node's weight."""

FUNDS = 100 * LEO
PAYMENT, PRICE, DEPOSIT, BOND = 10 * LEO, 3 * LEO, 8 * LEO, 2 * LEO
CODE = b"reverse"


def reverse(code: bytes, data: bytes) -> bytes:
    return code + b": " + data[::-1]


def software(keys: Keys) -> SoftwareMachine:
    return SoftwareMachine(keys=keys, program=reverse)


def seed_of(who: str) -> bytes:
    return sha256(who.encode()).digest()


PRODUCER = keys_of(seed_of("producer"))
BOB = keys_of(seed_of("Bob"))
ALICES = tuple(keys_of(seed_of(f"Alice {number}")) for number in range(2))
NODES = tuple(keys_of(seed_of(f"node {number}")) for number in range(8))


def beginning(nodes: int, suite: Suite = Suite.TAI) -> Genesis:
    """Node weights are 100, 110, 120 … credits, scaled to the total."""
    return Genesis(
        parameters=PARAMS,
        suite=suite,
        time=1_767_225_600,
        evidence=Software(),
        producers=(producer(PRODUCER),),
        balances=Map({keys.name: FUNDS for keys in (BOB, *ALICES, *NODES)}),
        nodes=Map(
            {
                NodeId(keys.name): FirstNode(
                    identity=identity(keys, software(keys), keys.name), credit=(100 + 10 * number) * CREDIT
                )
                for number, keys in enumerate(NODES[:nodes])
            }
        ),
    )


def deployment(
    *, nodes: int = 5, tasks: int = 1, tau: int = EVERYBODY, salt: int = 60, suite: Suite = Suite.TAI
) -> Start:
    """A deployment whose tasks are ordered soon.

    Another ``salt`` (a limit of memory, which nothing here heeds) gives other blocks and so other draws.
    """
    document = beginning(nodes, suite)
    verifiers = SoftwareVerifiers(suite)
    state = genesis(verifiers, document)
    assert isinstance(state, State), state
    chain = Chain(deployment=document.deployment, verifiers=verifiers, state=state, follow=Shared())
    parties: dict[str, Party] = {
        keys.name: Node(keys=keys, chain=chain, machine=software(keys)) for keys in NODES[:nodes]
    }
    offer = OfferOrder(code=CODE, image=seed_of("image"), price=PRICE, bond=BOND)
    bob = ServiceOwner(keys=BOB, chain=chain)
    parties[BOB.name] = bob
    body = OfferService(offer=bob.ordered(offer).offer(), bond=BOND)
    service = ServiceId(signing_digest(BOB.name, 0, body).hex())
    orders = [(1, Sent(BOB.name, offer))]
    for number, alice in enumerate(ALICES[:tasks]):
        parties[alice.name] = TaskOwner(keys=alice, chain=chain)
        task = TaskOrder(
            service=service,
            data=f"data {number}".encode(),
            requirement=Requirement(min_credit=1, memory_limit=salt),
            payment=PAYMENT,
            deposit=DEPOSIT,
            tau=tau,
            run_window=RUN_WINDOW,
        )
        orders.append((1 + 250 * number, Sent(alice.name, task)))
    return Start(
        deployment=document.deployment,
        producer=PRODUCER,
        verifiers=verifiers,
        state=chain.state,
        parties=Map(parties),
        orders=tuple(orders),
    )


Twist = Callable[[Message | Wake, Party, Outbox], tuple[Party, Outbox]]
"""What a faulty party makes of what it would honestly be and send."""


@frozen
class Faulty:
    """A party that does something else now and then."""

    inner: Party
    twist: Twist

    def step(self, message: Message | Wake) -> tuple[Faulty, Outbox]:
        party, outbox = self.inner.step(message)
        party, outbox = self.twist(message, party, outbox)
        return Faulty(party, self.twist), outbox


def with_faulty(start: Start, who: Keys, twist: Twist) -> Start:
    return evolve(start, parties=start.parties.set(who.name, Faulty(start.parties[who.name], twist)))


def run(start: Start, plan: Plan, blocks: int = 44) -> list[Frame]:
    return list(simulate(start, plan, blocks))


def the_tasks(state: State) -> list[Job]:
    return [job for job in state.jobs.values() if isinstance(job.terms, Task)]


def the_task(frames: list[Frame]) -> Job:
    (job,) = the_tasks(frames[-1].state)
    return job


def at_their_end(frames: list[Frame]) -> list[Job]:
    """The tasks that settled, as they were then, with all that the ledger then forgot."""
    verifiers, ended = SoftwareVerifiers(), list[Job]()
    for earlier, frame in pairwise(frames):
        before = the_open(earlier.state)
        over = before - the_open(frame.state)
        if frame.block is not None and over:
            known = remembered(beginning(1).deployment, verifiers, earlier.state, frame.block, frame.state)
            ended += [known.jobs[name] for name in sorted(over)]
    return ended


def at_its_end(frames: list[Frame]) -> Job:
    """The only task, as it was when it settled."""
    (job,) = at_their_end(frames)
    return job


def the_open(state: State) -> set[JobId]:
    """The tasks that are not settled."""
    return {name for name, job in state.jobs.items() if isinstance(job.terms, Task) and job.open}


def total(state: State) -> int:
    """All LEO there is: balances, bonds, escrow, burned."""
    held = sum(account.balance for account in state.accounts.values())
    held += sum(service.bond for service in state.services.values())
    return held + sum(job.escrow for job in state.jobs.values()) + state.burned


def recorded(frames: Iterable[Frame], nodes: int = 5, suite: Suite = Suite.TAI) -> list[bytes]:
    """The transcript of a run of a deployment with so many nodes."""
    opening = OpeningEntry(genesis=beginning(nodes, suite), names=Map({BOB.name: "Bob"}))
    recorder, lines = recorder_of(opening).begun()
    written = [*lines]
    for frame in frames:
        recorder, lines = recorder.frame(frame)
        written += lines
    return [*written, *recorder.closed()[1]]
