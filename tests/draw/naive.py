"""A group library that checks nothing of its own, and the checks of points in Python: each can be left out.

libsodium refuses some points wherever it multiplies. To see what a single check is worth, the reference is given this
library instead: points of any order are added and multiplied, in extended coordinates (RFC 8032, section 5.1.4).
"""

from __future__ import annotations

from collections.abc import Container

from leo_ref.draw.edwards import IDENTITY, PointFault, is_canonical
from leo_ref.draw.library import LibraryRefusal
from tests.draw.slow_curve import D, P, Point, Q, square_root

Extended = tuple[int, int, int, int]

ZERO: Extended = (0, 1, 1, 0)


def decode(octets: bytes) -> Point | None:
    """Any octets: y modulo P, x of the wanted parity as far as there is one; ``None`` off the curve."""
    number = int.from_bytes(octets, "little")
    y, parity = number % 2**255 % P, number >> 255
    root = square_root((y * y - 1) * pow(D * y * y + 1, -1, P) % P)
    if root is None:
        return None
    return (root if root % 2 == parity else -root % P), y


def decode_without_looking(octets: bytes) -> Point:
    """The same for whoever never asks whether the square root is one: off the curve x is some number."""
    y = int.from_bytes(octets, "little") % 2**255 % P
    return decode(octets) or (pow((y * y - 1) * pow(D * y * y + 1, -1, P), (P + 3) // 8, P), y)


def encode(point: Extended) -> bytes:
    """The octets of a point, whatever its denominator."""
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def extended(point: Point) -> Extended:
    x, y = point
    return x, y, 1, x * y % P


def sum_of(left: Extended, right: Extended) -> Extended:
    (x1, y1, z1, t1), (x2, y2, z2, t2) = left, right
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Extended:
    result, addend = ZERO, extended(point)
    for digit in bin(scalar)[2:]:
        result = sum_of(result, result)
        if digit == "1":
            result = sum_of(result, addend)
    return result


class Naive:
    """The library and the two questions about a point that :mod:`leo_ref.draw.edwards` answers."""

    def __init__(self, *, off_curve: bool = False) -> None:
        """With ``off_curve`` nobody asks whether a point lies on the curve."""
        self.off_curve = off_curve

    def decoded(self, octets: bytes) -> Point:
        point = decode_without_looking(octets) if self.off_curve else decode(octets)
        if point is None:
            raise LibraryRefusal
        return point

    def multiply(self, scalar: bytes, point: bytes) -> bytes:
        return encode(times(int.from_bytes(scalar, "little"), self.decoded(point)))

    def add(self, left: bytes, right: bytes) -> bytes:
        return encode(sum_of(extended(self.decoded(left)), extended(self.decoded(right))))

    def subtract(self, left: bytes, right: bytes) -> bytes:
        x, y = self.decoded(right)
        return encode(sum_of(extended(self.decoded(left)), extended((-x % P, y))))

    def fault(self, octets: bytes, missing: Container[PointFault] = ()) -> PointFault | None:
        """What is wrong with a point, but for the checks that are missing."""
        if PointFault.NOT_CANONICAL not in missing and not is_canonical(octets):
            return PointFault.NOT_CANONICAL
        if PointFault.NOT_ON_CURVE not in missing and decode(octets) is None:
            return PointFault.NOT_ON_CURVE
        point = decode_without_looking(octets)
        if PointFault.SMALL_ORDER not in missing and encode(times(8, point)) == IDENTITY:
            return PointFault.SMALL_ORDER
        if PointFault.NOT_IN_SUBGROUP not in missing and encode(times(Q, point)) != IDENTITY:
            return PointFault.NOT_IN_SUBGROUP
        return None

    def product(self, scalar: int, octets: bytes, missing: Container[PointFault] = ()) -> bytes | PointFault:
        """A multiple of a point from outside, or what is wrong with the point."""
        return self.fault(octets, missing) or encode(times(scalar % Q, self.decoded(octets)))
