"""What goes wrong, and when: a frozen value."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

NO_CRASHES: Final[Map[str, int]] = Map()


@frozen(kw_only=True)
class Plan:
    """The faults of one run. Times are ticks; chances are out of a thousand."""

    seed: bytes
    interval: int = 100
    """Ticks from block to block."""

    wakes: int = 4
    """How often a party is woken from block to block; what is undone is then sent again."""

    delay: tuple[int, int] = (1, 20)
    """Least and most ticks that a message takes; unequal delays also reorder."""

    drop: int = 0
    """The chance that a message is lost. Blocks are not: a party asks for them until it has them."""

    duplicate: int = 0
    """The chance that a message, or a block, arrives a second time."""

    crashes: Map[str, int] = NO_CRASHES
    """From when on a party does nothing more."""
