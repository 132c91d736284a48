"""What peers are worth hearing: misdeeds cost points, and whoever has too many is not heard for a while."""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from attrs import evolve, frozen

BANNED_AT: Final = 100.0
"""Points with which a peer is dropped."""
BAN_SECONDS: Final = 300.0
"""How long a dropped peer is neither heard nor dialled."""
HALVED_AFTER: Final = 60.0
"""Seconds in which half of the points are forgotten."""


@unique
class Misdeed(Enum):
    """What no honest peer does, by the name under which it is counted."""

    GARBAGE = "garbage"
    """A frame that is no canonical form of any message."""
    OVERSIZED = "oversized"
    """A frame that says to be longer than frames may be."""
    SLOW = "slow"
    """A frame or chunk that began and did not come."""
    FALSE_SENDER = "false-sender"
    """A message of somebody else."""
    FALSE_GOSSIP = "false-gossip"
    """An announcement that its account did not sign."""
    FALSE_CONTACT = "false-contact"
    """A contact that its account did not sign, or of another genesis."""
    FALSE_CHUNK = "false-chunk"
    """A chunk that is not of the payload."""


POINTS: Final = {
    Misdeed.GARBAGE: 60.0,
    Misdeed.OVERSIZED: 100.0,
    Misdeed.SLOW: 40.0,
    Misdeed.FALSE_SENDER: 40.0,
    Misdeed.FALSE_GOSSIP: 60.0,
    Misdeed.FALSE_CONTACT: 60.0,
    Misdeed.FALSE_CHUNK: 100.0,
}
"""What each costs."""


@frozen
class Repute:
    """Points at a time in seconds, and until when the peer is not heard."""

    points: float = 0.0
    at: float = 0.0
    banned_until: float = 0.0

    def is_banned(self, now: float) -> bool:
        """Whether the peer is neither heard nor dialled."""
        return now < self.banned_until


UNBLAMED: Final = Repute()


def blamed(repute: Repute, misdeed: Misdeed, now: float) -> Repute:
    """How a peer stands after a misdeed."""
    left = repute.points * 0.5 ** (max(0.0, now - repute.at) / HALVED_AFTER)
    after = evolve(repute, points=left + POINTS[misdeed], at=now)
    return evolve(after, points=0.0, banned_until=now + BAN_SECONDS) if after.points >= BANNED_AT else after
