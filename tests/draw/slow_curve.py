"""edwards25519 by the textbook, in affine integers: slow, and independent of libsodium and of leo_ref.

RFC 8032, section 5.1; the addition law of section 5.1.4 divided out.
"""

from __future__ import annotations

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1)
BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)

Point = tuple[int, int]


def add(left: Point, right: Point) -> Point:
    (x1, y1), (x2, y2) = left, right
    t = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def negate(point: Point) -> Point:
    return -point[0] % P, point[1]


def multiply(scalar: int, point: Point) -> Point:
    result = IDENTITY
    for digit in bin(scalar)[2:]:
        result = add(result, result)
        if digit == "1":
            result = add(result, point)
    return result


def encode(point: Point) -> bytes:
    return (point[1] + (point[0] % 2 << 255)).to_bytes(32, "little")


def square_root(value: int) -> int | None:
    """A square root modulo P, which is 5 modulo 8."""
    root = pow(value, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == value % P:
            return candidate
    return None


def x_for(y: int, parity: int) -> int | None:
    """The x of that parity for a field element y; where x is zero, whatever the parity."""
    root = square_root((y * y - 1) * pow(D * y * y + 1, -1, P) % P)
    if root is None:
        return None
    return root if root % 2 == parity or root == 0 else P - root


def decode(octets: bytes) -> Point | None:
    """The point, or ``None`` if the octets are not canonical or not on the curve."""
    number = int.from_bytes(octets, "little")
    y, parity = number % 2**255, number >> 255
    if y >= P:
        return None
    x = x_for(y, parity)
    if x is None or x % 2 != parity:
        return None
    return x, y


def order_eight() -> Point:
    """A point of order eight: q times points until one has it."""
    for y in range(2, 1000):
        x = x_for(y, 0)
        if x is not None:
            point = multiply(Q, (x, y))
            if multiply(4, point) != IDENTITY:
                return point
    raise AssertionError


SMALL = [multiply(k, order_eight()) for k in range(8)]
