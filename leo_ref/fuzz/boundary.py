"""The number at which an answer turns into another one: both sides of it are questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.fuzz.asking import Asking, Posed
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.mutation import place_names
from leo_ref.fuzz.reached import Reached
from leo_ref.fuzz.tree import Json, Place, as_before, at, number_of, put

STEPS: Final = 140
"""Halvings, at most: amounts have 128 bits."""


def search(dice: Dice, asking: Asking, reached: Reached, asked: Posed, place: Place) -> Iterator[Posed]:
    """The questions on the way to a boundary, the two beside it last; none if other numbers give the same answer."""
    before = at(asked.request, place)
    here = number_of(before)
    assert here is not None, "a number is searched"
    most = 8 * here + 1000

    def with_number(number: int) -> Posed | None:
        request: Json = put(asked.request, place, as_before(before, number))
        return asking.ask(request)

    for other in (0, here + dice.number(1, 40), dice.pick((2 * here + 1, most))):
        far = with_number(other)
        if far is not None and far.end != asked.end:
            break
    else:
        return
    yield far
    low, low_asked, high, high_asked = (other, far, here, asked) if other < here else (here, asked, other, far)
    for _ in range(STEPS):
        if high - low <= 1:
            break
        middle = (low + high) // 2
        found = with_number(middle)
        if found is None:
            return
        yield found
        if found.end == low_asked.end:
            low, low_asked = middle, found
        else:
            high, high_asked = middle, found
    reached.boundaries[f"{asked.topic}: {place_names(place)}: {low_asked.end} | {high_asked.end}"] += 1
