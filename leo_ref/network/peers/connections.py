"""Connections as they come and go: let in or opened, greeted, carried until they end."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

import trio

from leo_ref.core.values import AccountId
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.channel import ChannelStream, ConnectionIdentity, Overrun, peer_id_of, secured
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.dialling import TROUBLES_MOST, Lead, Trouble
from leo_ref.network.peers.door import Door, displaced, has_room, neighbourhood
from leo_ref.network.peers.framing import Misdone
from leo_ref.network.peers.greeting import Agreement, Greeting, Reason, refusal
from leo_ref.network.peers.hearing import Hearing
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.link import Declined, Link, greeted
from leo_ref.network.peers.negotiation import HungUp
from leo_ref.network.peers.payloads import Payloads
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.switch import Switch

PROBE: Final = ((socket.TCP_KEEPIDLE, 20), (socket.TCP_KEEPINTVL, 10), (socket.TCP_KEEPCNT, 3))
"""When the kernel asks whether the other side is still there, in seconds; how often before the connection ends."""


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
        self._door = Door(limits)
        self._places = trio.CapacityLimiter(limits.places)
        self.greeting: Greeting | None = None
        """What is said of this party; set once it is known where it listens."""
        self.troubles: deque[Trouble] = deque(maxlen=TROUBLES_MOST)
        """The newest last."""

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
        lead = Lead(host)

        async def tell_door() -> None:
            await lead.known.wait()
            self._door.known(host)

        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(tell_door)
                await self._carry(tcp, lead, dialled=False)
        finally:
            self._door.leaves(host)

    async def go_out(self, tcp: trio.SocketStream, lead: Lead, peer: str) -> None:
        """A connection that was opened to a lead, where this peer id is expected, or nothing."""
        await self._carry(tcp, lead, dialled=True, peer=peer)

    async def _carry(self, tcp: trio.SocketStream, lead: Lead, *, dialled: bool, peer: str = "") -> None:
        """A connection from its first octet to its last."""
        try:
            with suppress(OSError):  # it broke already
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                for option, value in PROBE:
                    tcp.setsockopt(socket.IPPROTO_TCP, option, value)
            async with trio.open_nursery() as nursery:
                link = await self._greet(tcp, lead, nursery, dialled=dialled, peer=peer)
                lead.known.set()
                if link is None:
                    nursery.cancel_scope.cancel()
                    return
                self._switch.add(link)
                self._make_room()
                self._hearing.welcome(link)
                try:
                    async with trio.open_nursery() as tasks:
                        for task in (link.write_all, partial(self._hear, link), partial(self._serve, link, tasks)):
                            tasks.start_soon(self._until_ended, link, task)
                finally:
                    self._switch.remove(link)
        finally:
            lead.known.set()
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
                address = None if dialled else lead.name
                judge = partial(self._judge, channel.proven, lead.account, address)
                stream, theirs = await greeted(channel, self.greeting, judge, self._limits, dialled=dialled)
        except Declined as declined:
            if declined.reason is Reason.SAME_ACCOUNT:
                lead.reached = self._me
            counted = PeerCount.REFUSED if declined.by_us else PeerCount.REFUSED_US
            self._counters.note(counted, declined.reason.value)
            self.troubles.append(Trouble(declined.account or lead.name, declined.reason.value, declined.by_us))
            return None
        except (HungUp, Misdone, Overrun, trio.TooSlowError) as error:
            self.troubles.append(Trouble(lead.name, str(error) or "no greeting in time"))
            self._counters.note(PeerCount.UNREACHABLE)
            return None
        contact = theirs.contact
        lead.reached = contact.account
        if self._book.enter(contact, contact.account, self._switch.links):
            self._hearing.tell([contact], contact.account)
        return Link(contact.account, channel, stream, self._limits, nursery.cancel_scope, address)

    def _judge(self, proven: bytes, expected: AccountId | None, address: str | None, theirs: Greeting) -> Reason | None:
        found = refusal(self._agreement, self._me, theirs, proven, expected)
        if found is None and self._switch.is_banned(theirs.contact.account):
            return Reason.BANNED
        if found is None and self._switch.count() >= self._limits.connections:
            return Reason.TOO_MANY
        if found is None and address is not None and not has_room(address, self._switch.alive(), self._limits):
            return Reason.TOO_MANY
        return found

    def _make_room(self) -> None:
        """Whoever just came in may have taken the place of another."""
        link = displaced(self._switch.alive(), self._limits)
        if link is not None:
            self._counters.note(PeerCount.DISPLACED)
            link.scope.cancel()

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
