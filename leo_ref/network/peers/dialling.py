"""Whom to dial, and when: those for whom something waits, those who are known to be somewhere, then anybody."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import trio
from attrs import define, field, frozen

from leo_ref.core.values import AccountId
from leo_ref.network.peers.address import PeerAddress
from leo_ref.network.peers.attempts import Attempts
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.contact import Contact
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.switch import Switch

DIAL_SECONDS: Final = 5.0
"""How long the opening of a connection may take."""
TICK: Final = 1.0
"""Seconds after which it is seen again whom to dial, where nothing happens."""
TROUBLES_MOST: Final = 64
RUMOUR_CHANCES: Final = 3
"""How often an address that nobody vouches for may fail."""


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
    places: tuple[PeerAddress, ...] = ()
    account: AccountId | None = None
    """Who is expected there."""
    chances: int | None = None
    """How often it may fail before it is forgotten; None where it is not."""
    reached: AccountId | None = None
    """Who was found there when it was dialled last."""
    known: trio.Event = field(factory=trio.Event)
    """Set once it is known whose the connection is, or that it ends before that."""

    def begin(self) -> None:
        """It is dialled: whoever was there before may be there no more."""
        self.reached, self.known = None, trio.Event()


Carry = Callable[[trio.SocketStream, Lead, str], Awaitable[None]]
"""Carry a connection that was opened to a lead, where a peer id is expected or nothing, until it ends."""


class Dialler:
    """What one party dials."""

    def __init__(
        self,
        me: AccountId,
        limits: Limits,
        switch: Switch,
        book: Book,
        counters: PeerCounters,
        nursery: trio.Nursery,
        carry: Carry,
    ) -> None:
        self._me = me
        self._limits = limits
        self._switch = switch
        self._book = book
        self._counters = counters
        self._nursery = nursery
        self._carry = carry
        self._attempts = Attempts()
        self._dialling: set[str] = set()
        self._leads: dict[str, Lead] = {}

    def lead(self, address: PeerAddress) -> None:
        """Somebody is at the address: dial it whenever nobody from there is connected."""
        self._leads.setdefault(str(address), Lead(str(address), (address,))).chances = None
        self._switch.stir()

    def rumour(self, address: PeerAddress) -> None:
        """Somebody may be at the address: dial it, but not for ever."""
        self._leads.setdefault(str(address), Lead(str(address), (address,), chances=RUMOUR_CHANCES))
        self._switch.stir()

    async def dial(self, troubles: deque[Trouble]) -> None:
        """Dial whom it is good to be connected to, for ever; ``troubles`` has afterwards who was not reached."""
        while True:
            changed = self._switch.changed
            now = trio.current_time()
            for lead in self._wanted(now):
                if len(self._dialling) >= self._limits.dials:
                    break
                if lead.name not in self._dialling and self._attempts.is_due(lead.name, now):
                    self._dialling.add(lead.name)
                    self._nursery.start_soon(self._reach, lead, troubles)
            with trio.move_on_after(TICK):
                await changed.wait()
            await trio.sleep(0.02)  # many things change at once

    def _wanted(self, now: float) -> Iterator[Lead]:
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
                if each.account not in links and self._attempts.is_due(_name(each), now)
            ]
            # One of two who seek anybody dials the other, unless that is all that is left.
            above = [each for each in others if each.account > self._me] or others
            for contact in random.sample(above, min(missing, len(above))):
                yield from self._at(contact)

    def _at(self, contact: Contact) -> Iterator[Lead]:
        places = contact.places()
        if places and not self._switch.is_banned(contact.account):
            yield Lead(_name(contact), places, contact.account)

    async def _reach(self, lead: Lead, troubles: deque[Trouble]) -> None:
        """Dial the places of a lead until somebody is connected there."""
        try:
            for place in lead.places:
                lead.begin()
                self._counters.note(PeerCount.DIALLED)
                try:
                    with trio.fail_after(DIAL_SECONDS):
                        tcp = await trio.open_tcp_stream(place.host, place.port)
                except (OSError, trio.TooSlowError) as error:
                    troubles.append(Trouble(str(place), str(error) or "no answer"))
                    self._counters.note(PeerCount.UNREACHABLE)
                    continue
                self._nursery.start_soon(self._carry, tcp, lead, place.peer)
                await lead.known.wait()
                if lead.reached is not None:
                    self._attempts.succeeded(lead.name)
                    break
            # After a success, too: who ends each connection at once is not dialled again at once.
            self._attempts.failed(lead.name, trio.current_time())
            if lead.reached is None and lead.chances is not None:
                lead.chances -= 1
                if not lead.chances:
                    self._leads.pop(lead.name, None)
        finally:
            self._dialling.discard(lead.name)
            self._switch.stir()


def _name(contact: Contact) -> str:
    """A newer contact is another: it is tried at once."""
    return f"{contact.account}, {contact.serial}"
