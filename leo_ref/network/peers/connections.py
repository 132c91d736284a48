"""Connections as they come and go: listened for, dialled, greeted, carried until they end."""

from __future__ import annotations

import random
import socket
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Final

import trio
from attrs import define, field, frozen

from leo_ref.core.values import AccountId
from leo_ref.network.peers.address import PeerAddress
from leo_ref.network.peers.attempts import Attempts
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.channel import ChannelStream, ConnectionIdentity, Overrun, peer_id_of, secured
from leo_ref.network.peers.contact import Contact
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.door import Door, neighbourhood
from leo_ref.network.peers.framing import Misdone
from leo_ref.network.peers.greeting import Agreement, Greeting, Reason, refusal
from leo_ref.network.peers.hearing import Hearing
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.link import Declined, Link, greeted
from leo_ref.network.peers.negotiation import HungUp
from leo_ref.network.peers.payloads import Payloads
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.switch import Switch

DIAL_SECONDS: Final = 5.0
"""How long the opening of a connection may take."""
TICK: Final = 1.0
"""Seconds after which it is seen again whom to dial, where nothing happens."""
TROUBLES_MOST: Final = 64
RUMOUR_CHANCES: Final = 3
"""How often an address that nobody vouches for may fail."""
PROBE: Final = ((socket.TCP_KEEPIDLE, 20), (socket.TCP_KEEPINTVL, 10), (socket.TCP_KEEPCNT, 3))
"""When the kernel asks whether the other side is still there, in seconds; how often before the connection ends."""


@frozen
class Trouble:
    """Why somebody was not reached, or was refused."""

    where: str
    """The account if it is known, else the address."""
    what: str
    """The name of a reason of the handshake, or what the machine says."""
    by_us: bool = True
    """Whether this side refused."""


@define
class Lead:
    """Where somebody may be."""

    name: str
    """Under which attempts are counted: a contact, or an address."""
    places: tuple[PeerAddress, ...]
    account: AccountId | None = None
    """Who is expected there."""
    chances: int | None = None
    """How often it may fail before it is forgotten; None where it is not."""
    reached: AccountId | None = None
    """Who was found there."""
    done: trio.Event = field(factory=trio.Event)


