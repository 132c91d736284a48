"""The way to other parties: what one sends is brought to the account it is for, and what others send is handed over.

It may lose messages, for parties send again with each wake what they still want; it never repeats one knowingly.
"""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

import trio

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.values import AccountId
from leo_ref.network.peers.address import PeerAddress, address_of
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.channel import identity_of
from leo_ref.network.peers.connections import PeerConnections
from leo_ref.network.peers.contact import ADDRESSES_MOST, Contact, connection_key, contact_of
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.dialling import Dialler, Trouble
from leo_ref.network.peers.failure import Failure, PeersFailure
from leo_ref.network.peers.frame import ContactsWanted, DirectMessage, PayloadOffer
from leo_ref.network.peers.greeting import Agreement, greeting_of
from leo_ref.network.peers.hearing import Hearing
from leo_ref.network.peers.limits import FRAME_MOST
from leo_ref.network.peers.payloads import Payloads
from leo_ref.network.peers.rumours import Rumours
from leo_ref.network.peers.sender import gossip_of
from leo_ref.network.peers.settings import Settings
from leo_ref.network.peers.switch import Switch
from leo_ref.parties.message import (
    Announcement,
    AnswerMessage,
    ChallengeMessage,
    Message,
    Payload,
    ResultDelivery,
    ResultRequest,
    Sent,
)

INBOX: Final = 256
"""Messages that wait for the party; then peers wait, each with one message at most."""
AGAIN: Final = 1.0
"""Seconds in which the same announcement is made known once: a party sends it to each node."""
SEEK: Final = 2.0
"""Seconds after which peers are asked again for somebody who is sought."""


