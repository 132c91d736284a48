"""Who draws: ten owners with the same credit, which each spreads over another number of keys."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.core.values import CREDIT, NodeId
from leo_ref.draw.sortition import Thresholds, thresholds

OWNER_CREDIT: Final = 100 * CREDIT
SPLITS: Final = (1, 2, 5, 10, 32)
"""Into how many keys an owner may spread its credit."""

OWNERS_OF_A_SPLIT: Final = 2
TOTAL: Final = OWNER_CREDIT * len(SPLITS) * OWNERS_OF_A_SPLIT
TAU: Final = 10


@frozen
class DrawingKey:
    """A key that draws."""

    name: NodeId
    owner: int
    keys: int
    """How many keys its owner has."""

    @property
    def weight(self) -> int:
        """Its credit, in base units."""
        return weight_of(self.keys)


def weight_of(keys: int) -> int:
    """The credit of each of an owner's keys, in base units."""
    assert OWNER_CREDIT % keys == 0, keys
    return OWNER_CREDIT // keys


def seed_of(seed: str, *what: str | int) -> bytes:
    """32 octets for whatever has a name under ``seed``."""
    return sha256("\x00".join(["leo statistics", seed, *map(str, what)]).encode()).digest()


def population(seed: str) -> tuple[DrawingKey, ...]:
    """All nodes, by owner; their names, the last resort of elections, follow from ``seed``."""
    owners = [keys for keys in SPLITS for _ in range(OWNERS_OF_A_SPLIT)]
    return tuple(
        DrawingKey(NodeId(seed_of(seed, "name", owner, number).hex()), owner, keys)
        for owner, keys in enumerate(owners)
        for number in range(keys)
    )


def kept(nodes: Sequence[DrawingKey]) -> dict[int, Thresholds]:
    """The thresholds of every weight among ``nodes``."""
    return {weight: thresholds(weight, TOTAL, TAU) for weight in {node.weight for node in nodes}}
