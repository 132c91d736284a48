"""Readers of octets that lack one of the two checks which all formats share."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import TypeVar

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.octets import WIDTHS, Cursor, Order, Refused

T = TypeVar("T")


class Lenient(Cursor):
    """A cursor that gives what is left where that is too little."""

    __slots__ = ()

    def take(self, length: int) -> bytes:
        return super().take(min(length, self.left))

    def u16(self) -> int:
        return int.from_bytes(self.take(2), self.order)

    def sized(self) -> bytes:
        return self.take(self.u16())

    def numbers(self, row: Struct) -> tuple[int, ...]:
        return tuple(int.from_bytes(self.take(WIDTHS[letter]), self.order) for letter in row.format[1:])


def without_end(
    octets: bytes, read: Callable[[Cursor], T], truncated: Code, _: Code, order: Order = "big"
) -> T | Rejection:
    """Whatever follows the structure is passed over."""
    try:
        return read(Cursor(octets, truncated, order))
    except Refused as refused:
        return refused.rejection


def without_length(
    octets: bytes, read: Callable[[Cursor], T], truncated: Code, trailing: Code, order: Order = "big"
) -> T | Rejection:
    """Octets that are missing are missing."""
    cursor = Lenient(octets, truncated, order)
    try:
        value = read(cursor)
    except Refused as refused:
        return refused.rejection
    return reject(trailing, offset=cursor.at, left=cursor.left) if cursor.left else value
