"""The links by account: what is sent goes to the right one, or waits until there is one."""

from __future__ import annotations

import random

import trio

from leo_ref.core.values import AccountId
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.link import Link
from leo_ref.network.peers.repute import UNBLAMED, Misdeed, Repute, blamed
from leo_ref.network.peers.waiting import Waiting

REPUTES_MOST = 4096
"""Accounts whose misdeeds are remembered; the one that was blamed the longest ago is forgotten."""


class Switch:
    """Who is connected, who waits for what, and who stands how."""

    def __init__(self, limits: Limits, counters: PeerCounters) -> None:
        self.links: dict[AccountId, list[Link]] = {}
        """The newest link of an account is the last."""
        self.waiting = Waiting(limits)
        self.changed = trio.Event()
        """Set, and replaced, when a link is made, and when somebody is to be dialled."""
        self._limits = limits
        self._counters = counters
        self._reputes: dict[AccountId, Repute] = {}

    def count(self) -> int:
        """Links in whole."""
        return sum(map(len, self.links.values()))

    def alive(self) -> list[Link]:
        """The links that were not told to end."""
        return [link for links in self.links.values() for link in links if not link.scope.cancel_called]

    def stir(self) -> None:
        """Wake whoever waits for a change."""
        self.changed.set()
        self.changed = trio.Event()

    def add(self, link: Link) -> None:
        """A link is there: what waited goes out on it, and the oldest of too many to one account ends."""
        links = self.links.setdefault(link.account, [])
        links.append(link)
        for old in links[: -self._limits.per_account]:
            old.scope.cancel()
        self._counters.note(PeerCount.CONNECTED)
        for octets in self.waiting.taken(link.account):
            self.dispatch(link.account, octets)
        self.stir()

    def remove(self, link: Link) -> None:
        """A link ended: what did not go out on it goes another way, or waits."""
        links = self.links[link.account]
        links.remove(link)
        if not links:
            del self.links[link.account]
        self._counters.note(PeerCount.CUT)
        for octets in link.unsent():
            self.dispatch(link.account, octets)

    def dispatch(self, account: AccountId, octets: bytes) -> None:
        """Send a frame to an account, now or once it is connected."""
        links = self.links.get(account)
        if links:
            if not links[-1].push(octets):
                self._counters.note(PeerCount.LOST_UNREACHED)
            return
        lost = self.waiting.keep(account, octets, trio.current_time())
        self._counters.note(PeerCount.LOST_UNREACHED, amount=lost)
        self.stir()

    def spread(self, octets: bytes) -> None:
        """Send a frame to everybody who is connected; who has no room for it goes without."""
        for links in self.links.values():
            links[-1].push(octets)

    def pass_on(self, octets: bytes, teller: AccountId) -> None:
        """Send a frame to some who are connected, other than the one who told of it."""
        others = [links[-1] for account, links in self.links.items() if account != teller]
        for link in random.sample(others, min(self._limits.fanout, len(others))):
            link.push(octets)

    def blame(self, account: AccountId, misdeed: Misdeed) -> None:
        """An account did what no honest peer does; where that is enough, its links end."""
        repute = blamed(self._reputes.pop(account, UNBLAMED), misdeed, trio.current_time())
        self._reputes[account] = repute
        if len(self._reputes) > REPUTES_MOST:
            del self._reputes[next(iter(self._reputes))]
        self._counters.note(PeerCount.MISDEED, misdeed.value)
        if self.is_banned(account):
            self._counters.note(PeerCount.DROPPED)
            for link in self.links.get(account, ()):
                link.scope.cancel()

    def is_banned(self, account: AccountId) -> bool:
        """Whether an account is neither heard nor dialled."""
        return self._reputes.get(account, UNBLAMED).is_banned(trio.current_time())
