"""A question made smaller: each way to take something away from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.fuzz.mutation import HEX
from leo_ref.fuzz.tree import Json, as_before, number_of, places, put, size, without

PARTS: Final = 256
"""Parts of octets that are taken away one after the other."""
KEPT: Final = frozenset({"request", "model"})


def smaller(request: Json) -> Iterator[Json]:
    """Each of them, what takes away most first; whoever asks says which of them is still a question that differs."""
    found = list(places(request))
    by_form: dict[tuple[str, ...], list[Json]] = {}
    for _, value in found:
        if isinstance(value, dict) and value:
            by_form.setdefault(tuple(sorted(value)), []).append(value)
    least = {form: min(values, key=size) for form, values in by_form.items()}
    inside = [(place, value) for place, value in found if place and place[0] not in KEPT]
    for place, value in sorted(inside, key=lambda one: -size(one[1])):
        if len(place) > 1:
            yield without(request, place)
        yield from (put(request, place, less) for less in _less(value, least))


def _less(value: Json, least: dict[tuple[str, ...], Json]) -> Iterator[Json]:
    """Smaller values of the kind."""
    number = number_of(value)
    if number is not None:
        for less in dict.fromkeys((0, 1, number // 2, number - 1)):
            if 0 <= less < number:
                yield as_before(value, less)
        return
    match value:
        case True:
            yield False
        case str() if len(value) > 2 and len(value) % 2 == 0 and HEX.issuperset(value):
            if value.strip("0"):
                yield "00" * (len(value) // 2)
            yield from _shorter(value)
        case list() if value:
            yield []
            yield value[: len(value) // 2]
            yield value[len(value) // 2 :]
        case dict() if value:
            yield {}
            yield None
            other = least[tuple(sorted(value))]
            if size(other) < size(value):
                yield other


def _shorter(digits: str) -> Iterator[str]:
    """Octets without a half, a quarter, ... of them, from any place; at last without a single one."""
    length = len(digits) // 2
    part = length // 2
    while part >= 1 and length // part <= PARTS:
        for start in range(0, length, part):
            yield digits[: 2 * start] + digits[2 * (start + part) :]
        part //= 2
