"""The expected distributions: against enumeration where there is little to enumerate, and against one another."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.measure.statistics.exact import Distribution, difference, executor_chances, is_drawn, together, votes

small = st.integers(1, 6)


def fractions(exact: Distribution) -> list[Fraction]:
    return [Fraction(each, 1 << exact.bits) for each in exact.numerators]


@given(small, st.integers(1, 5), st.integers(7, 40))
def test_votes_are_binomial_to_the_last_digit(weight: int, tau: int, total: int) -> None:
    p = Fraction(tau, total)
    for j, found in enumerate(fractions(votes(weight, total, tau))):
        assert abs(found - comb(weight, j) * p**j * (1 - p) ** (weight - j)) < Fraction(1, 2**511)


@given(st.integers(1, 10**9), st.integers(1, 200))
def test_no_probability_is_lost(weight: int, tau: int) -> None:
    """Not even where there are more votes than are followed."""
    found = votes(weight, 2 * 10**9, tau)
    assert sum(found.numerators) == 1 << found.bits
    assert all(each >= 0 for each in found.numerators)


@given(small, small, small)
def test_credit_in_two_keys_has_the_votes_of_one(first: int, second: int, tau: int) -> None:
    total = 7 + first + second
    apart = together([votes(first, total, tau), votes(second, total, tau)], 2 * 6)
    distance, bits = difference(apart, votes(first + second, total, tau))
    assert Fraction(distance, 1 << bits) < Fraction(1, 2**500)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_members_by_every_possible_group(weights: list[int]) -> None:
    total, tau = 4 + sum(weights), 3
    coins = [is_drawn(votes(weight, total, tau)) for weight in weights]
    found = fractions(together(coins, len(weights)))
    for size in range(len(weights) + 1):
        expected = Fraction(0)
        for group in product((0, 1), repeat=len(weights)):
            if sum(group) == size:
                chance = Fraction(1)
                for coin, member in zip(coins, group, strict=True):
                    chance *= fractions(coin)[member]
                expected += chance
        assert found[size] == expected


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 5))
@settings(deadline=None)
def test_somebody_is_elected_where_somebody_won(counts: dict[int, int], tau: int) -> None:
    total = 5 + sum(weight * count for weight, count in counts.items())
    exact = {weight: votes(weight, total, tau) for weight in counts}
    chances = executor_chances(counts, exact)
    nobody = 1.0
    for weight, count in counts.items():
        nobody *= exact[weight].probability(0) ** count
    assert sum(count * chances[weight] for weight, count in counts.items()) == pytest.approx(1 - nobody, abs=1e-12)


def test_the_election_by_hand() -> None:
    """Weights 2 and 1, p = 1/4: one vote for b in [9/16, 15/16) and [12/16, 1), two votes from 15/16.

    The heavy one is elected with two votes, with one vote where the other has none or more of b, and the light one
    where the heavy has none, or one of them and more of b.
    """
    exact = {2: votes(2, 4, 1), 1: votes(1, 4, 1)}
    chances = executor_chances({2: 1, 1: 1}, exact)
    heavy_one, heavy_two = Fraction(6, 16), Fraction(1, 16)
    both_one_and_light_lower = Fraction(3, 16) * Fraction(3, 16) / 2  # both b in [12/16, 15/16): half of the square
    assert chances[1] == pytest.approx(float(Fraction(1, 4) * Fraction(9, 16) + both_one_and_light_lower), abs=1e-13)
    light_none = Fraction(3, 4)
    light_has_more = Fraction(1, 4) * heavy_one - both_one_and_light_lower
    assert chances[2] == pytest.approx(float(heavy_two + heavy_one * light_none + light_has_more), abs=1e-13)
