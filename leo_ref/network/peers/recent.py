"""What was seen lately: a set that forgets the oldest."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")


class Recent(Generic[K]):
    """At most ``most`` members; the one that came first is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._members: dict[K, None] = {}

    def __contains__(self, member: K) -> bool:
        return member in self._members

    def __len__(self) -> int:
        return len(self._members)

    def add(self, member: K) -> bool:
        """Whether it is new."""
        if member in self._members:
            return False
        self._members[member] = None
        if len(self._members) > self._most:
            del self._members[next(iter(self._members))]
        return True
