"""Points: their checks against the textbook's arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leo_ref.draw import edwards
from leo_ref.draw.edwards import PointFault
from tests.draw import slow_curve
from tests.draw.slow_curve import IDENTITY, SMALL, P, Q

scalars = st.integers(0, Q - 1)
torsion = st.sampled_from(SMALL)
points = st.builds(lambda k, t: slow_curve.add(slow_curve.multiply(k, slow_curve.BASE), t), scalars, torsion)


def slow_fault(octets: bytes) -> PointFault | None:
    number = int.from_bytes(octets, "little")
    y, parity = number % 2**255, number >> 255
    if y >= P or (parity and slow_curve.x_for(y, 1) == 0):
        return PointFault.NOT_CANONICAL
    point = slow_curve.decode(octets)
    if point is None:
        return PointFault.NOT_ON_CURVE
    if slow_curve.multiply(8, point) == IDENTITY:
        return PointFault.SMALL_ORDER
    if slow_curve.multiply(Q, point) != IDENTITY:
        return PointFault.NOT_IN_SUBGROUP
    return None


def test_the_points_of_small_order_are_all_known() -> None:
    assert {slow_curve.encode(point) for point in SMALL} == edwards.SMALL_ORDER
    assert len(edwards.SMALL_ORDER) == 8


def test_every_writing_of_a_point_of_small_order_is_refused() -> None:
    for y in {point[1] for point in SMALL}:
        for number in (y, y + P):
            for parity in (0, 1):
                if number < 2**255:
                    octets = (number + (parity << 255)).to_bytes(32, "little")
                    assert edwards.fault(octets) == slow_fault(octets) is not None


def test_every_number_at_or_above_the_field_prime_is_refused() -> None:
    for number in range(P, 2**255):
        for parity in (0, 1):
            assert edwards.fault((number + (parity << 255)).to_bytes(32, "little")) is PointFault.NOT_CANONICAL


@given(st.binary(min_size=32, max_size=32))
def test_any_octets_are_judged_as_by_the_textbook(octets: bytes) -> None:
    assert edwards.fault(octets) == slow_fault(octets)


@given(points)
def test_any_point_of_the_curve_is_judged_as_by_the_textbook(point: slow_curve.Point) -> None:
    octets = slow_curve.encode(point)
    assert edwards.fault(octets) == slow_fault(octets)


@given(points)
def test_a_point_shows_both_coordinates(point: slow_curve.Point) -> None:
    assert edwards.coordinates(slow_curve.encode(point)) == point
    assert edwards.encode(point) == slow_curve.encode(point)


@given(st.lists(points, max_size=3))
def test_eight_times_some_points(some: list[slow_curve.Point]) -> None:
    assert edwards.eightfold(some) == [slow_curve.encode(slow_curve.multiply(8, point)) for point in some]


@given(st.integers(0, 2**256), scalars)
def test_multiples_of_a_point_for_every_scalar(scalar: int, k: int) -> None:
    expected = slow_curve.multiply(scalar * k % Q, slow_curve.BASE)
    point = slow_curve.encode(slow_curve.multiply(k, slow_curve.BASE))
    if k:
        assert edwards.multiply(scalar, point) == slow_curve.encode(expected)
    assert edwards.multiply_base(scalar * k) == slow_curve.encode(expected)


def test_multiples_by_the_order_are_the_identity() -> None:
    base = slow_curve.encode(slow_curve.BASE)
    for scalar in (0, Q, 2 * Q):
        assert edwards.multiply(scalar, base) == edwards.multiply_base(scalar) == edwards.IDENTITY
    assert edwards.subtract(base, base) == edwards.IDENTITY
