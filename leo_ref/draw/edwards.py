"""Points of edwards25519 (RFC 8032, section 5.1): their encoding, their coordinates, and what makes one acceptable.

A point travels as its 32-octet encoding: y little-endian in 255 bits, the top bit the parity of x. The slow
operations are libsodium's; Python integers do only what libsodium does not offer (coordinates, times eight).

Every point that comes from outside passes :func:`fault` or :func:`product`, always in this order: canonical encoding,
on the curve, not of small order, in the prime-order subgroup.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from leo_ref.draw import library

FIELD: Final = 2**255 - 19
"""The prime p over which the curve is defined."""

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""The prime q: the order of the base point and of the subgroup in which all the draw takes place."""

CURVE_D: Final = -121665 * pow(121666, -1, FIELD) % FIELD
"""The d of the curve -x² + y² = 1 + d·x²·y²."""

SQRT_MINUS_ONE: Final = pow(2, (FIELD - 1) // 4, FIELD)
"""The even square root of -1."""

POINT_LENGTH: Final = 32
IDENTITY: Final = b"\x01" + bytes(31)
ORDER_FOUR: Final = bytes(32)
"""The point (SQRT_MINUS_ONE, 0), of order four, encoded."""

PARITY_BIT: Final = 1 << 255

Affine = tuple[int, int]
"""The coordinates (x, y), each in [0, FIELD)."""


class PointFault(Enum):
    """Why 32 octets are not the encoding of a point that the draw accepts."""

    NOT_CANONICAL = "not canonical"
    NOT_ON_CURVE = "not on the curve"
    SMALL_ORDER = "of small order"
    NOT_IN_SUBGROUP = "outside the prime-order subgroup"


def encode(point: Affine) -> bytes:
    """The 32-octet encoding of ``point`` (RFC 8032, section 5.1.2)."""
    x, y = point
    return (y | (x & 1) << 255).to_bytes(POINT_LENGTH, "little")


def is_canonical(point: bytes) -> bool:
    """Whether no shorter writing exists: y below the field prime, and parity even where x is zero."""
    number = int.from_bytes(point, "little")
    y = number & (PARITY_BIT - 1)
    return y < FIELD and not (number >= PARITY_BIT and y in (1, FIELD - 1))


def coordinates(point: bytes) -> Affine | None:
    """The coordinates of a canonical ``point``, or ``None`` if it is not on the curve.

    The sum of (x, y) and (i, 0) with i² = -1 is (iy, ix): adding the point of order four makes libsodium, which
    shows only y, show x. That costs a seventh of a square root in Python integers.
    """
    try:
        turned = library.add(point, ORDER_FOUR)
    except library.LibraryRefusal:
        return None
    ix = int.from_bytes(turned, "little") & (PARITY_BIT - 1)
    y = int.from_bytes(point, "little") & (PARITY_BIT - 1)
    return (FIELD - ix) * SQRT_MINUS_ONE % FIELD, y


def eightfold(points: Sequence[Affine]) -> list[bytes]:
    """Eight times each of ``points``, encoded: the cofactor cleared, with one inversion for all of them.

    Doubling is RFC 8032, section 5.1.4, in (X : Y : Z) with x = X/Z, y = Y/Z.
    """
    projective = []
    for x, y in points:
        z = 1
        for _ in range(3):
            x_squared, y_squared = x * x % FIELD, y * y % FIELD
            g = y_squared - x_squared
            f = (g - 2 * z * z) % FIELD
            x, y, z = 2 * x * y * f % FIELD, -(x_squared + y_squared) * g % FIELD, f * g % FIELD
        projective.append((x, y, z))
    inverses = invert_all([z for _, _, z in projective])
    return [
        encode((x * inverse % FIELD, y * inverse % FIELD))
        for (x, y, _), inverse in zip(projective, inverses, strict=True)
    ]


def invert_all(values: Sequence[int]) -> list[int]:
    """The inverses modulo ``FIELD`` of ``values``, none of them zero, for the price of one inversion."""
    products = [1]
    for value in values:
        products.append(products[-1] * value % FIELD)
    remaining = pow(products[-1], -1, FIELD)
    inverses = []
    for value, before in zip(reversed(values), reversed(products[:-1]), strict=True):
        inverses.append(remaining * before % FIELD)
        remaining = remaining * value % FIELD
    return inverses[::-1]


def multiply(scalar: int, point: bytes) -> bytes:
    """``scalar`` times ``point`` of the prime-order subgroup. Zero and the identity, which libsodium refuses, may come.

    H is the identity for a message that Elligator maps to a point of small order. Nobody knows one.
    """
    scalar %= ORDER
    if scalar == 0 or point == IDENTITY:
        return IDENTITY
    return library.multiply(scalar.to_bytes(32, "little"), point)


def multiply_base(scalar: int) -> bytes:
    """``scalar`` times the base point."""
    scalar %= ORDER
    return library.multiply_base(scalar.to_bytes(32, "little")) if scalar else IDENTITY


def subtract(left: bytes, right: bytes) -> bytes:
    """``left`` minus ``right``, both on the curve."""
    return library.subtract(left, right)


def _multiples(point: bytes, count: int) -> list[bytes]:
    multiples = [IDENTITY]
    while len(multiples) < count:
        multiples.append(library.add(multiples[-1], point))
    return multiples


SMALL_ORDER: Final = frozenset(_multiples(library.ORDER_EIGHT, 8))
"""All eight points whose order divides the cofactor, encoded; the identity is one of them."""


def fault(point: bytes) -> PointFault | None:
    """What is wrong with the 32 octets ``point``, or ``None``; the subgroup costs half a multiplication."""
    wrong = _fault_of_encoding(point)
    if wrong is not None:
        return wrong
    return None if library.is_valid_point(point) else _fault_of_point(point)


def product(scalar: int, point: bytes) -> bytes | PointFault:
    """``scalar`` times a ``point`` from outside, or what is wrong with that point, exactly as :func:`fault` says.

    libsodium multiplies only points of the prime-order subgroup (it is tried before it is used:
    :mod:`leo_ref.draw.library`), so whoever needs the product anyway gets the question about the subgroup with it.
    """
    scalar %= ORDER
    if scalar == 0:
        return fault(point) or IDENTITY
    wrong = _fault_of_encoding(point)
    if wrong is not None:
        return wrong
    try:
        return library.multiply(scalar.to_bytes(32, "little"), point)
    except library.LibraryRefusal:
        return _fault_of_point(point)


def _fault_of_encoding(point: bytes) -> PointFault | None:
    """What Python sees. Points of small order lie on the curve, so that asking for them early changes no answer."""
    if not is_canonical(point):
        return PointFault.NOT_CANONICAL
    return PointFault.SMALL_ORDER if point in SMALL_ORDER else None


def _fault_of_point(point: bytes) -> PointFault:
    """Which of the two faults that only libsodium sees a refused ``point`` has."""
    return PointFault.NOT_ON_CURVE if coordinates(point) is None else PointFault.NOT_IN_SUBGROUP
