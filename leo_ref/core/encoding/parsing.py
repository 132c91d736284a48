"""Octets from a stranger to a JSON value, accepted only in their one canonical form (§2, RFC 8785).

The checks run in this order and the first that fails names the rejection: length, number of values, UTF-8, depth, JSON
syntax, duplicate keys, number ranges, canonical form. Length, number and depth come first because everything after them
costs memory, time or recursion in proportion.
"""

from __future__ import annotations

import json
import re
from typing import Final

from leo_ref.core.encoding.canonical import NUMBER_MOST, JsonValue, canonical
from leo_ref.core.encoding.refusal import Refused, element, member, printable
from leo_ref.core.encoding.syntax import fault_of
from leo_ref.core.rejections import Code, Rejection, reject

LENGTH_LIMIT: Final = 2**22
"""Octets of the longest text, 4 MiB, unless its type has octet strings that may be longer by themselves."""

DEPTH_LIMIT: Final = 32
"""Arrays and objects open at once in the deepest message."""

# A string is consumed whole, even when the text ends inside it, so that brackets in text do not count and the scan
# stays linear.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|(?P<open>[\[{])|(?P<close>[\]}])', re.S)
_SURROGATE_ESCAPE: Final = re.compile(r"(?<!\\)(?:\\\\)*+(?=\\u[dD][89a-fA-F])")
_SAFE_DIGITS: Final = len(str(NUMBER_MOST)) + 1


class _Fraction(str):
    """The text of a number that has a fraction or an exponent, kept until its path is known."""

    __slots__ = ()


class _Numbers:
    """Reads the numbers of one text, and notices whether any of them is to be refused."""

    __slots__ = ("are_sound",)

    def __init__(self) -> None:
        self.are_sound = True

    def integer(self, digits: str) -> int:
        """The integer, or any one out of range where there are too many digits to convert cheaply."""
        if len(digits) <= _SAFE_DIGITS:
            value = int(digits)
        else:
            value = -NUMBER_MOST - 1 if digits.startswith("-") else NUMBER_MOST + 1
        if not -NUMBER_MOST <= value <= NUMBER_MOST:
            self.are_sound = False
        return value

    def fraction(self, text: str) -> _Fraction:
        """A number that is no integer."""
        self.are_sound = False
        return _Fraction(text)


def parse(octets: bytes, limit: int = LENGTH_LIMIT, values: int | None = None) -> JsonValue | Rejection:
    """The value whose canonical form is exactly ``octets``, at most ``limit`` of them; it holds at most ``values``.

    Rejections: TOO_LONG, TOO_MANY_VALUES, NOT_UTF8, TOO_DEEP, NOT_JSON, DUPLICATE_KEY, NOT_INTEGER, OUT_OF_RANGE,
    NOT_CANONICAL. Offsets count octets from 0. No input raises.
    """
    value = read(octets, limit, values)
    return value if isinstance(value, Rejection) else _compare(octets, value)


def read(octets: bytes, limit: int = LENGTH_LIMIT, values: int | None = None) -> JsonValue | Rejection:
    """The JSON value of a file that a person wrote: checked like a message (§2), but in any layout and order.

    Rejections: TOO_LONG beyond ``limit`` octets; TOO_MANY_VALUES where more than ``values`` of them are commas or
    opening brackets; NOT_UTF8, TOO_DEEP, NOT_JSON, DUPLICATE_KEY, NOT_INTEGER, OUT_OF_RANGE. The text in it may hold
    lone surrogates.
    """
    if len(octets) > limit:
        return reject(Code.TOO_LONG, limit=limit, length=len(octets))
    if values is not None:
        count = sum(map(octets.count, (b",", b"[", b"{")))
        if count > values:
            return reject(Code.TOO_MANY_VALUES, limit=values, count=count)
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        return reject(Code.NOT_UTF8, offset=error.start)
    if _is_too_deep(text):
        return reject(Code.TOO_DEEP, limit=DEPTH_LIMIT)

    duplicates: list[str] = []
    numbers = _Numbers()

    def unique_members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for key, value in pairs:
            if key in members:
                duplicates.append(key)
            members[key] = value
        return members

    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=unique_members,
            parse_int=numbers.integer,
            parse_float=numbers.fraction,
            parse_constant=_no_number,
        )
    except ValueError:
        place = fault_of(text)
        assert place is not None, "what Python's reader refuses is no JSON"
        return reject(Code.NOT_JSON, offset=_octets_before(text, place))
    if duplicates:
        return reject(Code.DUPLICATE_KEY, key=printable(duplicates[0]))
    if numbers.are_sound:
        return value
    try:
        _check_numbers(value)
    except Refused as refused:
        return refused.rejection()
    raise AssertionError("a number that is to be refused is in the value, since no member is there twice")


def _is_too_deep(text: str) -> bool:
    """Whether too many brackets are open at once, asked before a parser recurses into them.

    Up to the place where the text stops being JSON, the scan and the parser agree on what is a string and how many
    brackets are open. After it a string still goes to the next quotation mark that no backslash escapes, and a closing
    bracket where none is open closes none.
    """
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
            if depth > DEPTH_LIMIT:
                return True
        elif token["close"]:
            depth = max(0, depth - 1)
    return False


def _no_number(word: str) -> JsonValue:
    """Called for NaN, Infinity and -Infinity, which Python's reader takes for numbers and JSON does not know."""
    raise ValueError(word)


def _check_numbers(value: JsonValue) -> None:
    """Refuse the first number, in document order, that is no integer or no safe one."""
    if isinstance(value, _Fraction):
        raise Refused(Code.NOT_INTEGER)
    if isinstance(value, int):
        if not -NUMBER_MOST <= value <= NUMBER_MOST:
            raise Refused(Code.OUT_OF_RANGE, low=-NUMBER_MOST, high=NUMBER_MOST)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            try:
                _check_numbers(item)
            except Refused as refused:
                raise refused.within(element(index)) from None
    elif isinstance(value, dict):
        for key, item in value.items():
            try:
                _check_numbers(item)
            except Refused as refused:
                raise refused.within(member(key)) from None


def _compare(octets: bytes, value: JsonValue) -> JsonValue | Rejection:
    """``value``, which was read from ``octets``, if they are its canonical form."""
    try:
        expected = canonical(value)
    except ValueError:
        # Only a lone surrogate is left that has no canonical form, and only an escape can have brought it in.
        text = octets.decode("utf-8")
        escape = _SURROGATE_ESCAPE.search(text)
        assert escape is not None, "an escape that json has read"
        return reject(Code.NOT_CANONICAL, offset=_octets_before(text, escape.end()))
    if octets == expected:
        return value
    shorter = min(len(octets), len(expected))
    different = (index for index in range(shorter) if octets[index] != expected[index])
    return reject(Code.NOT_CANONICAL, offset=next(different, shorter))


def _octets_before(text: str, characters: int) -> int:
    return len(text[:characters].encode("utf-8"))
