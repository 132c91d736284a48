"""The protocol's small values: units, names, octets and numbers (§2).

Each type here is an ordinary ``str``, ``bytes`` or ``int`` that carries, as an annotation, the form it has on the
wire. :mod:`leo_ref.core.encoding` reads the annotation: a decoder enforces it on what strangers send, and the rules
above see only values that have it. In symbolic models a name may be short (``NodeId("n1")``): making a value
checks nothing.

Names are distinct types, so a task cannot be passed for a node. Quantities stay plain integers, so that sums and
products need no ceremony; their ranges hold at the wire.
"""

from __future__ import annotations

from typing import Annotated, Final, NewType, TypeAlias

from attrs import frozen


@frozen
class Exactly:
    """An octet string of ``octets`` octets; lower-case hexadecimal on the wire."""

    octets: int


@frozen
class AtMost:
    """An octet string of up to ``octets`` octets; lower-case hexadecimal on the wire."""

    octets: int


@frozen
class Elements:
    """A sequence of up to ``most`` elements."""

    most: int


@frozen
class Name:
    """Text in memory that on the wire is the lower-case hexadecimal of ``octets`` octets."""

    octets: int


@frozen
class Decimal:
    """An integer 0 <= n <= ``most``; on the wire a string, ``0`` or digits without a leading zero."""

    most: int


@frozen
class Number:
    """An integer 0 <= n <= ``most`` <= 2^53 - 1; a JSON number on the wire."""

    most: int


LEO: Final = 10**8
"""Base units in one LEO."""

CREDIT: Final = 10**6
"""Base units in one credit."""

AMOUNT_MOST: Final = 2**128 - 1
HEIGHT_MOST: Final = 2**64 - 1
COUNT_MOST: Final = 2**53 - 1

AccountId = NewType("AccountId", Annotated[str, Name(32)])
NodeId = NewType("NodeId", Annotated[str, Name(32)])
JobId = NewType("JobId", Annotated[str, Name(32)])
ServiceId = NewType("ServiceId", Annotated[str, Name(32)])

Digest: TypeAlias = Annotated[bytes, Exactly(32)]
"""A SHA-256 value."""

Amount: TypeAlias = Annotated[int, Decimal(AMOUNT_MOST)]
"""LEO in base units."""

Credit: TypeAlias = Annotated[int, Decimal(AMOUNT_MOST)]
"""Credit in base units."""

Height: TypeAlias = Annotated[int, Decimal(HEIGHT_MOST)]
"""The number of a block; the protocol's only clock."""

Count: TypeAlias = Annotated[int, Number(COUNT_MOST)]
"""How many of something, or which one of them."""
