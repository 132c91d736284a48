"""One run: who gets which message when, and what the ledger makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Final, TypeAlias

from attrs import define, frozen
from immutables import Map

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.parties.mempool import Mempool
from leo_ref.parties.message import LEDGER, Outbox, Party, Sent, Wake
from leo_ref.parties.producer import LEFT, TAKEN, block_on, placed
from leo_ref.parties.simulator.event import PEOPLE, BlockMade, Event, Fate, Passage, TransactionRefused
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.stream import RandomStream

THOUSAND: Final = 1000

Pace: TypeAlias = Callable[[int], None]
"""Is told the time before each message and block. Where parties are real, it may wait for them."""


def at_once(_now: int) -> None:
    """Nothing waits for anything."""


@frozen(kw_only=True)
class Start:
    """What a run begins with."""

    deployment: Deployment
    producer: Keys
    """Who makes all blocks: the deployment's only producer."""
    verifiers: PartyVerifiers
    state: State
    parties: Map[str, Party]
    orders: tuple[tuple[int, Sent], ...] = ()
    """What people ask of parties, and when. Orders are neither delayed nor lost."""


@frozen(kw_only=True)
class Frame:
    """The run right after a block was made, before any party has seen it; the last one is after everything."""

    time: int
    state: State
    block: Block | None
    parties: Map[str, Party]
    events: tuple[Event, ...]
    """What happened since the frame before."""


@define
class Run:
    """A run in progress: the only thing in the core that changes in place, and it never leaves :func:`simulate`."""

    start: Start
    plan: Plan
    state: State
    parties: Map[str, Party]
    stream: RandomStream
    pace: Pace
    queue: list[tuple[int, int, str, Sent]]
    """When a message is due, its number, who sent it, and the message."""
    pool: Mempool
    events: list[Event]
    sent: int = 0

    def chance(self, bound: int) -> int:
        """A number below ``bound``."""
        number, self.stream = self.stream.below(bound)
        return number

    def post(self, due: int, sender: str, item: Sent) -> None:
        """Put a message on its way."""
        heappush(self.queue, (due, self.sent, sender, item))
        self.sent += 1

    def delay(self) -> int:
        """The ticks that a message takes."""
        least, most = self.plan.delay
        return least + self.chance(most - least + 1)

    def note(self, now: int, sender: str, item: Sent, fate: Fate) -> None:
        """Write down what became of a message."""
        self.events.append(Passage(time=now, sender=sender, to=item.to, message=item.message, fate=fate))

    def send(self, now: int, sender: str, outbox: Outbox) -> None:
        """Send what a party sent, through the network as it is."""
        for item in outbox:
            if self.chance(THOUSAND) < self.plan.drop and not isinstance(item.message, Block):
                self.note(now, sender, item, Fate.LOST)
                continue
            self.post(now + self.delay(), sender, item)
            if self.chance(THOUSAND) < self.plan.duplicate:
                self.note(now, sender, item, Fate.REPEATED)
                self.post(now + self.delay(), sender, item)

    def crashed(self, name: str, now: int) -> bool:
        """Whether the party does nothing more."""
        return now >= self.plan.crashes.get(name, now + 1)

    def deliver_before(self, end: int) -> None:
        """Deliver, in their order, all messages due before ``end``."""
        while self.queue and self.queue[0][0] < end:
            now, _, sender, item = heappop(self.queue)
            self.pace(now)
            if item.to == LEDGER:
                assert isinstance(item.message, Transaction), "only transactions go to the ledger"
                self.reach(now, sender, item, item.message)
            elif item.to not in self.parties or self.crashed(item.to, now):
                self.note(now, sender, item, Fate.UNHEARD)
            else:
                self.note(now, sender, item, Fate.DELIVERED)
                party, outbox = self.parties[item.to].step(item.message)
                self.parties = self.parties.set(item.to, party)
                self.send(now, item.to, outbox)

    def reach(self, now: int, sender: str, item: Sent, transaction: Transaction) -> None:
        """A transaction reached the ledger."""
        if self.pool.is_known(transaction):
            self.note(now, sender, item, Fate.KNOWN)
        elif self.pool.is_early(self.state, transaction):
            self.pool.wait(transaction)
            self.note(now, sender, item, Fate.EARLY)
        else:
            self.pool.put(sender, transaction)

    def wake(self, now: int) -> None:
        """Wake every party that still runs."""
        self.pace(now)
        for name in sorted(self.parties):
            if not self.crashed(name, now):
                party, outbox = self.parties[name].step(Wake())
                self.parties = self.parties.set(name, party)
                self.send(now, name, outbox)

    def pass_time(self, start: int, end: int) -> None:
        """Everything from ``start`` until right before ``end``: messages and wakes."""
        for number in range(1, self.plan.wakes + 1):
            at = start + number * (end - start) // (self.plan.wakes + 1)
            self.deliver_before(at)
            self.wake(at)
        self.deliver_before(end)

    def make_block(self, now: int) -> Block:
        """A block of the transactions that are ready and apply, in their order; the others wait or are refused."""
        deployment, verifiers, pool = self.start.deployment, self.start.verifiers, self.pool
        placings = placed(deployment, verifiers, self.state, [each.transaction for each in pool.ready])
        decided = [(each, placing) for each, placing in zip(pool.ready, placings, strict=True) if placing is not LEFT]
        for each, _ in decided:
            self.note(now, each.carrier, Sent(LEDGER, each.transaction), Fate.DELIVERED)
        for position, (each, placing) in enumerate(decided):
            if isinstance(placing, Rejection):
                refused = TransactionRefused(
                    time=now, position=position, transaction=each.transaction, code=placing.code
                )
                self.events.append(refused)
        pool.emptied(placings)
        taken = tuple(each.transaction for each, placing in decided if placing is TAKEN)
        block = block_on(deployment, self.start.producer, self.state, taken)
        finished = apply_block(deployment, verifiers, self.state, block)
        assert isinstance(finished, State), finished
        self.state = finished
        self.events.append(BlockMade(time=now, block=block))
        return block

    def frame(self, now: int, block: Block | None) -> Frame:
        """The run as it is; the events start anew."""
        events, self.events = tuple(self.events), []
        return Frame(time=now, state=self.state, block=block, parties=self.parties, events=events)


def simulate(start: Start, plan: Plan, blocks: int, pace: Pace = at_once) -> Iterator[Frame]:
    """The frames of a run: one for each of ``blocks`` blocks, and a last one when their messages have arrived."""
    run = Run(start, plan, start.state, start.parties, RandomStream(plan.seed), pace, [], Mempool(), [])
    for time, order in start.orders:
        run.post(time, PEOPLE, order)
    for number in range(1, blocks + 1):
        now = number * plan.interval
        run.pass_time(now - plan.interval, now)
        pace(now)
        block = run.make_block(now)
        yield run.frame(now, block)
        run.send(now, LEDGER, tuple(Sent(name, block) for name in sorted(run.parties)))
    end = (blocks + 1) * plan.interval
    run.pass_time(end - plan.interval, end)
    yield run.frame(end, None)
