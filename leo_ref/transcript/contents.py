"""Long octets are written once, in lines of their own; elsewhere their digest stands for them.

Payloads go to every node in every block until a group stands, and a result to every monitor.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from immutables import Map

from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.transcript.entry import PIECE_MOST, Content

INLINE_MOST: Final = 4096
"""The most octets that are written where they occur."""

MARK: Final = "content:"

Contents = Map[str, str]
"""Octets in hexadecimal by what stands for them."""

NO_CONTENTS: Final[Contents] = Map()


def is_long(text: str | bytes) -> bool:
    """Whether a text is written as content; no part of one that is not long is."""
    return len(text) > 2 * INLINE_MOST


def taken_out(value: JsonValue, found: dict[str, str]) -> JsonValue:
    """The value with marks for long octets, which are put into ``found``."""
    if isinstance(value, str):
        if not is_long(value):
            return value
        mark = MARK + sha256(bytes.fromhex(value)).hexdigest()
        found[mark] = value
        return mark
    if isinstance(value, list | tuple):
        return [taken_out(item, found) for item in value]
    if isinstance(value, dict):
        return {name: taken_out(item, found) for name, item in value.items()}
    return value


def put_back(value: JsonValue, contents: Contents) -> JsonValue:
    """The value with octets for marks; a mark that nothing is known of stays, and is then no octets."""
    if isinstance(value, str):
        return contents.get(value, value) if value.startswith(MARK) else value
    if isinstance(value, list | tuple):
        return [put_back(item, contents) for item in value]
    if isinstance(value, dict):
        return {name: put_back(item, contents) for name, item in value.items()}
    return value


def has_long(value: JsonValue) -> bool:
    """Whether long octets are written where they occur."""
    if isinstance(value, str):
        return is_long(value)
    if isinstance(value, list | tuple):
        return any(has_long(item) for item in value)
    return isinstance(value, dict) and any(has_long(item) for item in value.values())


def marks(value: JsonValue) -> frozenset[str]:
    """All that stands for long octets in the value."""
    if isinstance(value, str):
        return frozenset({value}) if value.startswith(MARK) else frozenset()
    inner: list[JsonValue] = []
    if isinstance(value, list | tuple):
        inner = [*value]
    elif isinstance(value, dict):
        inner = [*value.values()]
    return frozenset().union(*map(marks, inner))


def pieces(text: str) -> Iterator[Content]:
    """The lines for octets given in hexadecimal."""
    octets = bytes.fromhex(text)
    name, count = sha256(octets).digest(), -(-len(octets) // PIECE_MOST)
    for index in range(count):
        part = octets[index * PIECE_MOST : (index + 1) * PIECE_MOST]
        yield Content(digest=name, piece=index + 1, pieces=count, octets=part)
