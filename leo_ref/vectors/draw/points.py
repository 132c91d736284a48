"""Octets that are no acceptable point, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.draw import edwards
from leo_ref.draw.edwards import FIELD, IDENTITY, PARITY_BIT
from leo_ref.draw.library import ORDER_EIGHT, add

NOT_CANONICAL: Final = "NOT_CANONICAL"
NOT_ON_CURVE: Final = "NOT_ON_CURVE"
SMALL_ORDER: Final = "SMALL_ORDER"
NOT_IN_SUBGROUP: Final = "NOT_IN_SUBGROUP"


def _multiples_of_order_eight() -> tuple[bytes, ...]:
    points = [IDENTITY]
    while len(points) < 8:
        points.append(add(points[-1], ORDER_EIGHT))
    return tuple(points)


TORSION: Final = _multiples_of_order_eight()
"""All eight points of small order: 0 to 7 times one of order eight, encoded."""


def octets(number: int) -> bytes:
    """A number as a point is written."""
    return number.to_bytes(32, "little")


def bad_points(good: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Encodings that are no acceptable point: name, octets, the end of the code.

    Of the 19 numbers from the field prime on, none stands for a point of the prime-order subgroup. As points they are
    the two of order four, the identity, mixed order (+3), or nothing (+2).
    """
    yield "field-prime", octets(FIELD), NOT_CANONICAL
    yield "field-prime-plus-1", octets(FIELD + 1), NOT_CANONICAL
    yield "field-prime-plus-1-negative", octets(FIELD + 1 + PARITY_BIT), NOT_CANONICAL
    yield "field-prime-plus-2", octets(FIELD + 2), NOT_CANONICAL
    yield "field-prime-plus-3", octets(FIELD + 3), NOT_CANONICAL
    yield "field-prime-plus-18", octets(FIELD + 18), NOT_CANONICAL
    yield "all-ones", b"\xff" * 32, NOT_CANONICAL
    yield "negative-zero", octets(1 + PARITY_BIT), NOT_CANONICAL
    yield "negative-zero-order-two", octets(FIELD - 1 + PARITY_BIT), NOT_CANONICAL
    yield "off-curve", octets(2), NOT_ON_CURVE
    yield "off-curve-negative", octets(2 + PARITY_BIT), NOT_ON_CURVE
    yield "off-curve-high", octets(FIELD - 2), NOT_ON_CURVE
    yield "identity", IDENTITY, SMALL_ORDER
    for number, point in enumerate(TORSION[1:], 1):
        yield f"torsion-{number}", point, SMALL_ORDER
        yield f"mixed-{number}", add(good, point), NOT_IN_SUBGROUP
    yield "mixed-low", octets(3), NOT_IN_SUBGROUP


def flipped(good: bytes, bit: int) -> bytes:
    """The octets with one bit changed, counted from the lowest of the first octet."""
    return (int.from_bytes(good, "little") ^ 1 << bit).to_bytes(len(good), "little")


def fault_of(point: bytes) -> str:
    """The end of the code of a point, or nothing where the point is acceptable."""
    fault = edwards.fault(point)
    return "" if fault is None else fault.name
