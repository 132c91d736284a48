"""Chance for questions: dice, and the numbers at which implementations go wrong."""

from __future__ import annotations

from typing import Final

from leo_ref.speccheck.wide.dice import Dice as Dice

EDGES: Final = (0, 1, 2, 255, 256, 2**16, 2**31, 2**32, 2**53, 2**63, 2**64, 2**127, 2**128)
"""Where the widths of numbers end."""


def near(dice: Dice, number: int, others: list[int]) -> int:
    """Another number: beside it, beside another one, a multiple, or where a width ends."""
    match dice.number(0, 5):
        case 0:
            return number + 1
        case 1:
            return max(0, number - 1)
        case 2:
            return max(0, dice.pick([*others, number]) + dice.number(-1, 1))
        case 3:
            return dice.pick([0, 1, 2 * number, number // 2])
        case 4:
            return max(0, dice.pick(EDGES) + dice.number(-1, 1))
        case _:
            return dice.number(0, 2 * number + 3)


def octets(dice: Dice, least: int, most: int) -> bytes:
    """So many octets."""
    return bytes(dice.number(0, 255) for _ in range(dice.number(least, most)))


def digest(dice: Dice) -> bytes:
    """32 octets, by one throw."""
    return dice.number(0, 2**256 - 1).to_bytes(32, "big")
