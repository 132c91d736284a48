"""The wire forms of values that have no parts.

A form is a pair of functions that undo each other: ``encode`` takes a value of its own type, ``decode`` takes any
JSON value and raises :class:`Refused` for each one that ``encode`` never gives. So whatever is accepted encodes
to the same JSON again.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, Protocol, TypeVar

from attrs import frozen

from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.encoding.refusal import Refused, printable
from leo_ref.core.rejections import Code

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]*+")


T_co = TypeVar("T_co", covariant=True)


class Decoder(Protocol[T_co]):
    """The way in: any JSON value to a ``T_co``."""

    def decode(self, value: JsonValue) -> T_co:
        """The value whose encoding is ``value``; raises :class:`Refused` where there is none."""


class Form(Decoder[object], Protocol):
    """What one type looks like on the wire, both ways."""

    def encode(self, value: object) -> JsonValue:
        """The JSON of a value of the form's own type."""


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise Refused(Code.WRONG_TYPE, expected="string")
    return value


def _octets_of(text: str) -> bytes | None:
    """The octets that are written like this, if any; long ones are read without a look at each digit of its own."""
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        return None
    return octets if octets.hex() == text else None


def _octets(value: JsonValue, least: int, most: int) -> bytes:
    """What ``value`` has as lower-case hexadecimal: ``least`` to ``most`` octets."""
    octets = _octets_of(_text(value))
    if octets is None:
        raise Refused(Code.NOT_LOWER_HEX)
    if not least <= len(octets) <= most:
        raise Refused(Code.WRONG_LENGTH, expected=most, length=len(octets))
    return octets


@frozen
class TextForm:
    """Text as it is. Lone surrogates have no canonical form, so they are not text."""

    def encode(self, value: object) -> JsonValue:
        """The text itself."""
        assert isinstance(value, str), "text"
        return value

    def decode(self, value: JsonValue) -> str:
        """Refuses WRONG_TYPE."""
        text = _text(value)
        if printable(text) != text:
            raise Refused(Code.WRONG_TYPE, expected="string of Unicode characters")
        return text


@frozen
class TruthForm:
    """``true`` or ``false``."""

    def encode(self, value: object) -> JsonValue:
        """The truth value itself."""
        assert isinstance(value, bool), "a truth value"
        return value

    def decode(self, value: JsonValue) -> bool:
        """Refuses WRONG_TYPE."""
        if not isinstance(value, bool):
            raise Refused(Code.WRONG_TYPE, expected="boolean")
        return value


@frozen
class NumberForm:
    """An integer from 0 to ``most`` as a JSON number."""

    most: int

    def encode(self, value: object) -> JsonValue:
        """The number itself."""
        assert isinstance(value, int), "a number"
        assert 0 <= value <= self.most, f"0 to {self.most}"
        assert not isinstance(value, bool), "a number"
        return value

    def decode(self, value: JsonValue) -> int:
        """Refuses WRONG_TYPE, OUT_OF_RANGE."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(Code.WRONG_TYPE, expected="number")
        if not 0 <= value <= self.most:
            raise Refused(Code.OUT_OF_RANGE, low=0, high=self.most)
        return value


@frozen
class DecimalForm:
    """An integer from 0 to ``most`` as text in decimal."""

    most: int

    def encode(self, value: object) -> JsonValue:
        """The digits of a number."""
        assert isinstance(value, int), "a number"
        assert 0 <= value <= self.most, f"0 to {self.most}"
        assert not isinstance(value, bool), "a number"
        return str(value)

    def decode(self, value: JsonValue) -> int:
        """Refuses WRONG_TYPE, NOT_DECIMAL, OUT_OF_RANGE."""
        text = _text(value)
        if not _DECIMAL.fullmatch(text):
            raise Refused(Code.NOT_DECIMAL)
        # Digits are counted before they are converted: converting costs their square, and Python stops at 4300.
        if len(text) > len(str(self.most)) or int(text) > self.most:
            raise Refused(Code.OUT_OF_RANGE, low=0, high=self.most)
        return int(text)


@frozen
class OctetsForm:
    """``least`` to ``most`` octets as lower-case hexadecimal."""

    least: int
    most: int

    def encode(self, value: object) -> JsonValue:
        """The hexadecimal digits of ``bytes``."""
        assert isinstance(value, bytes), "octets"
        assert self.least <= len(value) <= self.most, f"{self.least} to {self.most} octets, not {len(value)}"
        return value.hex()

    def decode(self, value: JsonValue) -> bytes:
        """Refuses WRONG_TYPE, NOT_LOWER_HEX, WRONG_LENGTH."""
        return _octets(value, self.least, self.most)


@frozen
class NameForm:
    """Text that on the wire is the lower-case hexadecimal of ``octets`` octets; ``encode`` lets short names pass."""

    octets: int

    def encode(self, value: object) -> JsonValue:
        """The name itself."""
        assert isinstance(value, str), "text"
        return value

    def decode(self, value: JsonValue) -> str:
        """Refuses WRONG_TYPE, NOT_LOWER_HEX, WRONG_LENGTH."""
        return _octets(value, self.octets, self.octets).hex()


@frozen
class ChoiceForm:
    """A member of the enum ``choices`` as its :func:`word`."""

    choices: type[Enum]

    def encode(self, value: object) -> JsonValue:
        """The word of an enum's member."""
        assert isinstance(value, self.choices), "a member of the enum"
        return word(value)

    def decode(self, value: JsonValue) -> Enum:
        """Refuses WRONG_TYPE, UNKNOWN_VARIANT."""
        text = _text(value)
        for choice in self.choices:
            if word(choice) == text:
                return choice
        raise Refused(Code.UNKNOWN_VARIANT, given=printable(text))


def word(choice: Enum) -> str:
    """What stands for a member of an enum: its value where that is text, else its name."""
    return choice.value if isinstance(choice.value, str) else choice.name
