"""Reading octets from the left, and what the readers of this room have in common.

A reader takes a :class:`Cursor` and either gives a value or raises :class:`Refused`, which no function that is meant
for other rooms lets out: those go through :func:`whole`. A length prefix is only ever compared with the octets that
are left; nothing is allocated for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from struct import Struct
from typing import Final, Literal, NoReturn, TypeVar

from leo_ref.core.rejections import Code, Rejection, Value, reject

T = TypeVar("T")

Order = Literal["big", "little"]
"""A TPM's own structures are big-endian; the event logs of firmware and kernel are little-endian."""


WIDTHS: Final[Mapping[str, int]] = {"B": 1, "H": 2, "I": 4, "Q": 8}
"""Octets of the numbers in a row of them, by the letters of :mod:`struct`."""


class Refused(Exception):
    """A refusal on its way up; raised and caught inside :mod:`leo_ref.tcg` only."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection)
        self.rejection = rejection


def refuse(code: Code, **values: Value) -> NoReturn:
    """Give up reading, for this reason."""
    raise Refused(reject(code, **values))


class Cursor:
    """A place in octets, moving to the right.

    Every method that reads raises :class:`Refused` with the code ``truncated``, which carries the offset at which
    the octets end too soon, the octets needed from there, and the octets left.
    """

    __slots__ = ("at", "end", "octets", "order", "truncated")

    def __init__(self, octets: bytes, truncated: Code, order: Order = "big") -> None:
        """At the first octet; ``truncated`` carries ``("offset", "needed", "left")``."""
        self.octets = octets
        self.at = 0
        self.end = len(octets)
        self.truncated = truncated
        self.order = order

    @property
    def left(self) -> int:
        """How many octets have not been read."""
        return self.end - self.at

    def take(self, length: int) -> bytes:
        """The next ``length`` octets."""
        at = self.at
        end = at + length
        if end > self.end:
            refuse(self.truncated, offset=at, needed=length, left=self.end - at)
        self.at = end
        return self.octets[at:end]

    def u8(self) -> int:
        """UINT8."""
        return int.from_bytes(self.take(1), self.order)

    def u16(self) -> int:
        """UINT16."""
        at = self.at
        end = at + 2
        if end > self.end:
            self.take(2)  # refuses
        self.at = end
        return int.from_bytes(self.octets[at:end], self.order)

    def u32(self) -> int:
        """UINT32."""
        return int.from_bytes(self.take(4), self.order)

    def u64(self) -> int:
        """UINT64."""
        return int.from_bytes(self.take(8), self.order)

    def numbers(self, row: Struct) -> tuple[int, ...]:
        """Several numbers, as one after the other; ``row`` is of the cursor's order and of B, H, I and Q only."""
        at = self.at
        if at + row.size > self.end:
            for letter in row.format[1:]:
                self.take(WIDTHS[letter])  # one of them refuses: the one that is cut
        self.at = at + row.size
        return row.unpack_from(self.octets, at)

    def sized(self) -> bytes:
        """The contents of a TPM2B: a UINT16 and as many octets as it says."""
        begin = self.at + 2
        end = begin + int.from_bytes(self.octets[self.at : begin], self.order)
        if end > self.end:
            return self.take(self.u16())  # one of them refuses: the one that is cut
        self.at = end
        return self.octets[begin:end]


def sized(octets: bytes) -> bytes:
    """``octets`` as a TPM2B, with its length in front; there are fewer than 2^16 of them."""
    return len(octets).to_bytes(2, "big") + octets


def whole(
    octets: bytes, read: Callable[[Cursor], T], truncated: Code, trailing: Code, order: Order = "big"
) -> T | Rejection:
    """What ``read`` makes of ``octets``, all of which it must use.

    Rejections: those of ``read``; ``truncated``; ``trailing``, which carries ``("offset", "left")``: where the
    structure ends, and how many octets follow it.
    """
    cursor = Cursor(octets, truncated, order)
    try:
        value = read(cursor)
    except Refused as refused:
        return refused.rejection
    if cursor.at != cursor.end:
        return reject(trailing, offset=cursor.at, left=cursor.left)
    return value
