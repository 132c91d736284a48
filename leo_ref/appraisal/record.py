"""What an appraisal compared: the part of its result that people and other implementations read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import NamedTuple

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.tcg import pcr
from leo_ref.tcg.pcr import Selections

Value = int | str | bytes | frozenset[bytes] | Selections | Mapping[tuple[bytes, ...], object]
"""The keys of a mapping are logs; of several that are allowed people read how long they are."""


class Check(NamedTuple):
    """What is compared; a table of them stands at the head of each module that compares."""

    code: Code
    """With which it refuses."""
    says: str
    """What the values are of, with a place for each number that a comparison is about."""


Noted = tuple[Check, Value, Value, bool, tuple[int, ...]]
"""A comparison as it is written down: the fields of :class:`Compared`, which it becomes when somebody reads it."""


class Compared(NamedTuple):
    """Two values that a check compared. They become text when somebody reads them."""

    rule: Check
    saw: Value
    wanted: Value
    agrees: bool
    about: tuple[int, ...]

    @property
    def check(self) -> Code:
        """The check, by the code with which it refuses."""
        return self.rule.code

    @property
    def what(self) -> str:
        """What the values are of, in words for people."""
        return self.rule.says.format(*self.about)

    @property
    def given(self) -> str:
        """What was there: octets in hexadecimal, numbers in decimal digits."""
        return text(self.saw)

    @property
    def expected(self) -> str:
        """What should have been there."""
        return text(self.wanted)


class Record:
    """The comparisons of one appraisal, in their order; it lives as long as the appraisal."""

    __slots__ = ("noted",)

    def __init__(self) -> None:
        """Nothing was compared yet."""
        self.noted: list[Noted] = []

    def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:
        """None where both are one; otherwise the check's code, which carries ``("given", "expected")``."""
        agrees = saw == wanted
        self.noted.append((check, saw, wanted, agrees, about))
        if agrees:
            return None
        return reject(check.code, given=text(saw), expected=text(wanted))

    def note(self, check: Check, saw: Value, wanted: Value, agrees: bool, about: tuple[int, ...] = ()) -> bool:
        """Writes down a comparison that is none of equality; gives ``agrees`` back."""
        self.noted.append((check, saw, wanted, agrees, about))
        return agrees

    def among(
        self, check: Check, values: Mapping[int, bytes], accepted: Iterable[tuple[int, frozenset[bytes]]]
    ) -> int | None:
        """Writes down of each number whether its value is one that is accepted; gives the first where it is not."""
        noted = self.noted
        for number, choice in accepted:
            saw = values[number]
            agrees = saw in choice
            noted.append((check, saw, choice, agrees, (number,)))
            if not agrees:
                return number
        return None


def read(noted: Iterable[Noted]) -> tuple[Compared, ...]:
    """Comparisons as they are read."""
    return tuple(starmap(Compared, noted))


def text(value: Value) -> str:
    """A value as people and other implementations read it; of several accepted ones all, in their order."""
    match value:
        case bytes():
            return value.hex()
        case frozenset():
            return " or ".join(sorted(choice.hex() for choice in value))
        case Mapping():
            lengths = sorted({len(log) for log in value})
            return " or ".join(map(str, lengths)) if lengths else "none"
        case tuple():
            return pcr.encode(value).hex()
        case _:
            return str(value)