class PeerNetwork:
    """One party's way to others. Made by :func:`open_peers`."""

    def __init__(self, keys: Keys, agreement: Agreement, settings: Settings, nursery: trio.Nursery) -> None:
        limits = settings.limits
        self._keys = keys
        self._limits = limits
        self._agreement = agreement
        self._nursery = nursery
        self.counters = PeerCounters()
        """How often each of :class:`~leo_ref.network.peers.counted.PeerCount` happened."""
        self._inbox, self.received = trio.open_memory_channel[tuple[AccountId, Message]](INBOX)
        self._book = Book(keys.name, limits.contacts, limits.contacts_per_peer)
        self._switch = Switch(limits, self.counters)
        self._payloads = Payloads(settings, self.counters, self._switch.links)
        self._rumours = Rumours(limits.gossip)
        self._hearing = Hearing(
            keys.name,
            agreement.genesis,
            limits,
            self._switch,
            self._book,
            self._payloads,
            self._rumours,
            self.counters,
            nursery,
            self._deliver,
        )
        self._identity = identity_of(connection_key(keys))
        self._connections = PeerConnections(
            keys.name,
            self._identity,
            agreement,
            limits,
            self._switch,
            self._book,
            self._payloads,
            self._hearing,
            self.counters,
        )
        self._dialler = Dialler(
            keys.name, limits, self._switch, self._book, self.counters, nursery, self._connections.go_out
        )
        self._announced: dict[bytes, float] = {}
        self.addresses: tuple[str, ...] = ()
        """Where others reach this party, with its peer id."""

    def peers(self) -> tuple[AccountId, ...]:
        """The accounts that are connected."""
        return tuple(sorted(self._switch.links))

    @property
    def contact(self) -> Contact:
        """What this party says of how it is reached."""
        assert self._connections.greeting is not None, "it was started"
        return self._connections.greeting.contact

    def troubles(self) -> tuple[Trouble, ...]:
        """The last ones who were not reached or were refused, and why."""
        return tuple(self._connections.troubles)

    def lead(self, address: str) -> None:
        """Dial this address, now and whenever nobody from there is connected; raises ADDRESS_INVALID."""
        self._dialler.lead(address_of(address))

    def send(self, sent: Sent) -> None:
        """Bring a message to its account, soon or later or, where that is not possible, not at all."""
        account, message = AccountId(sent.to), sent.message
        match message:
            case Announcement():
                self._announce(message)
            case Payload():
                self._offer(account, message)
            case ChallengeMessage() | AnswerMessage() | ResultRequest() | ResultDelivery():
                octets = to_octets(DirectMessage(message=message))
                if account == self._keys.name or len(octets) > FRAME_MOST:
                    self.counters.note(PeerCount.LOST_UNFIT)
                    return
                self._count(octets)
                self._switch.dispatch(account, octets)
            case _:
                self.counters.note(PeerCount.LOST_UNFIT)

    async def reached(self, least: int = 1, seconds: float = 30, accounts: Iterable[AccountId] = ()) -> None:
        """Wait until so many accounts are connected, and all of these; raises NOBODY_REACHED after some seconds."""
        wanted = set(accounts)
        with trio.move_on_after(seconds) as scope:
            while len(self._switch.links) < least or not wanted <= self._switch.links.keys():
                await self._switch.changed.wait()
        if not scope.cancelled_caught:
            return
        last = {
            each.where: f"{each.where}: {each.what}{'' if each.by_us else ' (says the other side)'}"
            for each in self.troubles()
        }
        raise PeersFailure(
            Failure.NOBODY_REACHED,
            f"{len(self._switch.links)} accounts are connected after {seconds:g} seconds; {least} are needed"
            + "".join(f", and {account}" for account in sorted(wanted - self._switch.links.keys()))
            + "".join(f"\n  {text}" for text in last.values()),
            "See whether others run, whether a firewall lets TCP through to where they listen, and whether all have "
            "the same genesis and the same version.",
        )

    def _count(self, octets: bytes) -> None:
        self.counters.note(PeerCount.SENT)
        self.counters.note(PeerCount.OCTETS_SENT, amount=len(octets))

    def _announce(self, announcement: Announcement) -> None:
        """Make an announcement known to all: a party sends it to each, and once is enough."""
        if AccountId(announcement.node) != self._keys.name:
            self.counters.note(PeerCount.LOST_UNFIT)
            return
        now, about = trio.current_time(), announcement.proof
        self._announced = {each: at for each, at in self._announced.items() if at > now - AGAIN}
        if about in self._announced:
            return
        self._announced[about] = now
        gossip = gossip_of(self._keys, announcement, time.time_ns() // 10**6)
        octets = to_octets(gossip)
        self._rumours.heard(gossip, octets, now)
        self._count(octets)
        self._switch.spread(octets)

    def _offer(self, account: AccountId, payload: Payload) -> None:
        """Say that the payload is here for whoever has not got it yet."""
        imprint = self._payloads.store.imprint(payload.octets)
        if imprint is None or account == self._keys.name:
            self.counters.note(PeerCount.LOST_UNFIT)
        elif (account, imprint) not in self._hearing.holders:
            octets = to_octets(PayloadOffer(imprint=imprint))
            self._count(octets)
            self._switch.dispatch(account, octets)

    async def _deliver(self, account: AccountId, message: Message) -> None:
        await self._inbox.send((account, message))

    async def start(self, settings: Settings) -> None:
        """Listen, tell others where, and dial."""
        places = [address_of(text) for text in settings.listen]
        bootstrap = [address_of(text) for text in settings.bootstrap]
        for text in settings.announced:
            address_of(text)
        listeners = [each for place in places for each in await _listening(place)]
        ports = [(str(each.socket.getsockname()[0]), int(each.socket.getsockname()[1])) for each in listeners]
        announced = settings.announced or tuple(_written(*each) for each in ports)
        contact = contact_of(self._keys, self._agreement.genesis, announced[:ADDRESSES_MOST], time.time_ns() // 10**6)
        self._connections.greeting = greeting_of(self._agreement, contact)
        self.addresses = tuple(f"{each}/p2p/{self._identity.peer_id}" for each in announced)
        if listeners:
            self._nursery.start_soon(trio.serve_listeners, self._connections.come_in, listeners)
        for each in bootstrap:
            self._dialler.lead(each)
        if settings.mdns:
            from leo_ref.network.peers.mdns import announced_locally  # loads zeroconf, which others do without

            self._nursery.start_soon(
                announced_locally, self._agreement.genesis, self.addresses, self._dialler.rumour, self._no_multicast
            )
        self._nursery.start_soon(self._dialler.dial, self._connections.troubles)
        self._nursery.start_soon(self._keep)

    def _no_multicast(self, error: OSError) -> None:
        self._connections.troubles.append(Trouble("mdns", str(error)))

    async def _keep(self) -> None:
        """Give up what waits too long; ask for those of whom nothing is known, and for others while they are few."""
        while True:
            lost = self._switch.waiting.expire(trio.current_time())
            self.counters.note(PeerCount.LOST_UNREACHED, amount=lost)
            sought = any(self._book.get(each) is None for each in self._switch.waiting.accounts())
            if sought or len(self._switch.links) < self._limits.degree:
                self._switch.pass_on(to_octets(ContactsWanted()), self._keys.name)
            await trio.sleep(SEEK)


async def _listening(place: PeerAddress) -> list[trio.SocketListener]:
    try:
        return list(await trio.open_tcp_listeners(place.port, host=place.host))
    except OSError as error:
        taken = "in use" in str(error).lower()
        raise PeersFailure(
            Failure.ADDRESS_TAKEN if taken else Failure.ADDRESS_UNUSABLE,
            f"{place}: {error}",
            "Name another port, or port 0 for any that is free." if taken else "Name an address of this machine.",
        ) from error


def _written(host: str, port: int) -> str:
    """Where others reach what listens there: for all addresses, the one from which this machine reaches others."""
    kind = "ip6" if ":" in host else "ip4"
    if host in ("0.0.0.0", "::"):
        family, far, near = (
            (socket.AF_INET6, "2001:db8::1", "::1") if kind == "ip6" else (socket.AF_INET, "192.0.2.1", "127.0.0.1")
        )
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            try:
                asked.connect((far, 9))  # nothing is sent
                host = str(asked.getsockname()[0])
            except OSError:
                host = near
    return f"/{kind}/{host}/tcp/{port}"


@asynccontextmanager
async def open_peers(keys: Keys, agreement: Agreement, settings: Settings) -> AsyncIterator[PeerNetwork]:
    """A party's way to others, until the block is left.

    Raises ADDRESS_INVALID, ADDRESS_TAKEN, ADDRESS_UNUSABLE.
    """
    caught: Exception | None = None
    async with trio.open_nursery() as nursery:
        network = PeerNetwork(keys, agreement, settings, nursery)
        try:
            await network.start(settings)
            yield network
        except Exception as error:  # raised outside of the nursery, which would wrap it
            caught = error
        nursery.cancel_scope.cancel()
    if caught is not None:
        raise caught
