"""Something that nobody can leave out, done as often as a run did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from attrs import frozen

Deed = Callable[[], object]
"""One operation, with everything that it needs made beforehand."""


@frozen
class Floor:
    """What one kind of operation takes at least."""

    name: str
    times: int
    seconds: float
    """All of them together."""


def floor(name: str, deeds: Sequence[Deed]) -> Floor:
    """The deeds, one after the other."""
    began = perf_counter()
    for deed in deeds:
        deed()
    return Floor(name, len(deeds), perf_counter() - began)
