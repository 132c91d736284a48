"""A JSON value as a tree: its places, and the value with another one in a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = Any  # what a JSON reader gives: the requests say what is in it
Place: TypeAlias = tuple[str | int, ...]
"""The members and numbers that lead from the whole to a value in it."""

DECIMAL_MOST = 40
"""Digits of a text that is a number; longer ones are octets."""


def places(value: Json, above: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Every place with its value, the whole first."""
    yield above, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*above, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*above, number))


def at(value: Json, place: Place) -> Json:
    """What is there."""
    for step in place:
        value = value[step]
    return value


def put(value: Json, place: Place, new: Json) -> Json:
    """The value with ``new`` in that place; nothing of the old one is changed."""
    if not place:
        return new
    step, *rest = place
    if isinstance(value, list):
        number = int(step)
        return [*value[:number], put(value[number], tuple(rest), new), *value[number + 1 :]]
    return {**value, step: put(value[step], tuple(rest), new)}


def without(value: Json, place: Place) -> Json:
    """The value without what is in that place, which is a member of an object or an element of a list."""
    above, last = place[:-1], place[-1]
    holder = at(value, above)
    if isinstance(holder, list):
        number = int(last)
        return put(value, above, [*holder[:number], *holder[number + 1 :]])
    return put(value, above, {name: inner for name, inner in holder.items() if name != last})


def number_of(value: Json) -> int | None:
    """The number that a value stands for, be it in decimal text; None if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= DECIMAL_MOST:
        return int(value) if value == str(int(value)) else None
    return None


def as_before(before: Json, number: int) -> Json:
    """The number in the form that the value before it had."""
    return str(number) if isinstance(before, str) else number


def size(value: Json) -> int:
    """How large a value is: its places, and the digits and characters in them."""
    whole = 1
    if isinstance(value, dict):
        return whole + sum(len(name) + size(inner) for name, inner in value.items())
    if isinstance(value, list):
        return whole + sum(map(size, value))
    return whole + (len(value) if isinstance(value, str) else len(str(value)))
