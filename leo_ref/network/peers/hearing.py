"""What peers say, frame by frame: judged, handed over, passed on."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

import trio

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.bucket import Buckets
from leo_ref.network.peers.contact import Contact, is_signed
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.fetching import Verdict
from leo_ref.network.peers.frame import (
    Contacts,
    ContactsWanted,
    DirectMessage,
    Frame,
    Gossip,
    PayloadHeld,
    PayloadOffer,
)
from leo_ref.network.peers.limits import CONTACTS_MOST, Limits
from leo_ref.network.peers.link import Link
from leo_ref.network.peers.payloads import Payloads
from leo_ref.network.peers.recent import Recent
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.rumours import Hearsay, Rumours
from leo_ref.network.peers.sender import may_tell
from leo_ref.network.peers.switch import Switch
from leo_ref.parties.message import Message, Payload

HOLDERS_MOST = 2**16
"""Pairs of account and payload that are known."""

Deliver = Callable[[AccountId, Message], Awaitable[None]]


class Hearing:
    """All frames of all links come here."""

    def __init__(
        self,
        me: AccountId,
        genesis: bytes,
        limits: Limits,
        switch: Switch,
        book: Book,
        payloads: Payloads,
        rumours: Rumours,
        counters: PeerCounters,
        nursery: trio.Nursery,
        deliver: Deliver,
    ) -> None:
        self._me = me
        self._genesis = genesis
        self._switch = switch
        self._book = book
        self._payloads = payloads
        self._rumours = rumours
        self._counters = counters
        self._nursery = nursery
        self._deliver = deliver
        self._contacts: Buckets[AccountId] = Buckets(limits.contacts_verified)
        self.holders: Recent[tuple[AccountId, Imprint]] = Recent(HOLDERS_MOST)
        """Who has which payload."""

    def welcome(self, link: Link) -> None:
        """Somebody is connected: tell of others."""
        link.push(to_octets(self.told()))

    async def hear(self, link: Link, octets: bytes) -> None:
        """Do what a frame of a peer asks for, if it may ask for it."""
        self._counters.note(PeerCount.OCTETS_RECEIVED, amount=len(octets))
        if self._rumours.is_known(octets):
            self._counters.note(PeerCount.GOSSIP_KNOWN)
            return
        frame = from_octets(Frame, octets)
        if isinstance(frame, Rejection):
            self._switch.blame(link.account, Misdeed.GARBAGE)
            return
        match frame:
            case DirectMessage():
                if not may_tell(link.account, self._me, frame.message):
                    self._switch.blame(link.account, Misdeed.FALSE_SENDER)
                    return
                self._counters.note(PeerCount.RECEIVED)
                await self._deliver(link.account, frame.message)
            case Gossip():
                await self._gossip(link, frame, octets)
            case PayloadOffer():
                self._offer(link, frame.imprint)
            case PayloadHeld():
                self.holders.add((link.account, frame.imprint))
                self._payloads.has(link.account, frame.imprint)
            case ContactsWanted():
                link.push(to_octets(self.told()))
            case Contacts():
                self._learn(link, frame)

    def told(self) -> Contacts:
        """Whom this party can tell of: as many as fit into a frame, others each time."""
        known = self._book.contacts()
        return Contacts(contacts=tuple(random.sample(known, min(CONTACTS_MOST, len(known)))))

    async def _gossip(self, link: Link, gossip: Gossip, octets: bytes) -> None:
        match self._rumours.heard(gossip, octets, trio.current_time()):
            case Hearsay.NEW:
                self._counters.note(PeerCount.GOSSIP_PASSED)
                self._switch.pass_on(octets, link.account)
                await self._deliver(AccountId(gossip.announcement.node), gossip.announcement)
            case Hearsay.STALE | Hearsay.TOO_MUCH:
                self._counters.note(PeerCount.GOSSIP_HELD_BACK)
            case Hearsay.FALSE:
                self._switch.blame(link.account, Misdeed.FALSE_GOSSIP)

    def _offer(self, link: Link, imprint: Imprint) -> None:
        verdict, fetch = self._payloads.offered(link.account, imprint)
        match verdict:
            case Verdict.NEW:
                assert fetch is not None, "what is new is fetched"
                self._nursery.start_soon(self._payloads.fetch, fetch, self._switch.blame, self._came)
            case Verdict.HELD:
                link.push(to_octets(PayloadHeld(imprint=imprint)))
            case Verdict.NO_PAYLOAD:
                self._switch.blame(link.account, Misdeed.GARBAGE)
            case Verdict.TOO_MUCH:
                self._counters.note(PeerCount.PAYLOADS_NOT_NOW)
            case Verdict.FETCHED:
                pass

    async def _came(self, account: AccountId, octets: bytes) -> None:
        await self._deliver(account, Payload(octets=octets))

    def _learn(self, link: Link, told: Contacts) -> None:
        news: list[Contact] = []
        for contact in filter(self._book.is_news, told.contacts):
            if not self._contacts.spare(link.account, trio.current_time()):
                break
            if contact.genesis != self._genesis or contact.places() is None or not is_signed(contact):
                self._switch.blame(link.account, Misdeed.FALSE_CONTACT)
                break
            if self._book.enter(contact, link.account):
                news.append(contact)
        if news:
            self.tell(news, link.account)

    def tell(self, news: list[Contact], teller: AccountId) -> None:
        """Tell others of contacts that are new."""
        self._switch.pass_on(to_octets(Contacts(contacts=tuple(news))), teller)
        self._switch.stir()
