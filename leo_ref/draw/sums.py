"""Votes and members of independent nodes together, as probabilities in fixed point.

A distribution is a polynomial: the coefficient of x^v is the probability of v votes. All its coefficients are kept in
one integer, each in a slot of its own, so that one product of integers is a product of polynomials. Every product is
rounded down to ``BITS`` bits behind the point; more than ``most`` votes are left out, more than ``members`` members
count as so many. What is left out is missing in the sum of all probabilities, where whoever asks can see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache  # purity: a memo of constants, keyed by the few packings that are used
from typing import Final

from attrs import frozen

BITS: Final = 96
"""Bits of a probability behind the point."""

ONE: Final = 1 << BITS

SLOT: Final = 2 * BITS + 32
"""Bits for each coefficient: a product of two, and room for the sum of many."""

Sums = tuple[int, ...]
"""For each number of members, the last standing for so many or more, the packed distribution of their votes."""

Table = list[list[int]]
"""The same with every probability by itself: first by members, then by votes."""


@frozen
class Packing:
    """How far votes and members are followed."""

    most: int
    members: int

    @property
    def nobody(self) -> Sums:
        """No votes and no members, for certain."""
        return (ONE, *[0] * self.members)

    def node(self, chances: Sequence[int]) -> Sums:
        """One node that has v votes with probability ``chances[v]``; with votes it is a member."""
        packed = 0
        for votes in range(min(len(chances) - 1, self.most), 0, -1):
            packed = (packed + chances[votes]) << SLOT
        member = min(1, self.members)
        parts = [chances[0], *[0] * self.members]
        parts[member] += packed
        return tuple(parts)

    def times(self, left: Sums, right: Sums) -> Sums:
        """The sum of two independent numbers."""
        found = [0] * (self.members + 1)
        for first, one in enumerate(left):
            for second, other in enumerate(right):
                if one and other:
                    found[min(first + second, self.members)] += one * other
        mask = _mask(self.most)
        return tuple((part >> BITS) & mask for part in found)

    def power(self, base: Sums, exponent: int) -> Sums:
        """The sum of so many independent numbers, all alike."""
        found = self.nobody
        for digit in bin(exponent)[2:]:
            found = self.times(found, found)
            if digit == "1":
                found = self.times(found, base)
        return found

    def table(self, sums: Sums) -> Table:
        """Every probability by itself."""
        width = SLOT // 8
        parts = [part.to_bytes(width * (self.most + 1), "little") for part in sums]
        return [
            [int.from_bytes(part[at : at + width], "little") for at in range(0, len(part), width)] for part in parts
        ]


@cache
def _mask(most: int) -> int:
    """Ones where a rounded coefficient may have them; what a shift moves in from the next slot is cut off."""
    every_slot = ((1 << SLOT * (most + 1)) - 1) // ((1 << SLOT) - 1)
    return ((1 << (SLOT - BITS)) - 1) * every_slot
