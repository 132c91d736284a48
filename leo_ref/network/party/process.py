"""The loop of a party's process: blocks, messages and time go in, one at a time; transactions and messages come out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol, TypeAlias, TypeVar

import trio
from attrs import define, field, frozen

from leo_ref.core.failures import NamedFailure
from leo_ref.core.keys import Keys
from leo_ref.core.values import AccountId
from leo_ref.ledger import Block
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.failure import Failure as LedgerTrouble
from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.ledger.presence import present
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.following import Following
from leo_ref.network.party.journal import Heard
from leo_ref.network.party.outgoing import PAUSE, Outgoing
from leo_ref.parties.message import LEDGER, Message, Outbox, Sent, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner
from leo_ref.parties.simulator.event import PEOPLE

Raised = TypeVar("Raised", bound=BaseException)

Item: TypeAlias = tuple[str, Heard, trio.Event | None]
"""Who sent it, what it is, and what is told once it is on disk."""

PAGE: Final = 50
"""Blocks that are asked for at once."""

LOOK: Final = 2.0
"""Seconds without an event after which the service is asked for blocks."""

INBOX: Final = 64
"""Messages that wait for the party."""


class PeerWay(Protocol):
    """The way to other parties; see :class:`leo_ref.network.peers.network.PeerNetwork`."""

    @property
    def received(self) -> trio.MemoryReceiveChannel[tuple[AccountId, Message]]:
        """What others send."""

    def send(self, sent: Sent) -> None:
        """Bring a message to an account, or lose it."""


@frozen(kw_only=True)
class Tempo:
    """Seconds."""

    wake: float = 1.0
    """From one wake of the party to the next."""
    quiet: float = 0.05
    """Without anything to do, after which the party reports that it is idle."""


@define
class PartyProcess:
    """One party at work. ``run`` ends only with a failure, or when it is cancelled."""

    keys: Keys
    genesis: bytes
    following: Following
    ledger: LedgerClient
    way: PeerWay
    say: Callable[[str], None]
    is_running: Callable[[], bool] = lambda: False
    """Whether the party's machine runs a program; one of software never does between two messages."""
    tempo: Tempo = Tempo()
    outgoing: Outgoing = field(init=False)
    watchers: set[trio.MemorySendChannel[tuple[Block, Node | Owner]]] = field(factory=set)
    """Who is told of each block that was applied, and of the party after it."""
    _inbox: tuple[trio.MemorySendChannel[Item], trio.MemoryReceiveChannel[Item]] = field(init=False)
    _fetched: int = field(init=False)
    _busy: trio.Event = field(factory=trio.Event)
    _acting: bool = False
    _number: int = field(factory=lambda: time.time_ns() // 10**6)
    """Of the last report: higher than all before, across restarts too."""

    def __attrs_post_init__(self) -> None:
        """Nothing is on its way yet."""
        self.outgoing = Outgoing(self.ledger, self.say)
        self._inbox = trio.open_memory_channel[Item](INBOX)
        self._fetched = self.height

    @property
    def height(self) -> int:
        """Of the newest block that the party has applied."""
        return self.party.chain.state.height

    @property
    def party(self) -> Node | Owner:
        """The party as it is."""
        party = self.following.party
        assert isinstance(party, Node | Owner), "every party is one of them"
        return party

    @property
    def _is_idle(self) -> bool:
        """Whether nothing waits for the party, and nothing of it for the service."""
        waiting = self._inbox[0].statistics().current_buffer_used
        return not (waiting or self._acting or self.outgoing.waiting)

    async def tell(self, order: Message) -> None:
        """An order from the party's own people; it is on disk when this returns."""
        kept = trio.Event()
        await self._inbox[0].send((PEOPLE, order, kept))
        await kept.wait()

    async def run(self) -> None:
        """Everything at once.

        Raises:
            LedgerFailure: RULES_DIFFER, GENESIS_DIFFERS. One that is unreachable is asked again.
            PartyFailure: BLOCK_REFUSED; DISK_FULL and JOURNAL_UNWRITABLE, upon which nothing more is sent.
        """
        failures = list[NamedFailure]()
        try:
            async with trio.open_nursery() as nursery:
                for part in (self._act, self._follow, self._listen, self._wake, self._report, self.outgoing.run):
                    nursery.start_soon(part)
        except* NamedFailure as group:
            failures = named(group)
        if failures:
            raise failures[0]

    async def _act(self) -> None:
        async for sender, heard, kept in self._inbox[1]:
            self._busy.set()
            self._acting = True
            outbox = await trio.to_thread.run_sync(self.following.hear, heard, sender)
            if isinstance(heard, Block):
                if self.height < heard.height:
                    what = f"{self.ledger.url} gave block {heard.height}."
                    raise PartyFailure(Failure.BLOCK_REFUSED, what, "Ask another service; this one is faulty or lies.")
                self.outgoing.block()
                self._tell(heard)
            if kept is not None:
                kept.set()
            self._send(outbox)
            self._acting = False

    def _tell(self, block: Block) -> None:
        """A watcher that is too slow is told no more."""
        for watcher in tuple(self.watchers):
            try:
                watcher.send_nowait((block, self.party))
            except trio.WouldBlock:
                self.watchers.discard(watcher)
                watcher.close()

    def _send(self, outbox: Outbox) -> None:
        for item in outbox:
            if item.to == LEDGER:
                self.outgoing.put(item.message)  # type: ignore[arg-type]  # only transactions go to the ledger
            else:
                self.way.send(item)

    async def _listen(self) -> None:
        async for sender, message in self.way.received:
            await self._inbox[0].send((sender, message, None))

    async def _wake(self) -> None:
        while True:
            await trio.sleep(self.tempo.wake)
            await self._inbox[0].send(("", Wake(), None))

    async def _follow(self) -> None:
        """Blocks, as soon as the service has them; it is asked now and then, too, for events can be missed."""
        while True:
            failures = list[NamedFailure]()
            try:
                await self._catch_up()
                async with self.ledger.events() as feed:
                    while True:
                        with trio.move_on_after(LOOK):
                            await anext(feed)
                        await self._catch_up()
            except* LedgerFailure as group:
                failures = named(group)
            for failure in failures:
                if failure.name is not LedgerTrouble.LEDGER_UNREACHABLE:
                    raise failure
                self.say(failure.what)
            await trio.sleep(PAUSE)

    async def _catch_up(self) -> None:
        while blocks := await self.ledger.blocks(self._fetched + 1, PAGE):
            for block in blocks:
                await self._inbox[0].send((LEDGER, block, None))
                self._fetched = block.height

    async def _report(self) -> None:
        """Says that there is nothing to do until the next block, once it is so."""
        said = (-1, False)
        while True:
            with trio.move_on_after(self.tempo.quiet) as waiting:
                self._busy = trio.Event()
                await self._busy.wait()
            now = (self.height, self.is_running())
            if not waiting.cancelled_caught or not self._is_idle or now == said:
                continue
            self._number += 1
            statement = present(self.keys, self.genesis, now[0], self._number, idle=True, running=now[1])
            try:
                await self.ledger.present(statement)
            except LedgerFailure as failure:
                if failure.name is not LedgerTrouble.LEDGER_UNREACHABLE:
                    raise
                continue
            said = now


def named(group: BaseExceptionGroup[Raised]) -> list[Raised]:
    """What was raised, from a group and the groups in it."""
    found = list[Raised]()
    for each in group.exceptions:
        found += named(each) if isinstance(each, BaseExceptionGroup) else [each]
    return found
