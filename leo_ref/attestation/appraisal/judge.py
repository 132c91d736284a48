"""The comparisons of an appraisal, and what is written down of them for people and other implementations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from leo_ref.core.rejections import Code, Rejection, reject
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


Accepted = tuple[tuple[int, frozenset[bytes]], ...]
"""The values that are accepted of each number."""


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


class Judge:
    """Makes the comparisons of an appraisal, and keeps nothing of them."""

    __slots__ = ()

    def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:  # noqa: ARG002  # for records
        """None where both are one; otherwise the check's code, which carries ``("given", "expected")``."""
        return None if saw == wanted else reject(check.code, given=text(saw), expected=text(wanted))

    def note(self, check: Check, saw: Value, wanted: Value, agrees: bool, about: tuple[int, ...] = ()) -> bool:  # noqa: ARG002  # for records
        """Of a comparison that is none of equality: whether the values agree, as the caller found."""
        return agrees

    def among(self, check: Check, values: Mapping[int, bytes], accepted: Accepted) -> int | None:  # noqa: ARG002  # for records
        """The first number whose value is none of those that are accepted."""
        for number, choice in accepted:
            if values[number] not in choice:
                return number
        return None


class Record(Judge):
    """Writes the comparisons down, in their order."""

    __slots__ = ("compared",)

    def __init__(self) -> None:
        """Nothing was compared yet."""
        self.compared: list[Compared] = []

    def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:
        """As of any judge."""
        self.note(check, saw, wanted, saw == wanted, about)
        return Judge.same(self, check, saw, wanted, about)

    def note(self, check: Check, saw: Value, wanted: Value, agrees: bool, about: tuple[int, ...] = ()) -> bool:
        """As of any judge."""
        self.compared.append(Compared(check, saw, wanted, agrees, about))
        return agrees

    def among(self, check: Check, values: Mapping[int, bytes], accepted: Accepted) -> int | None:
        """As of any judge."""
        wrong = Judge.among(self, check, values, accepted)
        for number, choice in accepted:
            self.note(check, values[number], choice, number != wrong, (number,))
            if number == wrong:
                break
        return wrong


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
