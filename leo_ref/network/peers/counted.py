"""What the way to other parties counts, for metrics."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum, unique


@unique
class PeerCount(StrEnum):
    """The names of the counters; ``REFUSED``, ``REFUSED_US`` and ``MISDEED`` have the reason behind a colon."""

    DIALLED = "dialled"
    UNREACHABLE = "unreachable"
    """Connections that could not be opened, or whose greeting did not come."""
    CONNECTED = "connected"
    CUT = "cut"
    """Connections that ended after they were made."""
    TURNED_AWAY = "turned-away"
    """Connections that were closed before anything was read: too many at once, or too many of one address."""
    DISPLACED = "displaced"
    """Connections that made room for one from an address with fewer."""
    REFUSED = "refused"
    REFUSED_US = "refused-us"
    MISDEED = "misdeed"
    DROPPED = "dropped"
    """Peers whose misdeeds were enough."""
    SENT = "messages-sent"
    RECEIVED = "messages-received"
    OCTETS_SENT = "octets-sent"
    OCTETS_RECEIVED = "octets-received"
    LOST_UNREACHED = "lost-unreached"
    """Messages that were given up because their account was not reached in time, or too many waited."""
    LOST_CUT = "lost-cut"
    """Messages that were on their way when the connection ended."""
    LOST_UNFIT = "lost-unfit"
    """Messages that are not for peers, or too long for them."""
    GOSSIP_PASSED = "gossip-passed"
    GOSSIP_KNOWN = "gossip-known"
    """Announcements that came again from somebody else."""
    GOSSIP_HELD_BACK = "gossip-held-back"
    """Announcements beyond the rate of their account."""
    PAYLOADS_FETCHED = "payloads-fetched"
    PAYLOADS_NOT_NOW = "payloads-not-now"
    """Offers that were not taken up, for too much is on its way."""
    CHUNKS_FETCHED = "chunks-fetched"
    CHUNKS_SERVED = "chunks-served"


class PeerCounters(Counter[str]):
    """How often each happened."""

    def note(self, what: PeerCount, about: str = "", amount: int = 1) -> None:
        """It happened, once or ``amount`` times."""
        self[f"{what.value}:{about}" if about else what.value] += amount
