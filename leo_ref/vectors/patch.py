"""Octets told by where they differ from others: what is falsified in one place is said in that place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from attrs import frozen

LEAST: Final = 400
"""Digits of octets that may be told so."""

BASES: Final = 60
"""Of one file with which others are compared."""

DIGITS: Final = re.compile(r"(?:[0-9a-f]{2})*")


@frozen
class Patch:
    """Octets are those of ``base`` with ``drop`` of them, from number ``at`` on, replaced by ``put``; all in digits."""

    base: str
    at: int
    drop: int
    put: str

    @property
    def cost(self) -> int:
        """Digits that it takes."""
        return len(self.put)


def alike(one: str, other: str) -> int:
    """How many digits both begin with; halved until it is found."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def patch(base: str, text: str) -> Patch:
    """The shortest one, in whole octets."""
    start = alike(base, text) // 2
    rest = min(len(base), len(text)) - 2 * start
    end = min(alike(base[::-1], text[::-1]), rest) // 2
    return Patch(base, start, len(base) // 2 - start - end, text[2 * start : len(text) - 2 * end])


def patched(base: str, at: int, drop: int, put: str) -> str:
    """The octets, in digits."""
    return base[: 2 * at] + put + base[2 * (at + drop) :]


def patches(texts: Iterable[str]) -> dict[str, Patch]:
    """For each text that another one before it spares the half of, that one."""
    bases: list[str] = []
    found: dict[str, Patch] = {}
    for text in texts:
        if len(text) < LEAST or text in found or text in bases or not DIGITS.fullmatch(text):
            continue
        best = min((patch(base, text) for base in bases), key=lambda one: one.cost, default=None)
        if best is not None and 2 * best.cost < len(text):
            found[text] = best
        elif len(bases) < BASES:
            bases.append(text)
    return found
