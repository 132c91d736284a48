"""One task among honest parties on a bad network, in software and with the default parameters: what came of it.

Everything follows from a seed. The answer says who ended with less than the prices of §12 leave an honest party.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from typing import Final

from attrs import define, field, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Requirement
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import AskResult, Confirm, OfferService, signing_digest
from leo_ref.core.values import CREDIT, LEO, NodeId, ServiceId
from leo_ref.draw.risk import round_of
from leo_ref.draw.rounds import outlook
from leo_ref.draw.suite import Suite
from leo_ref.explain.risk import setting
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity, producer
from leo_ref.parties.message import OfferOrder, Party, Sent, TaskOrder
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.shared import Shared
from leo_ref.parties.simulator.simulation import Frame, Start, simulate
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.rules.committee import monitors
from leo_ref.software.machine import SoftwareMachine

PARAMETERS: Final = Parameters()
INTERVAL: Final = 100
"""Ticks from block to block."""

FUNDS, PAYMENT, PRICE, DEPOSIT, BOND = 100 * LEO, 10 * LEO, 3 * LEO, 8 * LEO, 2 * LEO
REQUIREMENT: Final = Requirement(min_credit=100 * CREDIT)
RUN_WINDOW: Final = 32
TAU: Final = 10

NODES_LEAST: Final = 3
"""Of fewer no group stands."""

GRACE: Final = 12
"""Blocks in which the offer and the task come onto the ledger, and as many in which a result that is there arrives."""

BLOCKS_MOST: Final = (
    2 * GRACE
    + PARAMETERS.draw_delay
    + PARAMETERS.rounds * PARAMETERS.apply_window
    + PARAMETERS.ready_window
    + PARAMETERS.approve_window
    + PARAMETERS.keys_window
    + RUN_WINDOW
    + PARAMETERS.confirm_window
)


@frozen(kw_only=True)
class Weather:
    """The network: a message takes up to ``delay`` ticks, and ``loss`` of a thousand are lost. Blocks never are."""

    delay: int = INTERVAL
    loss: int = 200


@frozen(kw_only=True)
class Trial:
    """What came of one task."""

    outcome: Outcome | None
    """None where it did not end."""
    blocks: int
    rounds: int
    asked: int
    """Monitors that asked for the result on the ledger, which costs their wage."""
    challenged: int
    """Monitors that asked `during` on the ledger."""
    losses: tuple[tuple[str, int], ...]
    """Who has less than the prices of §12 leave an honest party, and by how many units."""
    absent: int
    """Monitors of a task that is done that neither confirmed nor asked."""
    has_result: bool

    @property
    def is_well(self) -> bool:
        """Whether nobody lost anything but the prices, and the task was done or not filled."""
        ended = self.outcome is Outcome.UNFILLED or (self.outcome is Outcome.DONE and self.has_result)
        return ended and not self.losses and not self.absent


@frozen(kw_only=True)
class Company:
    """Everybody in one trial."""

    producer: Keys
    alice: Keys
    bob: Keys
    nodes: tuple[Keys, ...]


def company(seed: str, nodes: int) -> Company:
    """Everybody under a seed, any text."""

    def named(who: str) -> Keys:
        return keys_of(sha256(f"{seed}/{who}".encode("utf-8", "surrogatepass")).digest())

    return Company(
        producer=named("producer"),
        alice=named("Alice"),
        bob=named("Bob"),
        nodes=tuple(named(f"node {number}") for number in range(1, nodes + 1)),
    )


def joined(code: bytes, data: bytes) -> bytes:
    """The program: it puts both together."""
    return code + data


def begin(everybody: Company) -> Start:
    """The deployment, and what is asked of Bob and Alice."""
    credit = PARAMETERS.total_credit // len(everybody.nodes)
    machines = {keys.name: SoftwareMachine(keys=keys, program=joined) for keys in everybody.nodes}
    document = Genesis(
        parameters=PARAMETERS,
        suite=Suite.TAI,
        time=0,
        evidence=Software(),
        producers=(producer(everybody.producer),),
        balances=Map({keys.name: FUNDS for keys in (everybody.alice, everybody.bob, *everybody.nodes)}),
        nodes=Map(
            {
                NodeId(keys.name): FirstNode(identity=identity(keys, machines[keys.name], keys.name), credit=credit)
                for keys in everybody.nodes
            }
        ),
    )
    verifiers = verifiers_of(document)
    state = genesis(verifiers, document)
    assert isinstance(state, State), state
    chain = Chain(deployment=document.deployment, verifiers=verifiers, state=state, follow=Shared())
    bob = ServiceOwner(keys=everybody.bob, chain=chain)
    offer = OfferOrder(code=b"code", image=sha256(b"image").digest(), price=PRICE, bond=BOND)
    service = signing_digest(bob.keys.name, 0, OfferService(offer=bob.ordered(offer).offer(), bond=BOND))
    task = TaskOrder(
        service=ServiceId(service.hex()),
        data=b"data",
        requirement=REQUIREMENT,
        payment=PAYMENT,
        deposit=DEPOSIT,
        tau=TAU,
        run_window=RUN_WINDOW,
    )
    parties: dict[str, Party] = {
        keys.name: Node(keys=keys, chain=chain, machine=machines[keys.name]) for keys in everybody.nodes
    }
    parties |= {bob.keys.name: bob, everybody.alice.name: TaskOwner(keys=everybody.alice, chain=chain)}
    return Start(
        deployment=document.deployment,
        producer=everybody.producer,
        verifiers=verifiers,
        state=state,
        parties=Map(parties),
        orders=((1, Sent(everybody.bob.name, offer)), (1, Sent(everybody.alice.name, task))),
    )


def frames_of(seed: str, nodes: int, weather: Weather) -> Iterator[Frame]:
    """The run with this seed."""
    plan = Plan(
        seed=sha256(f"{seed}/network".encode("utf-8", "surrogatepass")).digest(),
        interval=INTERVAL,
        delay=(0, weather.delay),
        drop=weather.loss,
    )
    return simulate(begin(company(seed, nodes)), plan, BLOCKS_MOST)


@define
class _Seen:
    """What the blocks of a run held; the ledger forgets it when the job settles."""

    confirmed: set[str] = field(factory=set)
    asked: set[str] = field(factory=set)
    challenged: set[str] = field(factory=set)
    round: int = 0

    def frame(self, frame: Frame) -> None:
        for each in () if frame.block is None else frame.block.transactions:
            if isinstance(each.body, Confirm):
                self.confirmed.add(each.sender)
            if isinstance(each.body, AskResult):
                self.asked.add(each.sender)
        for job in frame.state.jobs.values():
            self.challenged |= set(job.challenged)
            self.round = max(self.round, job.round)


def trial(seed: str, nodes: int, weather: Weather) -> Trial:
    """What came of the run with this seed."""
    everybody, seen, height = company(seed, nodes), _Seen(), 0
    job: Job | None = None
    state, has_result = None, False
    for frame in frames_of(seed, nodes, weather):
        seen.frame(frame)
        state, height = frame.state, frame.state.height
        job = next(iter(state.jobs.values()), None)
        alice = frame.parties[everybody.alice.name]
        assert isinstance(alice, TaskOwner), alice
        has_result = alice.result is not None
        if job is not None and not job.open and (has_result or job.outcome is not Outcome.DONE):
            break
    assert state is not None, "there are frames"
    outcome = None if job is None else job.outcome
    missed = () if job is None or outcome is not Outcome.DONE else monitors(job)
    return Trial(
        outcome=outcome,
        blocks=height,
        rounds=seen.round,
        asked=len(seen.asked),
        challenged=len(seen.challenged),
        losses=tuple(losses(everybody, state, outcome)),
        absent=sum(node not in seen.confirmed and node not in seen.asked for node in missed),
        has_result=has_result,
    )


def trial_of(arguments: tuple[str, int, Weather]) -> Trial:
    """The same, for a pool of processes."""
    return trial(*arguments)


def losses(everybody: Company, state: State, outcome: Outcome | None) -> Iterator[tuple[str, int]]:
    """Who lost more than its price: Alice pays for what is done, and the fee for what is not; nobody else anything."""
    prices = {everybody.alice.name: PAYMENT if outcome is Outcome.DONE else PARAMETERS.gas_fee}
    called = {everybody.alice.name: "Alice", everybody.bob.name: "Bob"}
    called |= {keys.name: f"node {number}" for number, keys in enumerate(everybody.nodes, start=1)}
    for name, said in called.items():
        bonds = sum(service.bond for service in state.services.values() if service.owner == name)
        lost = FUNDS - state.balance(name) - bonds - prices.get(name, 0)
        if lost > 0:
            yield said, lost


def unfilled(nodes: int) -> Fraction:
    """The probability that no group stands in any round, where all apply that are drawn."""
    total = PARAMETERS.total_credit
    weights = [total // nodes + (number < total % nodes) for number in range(nodes)]
    found = round_of(setting(PARAMETERS, total, TAU, elects=True), (), weights)
    return outlook(found, PARAMETERS.rounds).unfilled.value
