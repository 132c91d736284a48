"""What was reached so far: which topics ended how, and at which numbers an answer turned into another one."""

from __future__ import annotations

from collections import Counter
from typing import Final

from attrs import define, field

from leo_ref.fuzz.asking import Posed
from leo_ref.fuzz.dice import Dice

FEW: Final = 4
"""Questions of a kind that are asked in any case."""


@define
class Reached:
    """Counts; questions are chosen by them, so that what came seldom comes more often."""

    ends: Counter[tuple[str, str]] = field(factory=Counter)
    """By topic and end."""
    codes: Counter[str] = field(factory=Counter)
    boundaries: Counter[str] = field(factory=Counter)
    """By topic, member, and the two ends that meet there."""

    def count(self, asked: Posed) -> int:
        """How often a question of this kind was asked, this one included."""
        self.codes.update(asked.codes)
        key = (asked.topic, asked.end)
        self.ends[key] += 1
        return self.ends[key]

    def wants(self, dice: Dice, topic: str, end: str, often: int = 50) -> bool:
        """Whether another question of this kind is worth asking: always if they are few, else by chance.

        Kinds that came more often than the mean of all are kept ``often`` times in a hundred, those beyond four times
        the mean a quarter as often.
        """
        times = self.ends[topic, end]
        mean = self.ends.total() // max(1, len(self.ends))
        if times <= max(FEW, mean):
            return True
        return dice.odds(often if times <= 4 * mean else often // 4)
