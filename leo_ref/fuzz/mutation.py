"""A JSON value changed in one place: a number, an octet, a name, a member, an element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leo_ref.fuzz.dice import Dice, near
from leo_ref.fuzz.tree import Json, Place, as_before, number_of, places, put, without

HEX: Final = frozenset("0123456789abcdef")
LENGTHS: Final = (31, 32, 63, 64, 79, 80, 256, 512, 1023, 1024, 2048, 4096)
"""Where the lengths that fields may have end."""
MOST: Final = 3
"""Places that are changed at once."""


def mutated(dice: Dice, value: Json, fixed: frozenset[str], donor: Json = None) -> Json:
    """The value with one to three changes; the members named ``fixed`` at its top stay.

    ``donor`` is another value of the kind, from which parts are taken.
    """
    for _ in range(dice.pick((1, 1, 1, 2, MOST))):
        value = _once(dice, value, fixed, donor)
    return value


def _once(dice: Dice, value: Json, fixed: frozenset[str], donor: Json) -> Json:
    inside = [(place, inner) for place, inner in places(value) if place and place[0] not in fixed]
    if not inside:
        return value
    place, inner = dice.pick(inside)
    if donor is not None and dice.odds(15):
        theirs = [other for there, other in places(donor) if there and there[-1] == place[-1]]
        if theirs:
            return put(value, place, dice.pick(theirs))
    if len(place) > 1 and dice.odds(5):
        return without(value, place)
    numbers = [number for _, one in inside if (number := number_of(one)) is not None]
    return put(value, place, changed(dice, inner, numbers, [one for _, one in inside]))


def changed(dice: Dice, value: Json, numbers: Sequence[int], others: Sequence[Json]) -> Json:
    """Another value of about the same kind."""
    number = number_of(value)
    if number is not None:
        return as_before(value, near(dice, number, list(numbers)))
    match value:
        case bool():
            return not value
        case None:
            return dice.pick([other for other in others if other is not None] or [0])
        case str() if value and len(value) % 2 == 0 and HEX.issuperset(value):
            return changed_octets(dice, bytes.fromhex(value), _alike(value, others)).hex()
        case str():
            return dice.pick([other for other in others if isinstance(other, str) and other != value] or [value + "x"])
        case list():
            return _changed_list(dice, value, others)
        case _:
            alike = [other for other in others if isinstance(other, dict) and other.keys() == value.keys()]
            return dice.pick([other for other in alike if other != value] or [value])


def _alike(text: str, others: Sequence[Json]) -> list[bytes]:
    """Octets of the same length."""
    return [
        bytes.fromhex(other)
        for other in others
        if isinstance(other, str) and len(other) == len(text) and other != text and HEX.issuperset(other)
    ]


def changed_octets(dice: Dice, octets: bytes, others: Sequence[bytes] = ()) -> bytes:
    """Octets with a bit, an octet or the length changed, or others in their place."""
    where = dice.number(0, max(0, len(octets) - 1))
    match dice.number(0, 10):
        case 0 | 1:
            return octets[:where] + bytes([octets[where] ^ 1 << dice.number(0, 7)]) + octets[where + 1 :]
        case 2:
            return octets[:where] + bytes([dice.pick((0, 1, 0x7F, 0x80, 0xFF))]) + octets[where + 1 :]
        case 3:
            return octets[:where]
        case 4:
            return octets + bytes([dice.pick((0, 1, 255))])
        case 5:
            return octets[:where] + octets[where + 1 :]
        case 6:
            return octets[:where] + octets[where : where + 1] + octets[where:]
        case 7:
            return bytes([dice.pick((0, 255))]) * len(octets)
        case 8 | 9:
            length = dice.pick(LENGTHS) + dice.pick((0, 1))
            return ((octets or bytes(1)) * (length + 1))[:length]
        case _:
            return dice.pick(others) if others else octets[::-1]


def _changed_list(dice: Dice, value: list[Json], others: Sequence[Json]) -> list[Json]:
    """An element less, one more, or two in other places; a list that was in order stays so three times in four."""
    if not value:
        return [dice.pick([other for other in others if not isinstance(other, list | dict)] or [0])]
    number, second = dice.number(0, len(value) - 1), dice.number(0, len(value) - 1)
    match dice.number(0, 4):
        case 0 | 1:
            made = [*value[:number], *value[number + 1 :]]
        case 2:
            made = [*value[:number], value[second], *value[number:]]
        case 3:
            made = [*value]
            made[number], made[second] = made[second], made[number]
        case _:
            like = [other for other in others if type(other) is type(value[0]) and other not in value]
            made = [*value, dice.pick(like)] if like else []
    if all(isinstance(one, str) for one in [*value, *made]) and value == sorted(value) and dice.odds(75):
        return sorted(set(made))
    return made


def place_names(place: Place) -> str:
    """A place for people and for counting: names of accounts, jobs and nodes, which differ each time, left out."""
    return ".".join(str(step) if isinstance(step, str) and not _is_name(step) else "*" for step in place)


def _is_name(step: str) -> bool:
    return len(step) >= 32 or step[-1:].isdigit()
