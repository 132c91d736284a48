"""Votes: against exact rationals where those are small enough, against long decimals where they are not."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from leo_ref.draw import binomial as binomials
from leo_ref.draw.binomial import Binomial, binomial
from leo_ref.draw.sortition import sortition, thresholds
from tests.draw import slow_binomial
from tests.draw.slow_binomial import SPACE

betas = st.binary(min_size=64, max_size=64)
weights = st.integers(0, 30)
totals = st.one_of(st.integers(1, 40), st.integers(1, 2**128))
taus = st.one_of(st.integers(0, 40), st.integers(0, 2**128))
large = st.integers(1, 2**128)


def octets(number: int) -> bytes:
    return number.to_bytes(64, "big")


@given(betas, weights, totals, taus)
@example(bytes(64), 3, 10, 0)
@example(b"\xff" * 64, 3, 10, 0)
@example(bytes(64), 3, 10, 10)
@example(b"\xff" * 64, 3, 10, 11)
@example(b"\x80" + bytes(63), 1, 2, 1)
def test_votes_are_those_of_exact_rationals(beta: bytes, weight: int, total: int, tau: int) -> None:
    expected = slow_binomial.votes(beta, weight, total, tau)
    assert sortition(beta, weight, total, tau) == expected
    assert thresholds(weight, total, tau).votes(beta) == expected


@given(st.integers(1, 24), totals, taus, st.data())
def test_on_and_beside_every_threshold(weight: int, total: int, tau: int, data: st.DataObject) -> None:
    """Where 2^512 CDF(j) is whole, that value itself already has j + 1 votes."""
    assume(0 < tau < total)
    exact = list(slow_binomial.cdf(weight, total, tau))
    j = data.draw(st.integers(0, weight - 1))
    kept = thresholds(weight, total, tau)
    for step in (-1, 0, 1):
        number = min(ceil(exact[j] * SPACE) + step, SPACE - 1)
        expected = sum(Fraction(number, SPACE) >= upto for upto in exact)
        assert sortition(octets(number), weight, total, tau) == expected
        assert kept.votes(octets(number)) == expected


@pytest.mark.parametrize("bits", [1, 8, 64, 128, 400])
def test_a_tie_goes_to_more_votes(bits: int) -> None:
    """With p = 1/2 every threshold is a whole number; with p = 2^-k too, for few draws."""
    for weight, parts in ((bits, 2), (512 // bits, 2**bits)):
        exact = list(slow_binomial.cdf(weight, parts, 1))
        for j in {0, weight // 2, weight - 1}:
            number = exact[j] * SPACE
            assert number.denominator == 1
            if number < SPACE:
                assert sortition(octets(int(number)), weight, parts, 1) == j + 1
            assert sortition(octets(int(number) - 1), weight, parts, 1) == j


def root_of_five(value: int, modulus: int) -> int:
    """The fifth root of an odd number modulo a power of two."""
    return pow(value, pow(5, -1, modulus // 4), modulus)


@pytest.mark.parametrize("distance", [-7, -5, -3, 3, 5, 7])
def test_values_that_the_first_digits_cannot_tell_apart(distance: int) -> None:
    """2^512 CDF(4) lies ``distance`` / 2^128 from a whole number, closer than the first precision sees."""
    weight, total = 5, 2**128
    tau = root_of_five(-distance, total)
    exact = list(slow_binomial.cdf(weight, total, tau))
    whole = round(exact[4] * SPACE)
    assert exact[4] * SPACE - whole == Fraction(distance, 2**128)
    distribution = binomial(weight, total, tau)
    assert list(binomials.thresholds(distribution, distribution.first_bits))[4][1] == 1
    kept = thresholds(weight, total, tau)
    for number in (whole - 1, whole, whole + 1):
        expected = slow_binomial.votes(octets(number), weight, total, tau)
        assert sortition(octets(number), weight, total, tau) == expected
        assert kept.votes(octets(number)) == expected


@pytest.mark.parametrize("weight", [701, 1001])
def test_a_tie_with_more_digits_than_the_first_precision(weight: int) -> None:
    """With p = 1/2 and an odd weight the middle threshold is 2^511, whatever the weight."""
    distribution = binomial(weight, 2, 1)
    assert distribution.first_bits < distribution.exact_bits
    assert sortition(octets(2**511), weight, 2, 1) == (weight + 1) // 2
    assert sortition(octets(2**511 - 1), weight, 2, 1) == (weight - 1) // 2


@given(large, large, st.integers(1, 100))
@settings(max_examples=40, deadline=None)
def test_large_weights_on_and_beside_thresholds(one: int, other: int, tau: int) -> None:
    weight, total = sorted((one, other))
    assume(tau < total)
    exact = slow_binomial.decimal_thresholds(weight, total, tau, count=min(weight, 6))
    for number in {threshold + step for threshold in exact for step in (-1, 0, 1)}:
        if 0 <= number < min(exact[-1], SPACE):
            assert sortition(octets(number), weight, total, tau) == bisect_right(exact, number)


@given(betas, large, large, st.integers(1, 40))
def test_kept_thresholds_agree_with_single_draws(beta: bytes, one: int, other: int, tau: int) -> None:
    weight, total = sorted((one, other))
    assert thresholds(weight, total, tau).votes(beta) == sortition(beta, weight, total, tau)


@pytest.mark.parametrize("least", [SPACE - 1, SPACE - 2**400, SPACE - 2**440, SPACE - 2**448, SPACE - 2**449])
def test_values_beyond_the_kept_thresholds(least: int) -> None:
    weight, total, tau = 10**12, 10**13, 10
    kept = thresholds(weight, total, tau)
    assert len(kept.values) < 40
    assert kept.votes(octets(least)) == sortition(octets(least), weight, total, tau)


@given(st.integers(1, 60), st.integers(2, 2**40), st.data())
def test_intervals_hold_the_exact_threshold_at_every_precision(weight: int, total: int, data: st.DataObject) -> None:
    tau = data.draw(st.integers(1, total - 1))
    distribution = binomial(weight, total, tau)
    exact = [ceil(upto * SPACE) for upto in slow_binomial.cdf(weight, total, tau)]
    for bits in (4, 8, 12, 16, 32, 64, 530, distribution.exact_bits):
        found = list(binomials.thresholds(distribution, bits))
        assert len(found) == weight + 1
        for threshold, (low, gap) in zip(exact, found, strict=True):
            assert low <= threshold <= low + gap
    assert all(gap == 0 for _, gap in found)


@given(st.integers(1, 2**128), st.integers(2, 2**128), st.integers(1, 2**20))
def test_the_first_precision_leaves_almost_nothing_open(weight: int, total: int, tau: int) -> None:
    assume(tau < total)
    distribution = binomial(weight, total, tau)
    for _, (_, gap) in zip(range(20), binomials.thresholds(distribution, distribution.first_bits), strict=False):
        assert gap <= 1


@given(betas, st.integers(0, 2**128), st.integers(0, 2**128), st.integers(0, 2**128))
def test_certainty_and_impossibility(beta: bytes, weight: int, total: int, more: int) -> None:
    assert sortition(beta, weight, total, total + more) == weight
    assert thresholds(weight, total, total + more).votes(beta) == weight
    assert sortition(beta, 0, total, more) == 0
    if total > 0:
        assert sortition(beta, weight, total, 0) == 0


@given(st.lists(betas, min_size=2, max_size=5), st.integers(1, 10**15), st.integers(1, 30))
def test_a_greater_value_never_has_fewer_votes(some: list[bytes], total: int, tau: int) -> None:
    weight = max(1, total // 3)
    votes = [sortition(beta, weight, total, tau) for beta in sorted(some)]
    assert votes == sorted(votes)


def test_a_value_that_doubles_get_wrong() -> None:
    """h/2^256 read as a double lies on the other side of CDF(0)."""
    h = bytes.fromhex("96d1565261956214f5fd47574be427005b877ce72dea57beb7a68c4e3e6c3cd5")
    assert slow_binomial.votes(h + bytes(32), 50, 950, 10) == 1
    assert sortition(h + bytes(32), 50, 950, 10) == 1
    assert sortition(h + b"\xff" * 32, 50, 950, 10) == 1


def test_the_greatest_value_that_doubles_get_wrong() -> None:
    """As a double, 1 - 2^-256 is 1: known implementations then give 8 votes, or 11, more than the weight."""
    assert sortition(b"\xff" * 32 + bytes(32), 10, 1000, 10) == 10
    assert sortition(b"\xff" * 64, 10, 1000, 10) == 10


def test_probabilities_are_kept_in_lowest_terms() -> None:
    assert binomial(7, 1000, 10) == Binomial(7, 1, 99)
    assert binomial(7, 10, 10) == binomial(7, 0, 0) == Binomial(7, 1, 0)