class PeerConnections:
    """All of one party."""

    def __init__(
        self,
        me: AccountId,
        identity: ConnectionIdentity,
        agreement: Agreement,
        limits: Limits,
        switch: Switch,
        book: Book,
        payloads: Payloads,
        hearing: Hearing,
        counters: PeerCounters,
        nursery: trio.Nursery,
    ) -> None:
        self._me = me
        self._identity = identity
        self._agreement = agreement
        self._limits = limits
        self._switch = switch
        self._book = book
        self._payloads = payloads
        self._hearing = hearing
        self._counters = counters
        self._nursery = nursery
        self._door = Door(limits)
        self._places = trio.CapacityLimiter(limits.places)
        self._attempts = Attempts()
        self._dialling: set[str] = set()
        self._leads: dict[str, Lead] = {}
        self.greeting: Greeting | None = None
        """What is said of this party; set once it is known where it listens."""
        self.troubles: deque[Trouble] = deque(maxlen=TROUBLES_MOST)
        """The newest last."""

    def lead(self, address: PeerAddress) -> None:
        """Somebody is at the address: dial it whenever nobody from there is connected."""
        self._leads.setdefault(str(address), Lead(str(address), (address,))).chances = None
        self._switch.stir()

    def rumour(self, address: PeerAddress) -> None:
        """Somebody may be at the address: dial it, but not for ever."""
        self._leads.setdefault(str(address), Lead(str(address), (address,), chances=RUMOUR_CHANCES))
        self._switch.stir()

    async def come_in(self, tcp: trio.SocketStream) -> None:
        """A connection that somebody else opened."""
        try:
            host = neighbourhood(str(tcp.socket.getpeername()[0]))
        except OSError:
            return
        if not self._door.enters(host, trio.current_time()):
            self._counters.note(PeerCount.TURNED_AWAY)
            await trio.aclose_forcefully(tcp)
            return
        known = trio.Event()

        async def tell_door() -> None:
            await known.wait()
            self._door.known(host)

        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(tell_door)
                await self._carry(tcp, Lead(host, ()), known, dialled=False)
        finally:
            self._door.leaves(host)

    async def dial(self) -> None:
        """Dial whom it is good to be connected to, for ever."""
        while True:
            changed = self._switch.changed
            now = trio.current_time()
            for lead in self._wanted(now):
                if len(self._dialling) >= self._limits.dials:
                    break
                if lead.name not in self._dialling and self._attempts.is_due(lead.name, now):
                    self._dialling.add(lead.name)
                    self._nursery.start_soon(self._reach, lead)
            with trio.move_on_after(TICK):
                await changed.wait()
            await trio.sleep(0.02)  # many things change at once

    def _wanted(self, now: float) -> Iterator[Lead]:
        """Those for whom something waits, then the leads, then anybody until there are enough."""
        links = self._switch.links
        for account in self._switch.waiting.accounts():
            contact = self._book.get(account)
            if account not in links and contact is not None:
                yield from self._at(contact)
        for lead in list(self._leads.values()):
            if lead.reached != self._me and (lead.reached is None or lead.reached not in links):
                yield lead
        missing = self._limits.degree - len(links) - len(self._dialling)
        if missing > 0:
            others = [
                each
                for each in self._book.contacts()
                if each.account not in links and self._attempts.is_due(f"{each.account}, {each.serial}", now)
            ]
            # One of two who seek anybody dials the other, unless that is all that is left.
            above = [each for each in others if each.account > self._me] or others
            for contact in random.sample(above, min(missing, len(above))):
                yield from self._at(contact)

    def _at(self, contact: Contact) -> Iterator[Lead]:
        places = contact.places()
        if places and not self._switch.is_banned(contact.account):
            yield Lead(f"{contact.account}, {contact.serial}", places, contact.account)

    async def _reach(self, lead: Lead) -> None:
        """Dial the places of a lead until somebody is connected there."""
        try:
            lead.done = trio.Event()
            for place in lead.places:
                self._counters.note(PeerCount.DIALLED)
                try:
                    with trio.fail_after(DIAL_SECONDS):
                        tcp = await trio.open_tcp_stream(place.host, place.port)
                except (OSError, trio.TooSlowError) as error:
                    self._fail(str(place), str(error) or "no answer")
                    continue
                self._nursery.start_soon(partial(self._carry, tcp, lead, lead.done, dialled=True, peer=place.peer))
                await lead.done.wait()
                if lead.reached is not None:
                    self._attempts.succeeded(lead.name)
                    return
            self._attempts.failed(lead.name, trio.current_time())
            if lead.chances is not None:
                lead.chances -= 1
                if not lead.chances:
                    self._leads.pop(lead.name, None)
        finally:
            self._dialling.discard(lead.name)
            self._switch.stir()

    def _fail(self, where: str, what: str, *, by_us: bool = True) -> None:
        self.troubles.append(Trouble(where, what, by_us))
        self._counters.note(PeerCount.UNREACHABLE)

    async def _carry(
        self, tcp: trio.SocketStream, lead: Lead, known: trio.Event, *, dialled: bool, peer: str = ""
    ) -> None:
        """A connection from its first octet to its last.

        ``known`` is set once it is known whose it is, or that it ends before that.
        """
        try:
            with suppress(OSError):  # it broke already
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                for option, value in PROBE:
                    tcp.setsockopt(socket.IPPROTO_TCP, option, value)
            async with trio.open_nursery() as nursery:
                link = await self._greet(tcp, lead, nursery, dialled=dialled, peer=peer)
                known.set()
                if link is None:
                    nursery.cancel_scope.cancel()
                    return
                self._switch.add(link)
                self._hearing.welcome(link)
                try:
                    async with trio.open_nursery() as tasks:
                        for task in (link.write_all, partial(self._hear, link), partial(self._serve, link, tasks)):
                            tasks.start_soon(self._until_ended, link, task)
                finally:
                    self._switch.remove(link)
        finally:
            known.set()
            await trio.aclose_forcefully(tcp)

    async def _greet(
        self, tcp: trio.SocketStream, lead: Lead, nursery: trio.Nursery, *, dialled: bool, peer: str
    ) -> Link | None:
        """The link, once both sides know whose it is; None, with a trouble noted, where that fails."""
        assert self.greeting is not None, "it is known where this party listens"
        try:
            with trio.fail_after(self._limits.handshake_seconds):
                channel = await secured(tcp, self._identity, self._limits, dialled=dialled)
                if peer and peer != peer_id_of(channel.proven):
                    raise Declined(Reason.NOT_EXPECTED, None, by_us=True)
                nursery.start_soon(self._run, channel.run, nursery.cancel_scope)
                judge = partial(self._judge, channel.proven, lead.account)
                stream, theirs = await greeted(channel, self.greeting, judge, self._limits, dialled=dialled)
        except Declined as declined:
            if declined.reason is Reason.SAME_ACCOUNT:
                lead.reached = self._me
            counted = PeerCount.REFUSED if declined.by_us else PeerCount.REFUSED_US
            self._counters.note(counted, declined.reason.value)
            self.troubles.append(Trouble(declined.account or lead.name, declined.reason.value, declined.by_us))
            return None
        except (HungUp, Misdone, Overrun, trio.TooSlowError) as error:
            self._fail(lead.name, str(error) or "no greeting in time")
            return None
        contact = theirs.contact
        lead.reached = contact.account
        if self._book.enter(contact, contact.account, self._switch.links):
            self._hearing.tell([contact], contact.account)
        return Link(contact.account, channel, stream, self._limits, nursery.cancel_scope)

    def _judge(self, proven: bytes, expected: AccountId | None, theirs: Greeting) -> Reason | None:
        found = refusal(self._agreement, self._me, theirs, proven, expected)
        if found is None and self._switch.is_banned(theirs.contact.account):
            return Reason.BANNED
        if found is None and self._switch.count() >= self._limits.connections:
            return Reason.TOO_MANY
        return found

    async def _run(self, run: Callable[[], Awaitable[None]], scope: trio.CancelScope) -> None:
        await run()
        scope.cancel()

    async def _until_ended(self, link: Link, task: Callable[[], Awaitable[None]]) -> None:
        """A part of a link; when it ends, so does the link."""
        try:
            await task()
        except HungUp:
            pass
        except Misdone as misdone:
            self._switch.blame(link.account, misdone.misdeed)
        except Overrun:
            self._switch.blame(link.account, Misdeed.OVERSIZED)
        link.scope.cancel()

    async def _hear(self, link: Link) -> None:
        while True:
            await self._hearing.hear(link, await link.read(self._places))

    async def _serve(self, link: Link, tasks: trio.Nursery) -> None:
        while True:
            stream = await link.channel.accept()
            tasks.start_soon(self._until_served, link, stream)

    async def _until_served(self, link: Link, stream: ChannelStream) -> None:
        """One stream of chunks: where it ends early, the link does not; where the peer misdoes, it does."""
        try:
            await self._payloads.serve(link, stream)
        except HungUp:
            pass
        except Misdone as misdone:
            self._switch.blame(link.account, misdone.misdeed)
            link.scope.cancel()
