"""Which announcements are new, and which are passed on. No clock and no socket here."""

from __future__ import annotations

from enum import Enum
from hashlib import sha256
from typing import Final

from leo_ref.core.values import NodeId
from leo_ref.network.peers.bucket import Buckets, Rate
from leo_ref.network.peers.frame import Gossip
from leo_ref.network.peers.recent import Recent
from leo_ref.network.peers.sender import is_own

KNOWN_MOST: Final = 2**14
ORIGINS_MOST: Final = 4096
STALE: Final = 60_000
"""How far behind the newest of its account the serial of an announcement may be: a minute of the account's clock."""


class Hearsay(Enum):
    """What to do about gossip."""

    NEW = "take it, and pass it on"
    STALE = "it is an old one again"
    TOO_MUCH = "its account announces too much"
    FALSE = "its account did not sign it"


class Rumours:
    """What was announced lately."""

    def __init__(self, rate: Rate) -> None:
        self._rates: Buckets[NodeId] = Buckets(rate)
        self._known: Recent[bytes] = Recent(KNOWN_MOST)
        self._newest: dict[NodeId, int] = {}

    def is_known(self, octets: bytes) -> bool:
        """Whether a frame is gossip that was heard already; asked before it is read."""
        return sha256(octets).digest() in self._known

    def heard(self, gossip: Gossip, octets: bytes, now: float) -> Hearsay:
        """What to do about gossip that somebody passed on, in these octets.

        It is passed on only where its account signed it, so who passes on anything else is to blame.
        """
        if not is_own(gossip):
            return Hearsay.FALSE
        self._known.add(sha256(octets).digest())
        account = gossip.announcement.node
        newest = self._newest.pop(account, 0)
        self._newest[account] = max(newest, gossip.serial)
        if len(self._newest) > ORIGINS_MOST:
            del self._newest[next(iter(self._newest))]
        if gossip.serial + STALE < newest:
            return Hearsay.STALE
        return Hearsay.NEW if self._rates.spare(account, now) else Hearsay.TOO_MUCH
