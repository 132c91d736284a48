"""Plays counted through the positions that they share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

P = TypeVar("P")


class Paths(ABC, Generic[P]):
    """All ways from a position ``P`` to an end. A position that is reached again has as many as before."""

    def __init__(self) -> None:
        """None was gone yet."""
        self.path: list[str] = []
        """The steps to where the walk is: what leads to a failure."""
        self._plays: dict[object, int] = {}

    @property
    def positions(self) -> int:
        """How many were visited that differ."""
        return len(self._plays)

    @abstractmethod
    def _steps(self, position: P) -> Iterator[tuple[str, P | None]]:
        """What may come next, by name; None is an end, which was judged."""

    @abstractmethod
    def _key(self, position: P) -> object:
        """All of a position that its future depends on."""

    def _from(self, position: P) -> int:
        key = self._key(position)
        known = self._plays.get(key)
        if known is not None:
            return known
        count = 0
        for name, after in self._steps(position):
            self.path.append(name)
            count += 1 if after is None else self._from(after)
            self.path.pop()
        self._plays[key] = count
        return count
