"""A reference that reads one parameter under the name of another (§3), and the vectors that notice."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from attrs import fields_dict

from leo_ref.core.parameters import Parameters
from tests.removed.replay import Outcome, Turns, Vector

NAMES: Final = tuple(fields_dict(Parameters))
STORED: Final = {name: vars(Parameters)[name] for name in NAMES}
"""What keeps the value of each."""

UNREAD: Final = ("<attrs", "leo_ref.core.encoding")
"""Who compares or writes the parameters, and goes by none."""


class ReadParameter:
    """Stands for an attribute: notes that a rule reads it, and gives the value of another."""

    def __init__(self, name: str, read: set[str]) -> None:
        """``read`` gets the name."""
        self.name = name
        self.given = name
        self.read = read

    def __get__(self, owner: Parameters | None, _kind: type) -> Any:  # Any: each of its parameter's type
        if owner is None:
            return self
        caller = sys._getframe(1)
        if caller.f_code.co_filename.startswith(UNREAD[0]) or caller.f_globals["__name__"].startswith(UNREAD[1]):
            return STORED[self.name].__get__(owner)
        self.read.add(self.name)
        return STORED[self.given].__get__(owner)

    def __set__(self, owner: Parameters, value: object) -> None:
        STORED[self.name].__set__(owner, value)


@contextmanager
def reading() -> Iterator[tuple[dict[str, ReadParameter], set[str]]]:
    """All attributes with such a one in their places, and the names that were read."""
    read = set[str]()
    found = {name: ReadParameter(name, read) for name in NAMES}
    for name, each in found.items():
        setattr(Parameters, name, each)
    try:
        yield found, read
    finally:
        for name, each in STORED.items():
            setattr(Parameters, name, each)


def unnoticed(given: Sequence[Vector]) -> list[tuple[str, str]]:
    """Each parameter and another that can be read for it, and none of these vectors is answered otherwise."""
    found = list[tuple[str, str]]()
    with reading() as (attributes, read):
        reached: dict[str, list[Vector]] = {name: [] for name in NAMES}
        for vector in given:
            read.clear()
            assert vector.outcome(Turns()) is Outcome.RIGHT, vector.id
            for name in read:
                reached[name].append(vector)
        for name, attribute in attributes.items():
            telling = list[Vector]()  # those that noticed another name are asked first
            for other in NAMES:
                if other == name:
                    continue
                attribute.given = other
                one = next((each for each in (*telling, *reached[name]) if _notices(each)), None)
                if one is None:
                    found.append((name, other))
                elif one not in telling:
                    telling.append(one)
            attribute.given = name
    return found


def _notices(vector: Vector) -> bool:
    return vector.outcome(Turns()) is not Outcome.RIGHT
