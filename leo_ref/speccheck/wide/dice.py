"""Chance from a seed, for choices among anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from leo_ref.parties.simulator.stream import RandomStream

T = TypeVar("T")


class Dice:
    """Choices that follow from a seed; the same calls make the same choices."""

    def __init__(self, *seed: str | int) -> None:
        """Dice for a purpose: the words of the seed, in order."""
        self._stream = RandomStream("/".join(map(str, seed)).encode())

    def number(self, least: int, most: int) -> int:
        """A number between the two, both included."""
        number, self._stream = self._stream.below(most - least + 1)
        return least + number

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[self.number(0, len(options) - 1)]

    def odds(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.number(1, 100) <= percent

    def some(self, options: Iterable[T], percent: int = 50) -> list[T]:
        """Each of them with these odds, in their order."""
        return [option for option in options if self.odds(percent)]

    def sample(self, options: Sequence[T], most: int) -> list[T]:
        """So many of them at most, in their order."""
        left = list(range(len(options)))
        while len(left) > most:
            left.pop(self.number(0, len(left) - 1))
        return [options[index] for index in left]
