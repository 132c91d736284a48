"""The edges of the draw: weights up to 2^128 against two slow oracles, how much work an answer is, and ties."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from math import comb, isqrt
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.draw import binomial as binomials
from leo_ref.draw import hash_to_curve, sortition, vrf
from leo_ref.draw.binomial import Binomial, Interval, binomial
from leo_ref.draw.edwards import IDENTITY
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import thresholds
from leo_ref.draw.suite import Suite
from tests.draw import slow_binomial
from tests.draw.slow_binomial import SPACE

MOST = 2**128
sizes = st.one_of(st.integers(1, MOST), st.integers(1, 128).map(lambda bits: 2**bits), st.integers(1, 10**4))
betas = st.one_of(st.binary(min_size=64, max_size=64), st.sampled_from([bytes(64), b"\xff" * 64]))


def octets(number: int) -> bytes:
    return number.to_bytes(64, "big")


def whole_thresholds(weight: int, total: int, tau: int, count: int) -> list[int]:
    """ceil(2^512 CDF(k)) for k < ``count``, by the definition, over the one denominator total^weight."""
    terms = (comb(weight, k) * tau**k * (total - tau) ** (weight - k) for k in range(count))
    denominator = total**weight
    return [-(-(so_far * SPACE) // denominator) for so_far in accumulate(terms)]


@given(st.integers(1, 600), sizes, sizes, betas)
@settings(max_examples=50)
def test_hundreds_of_units_of_any_total_against_whole_numbers(weight: int, total: int, tau: int, beta: bytes) -> None:
    assume(tau < total)
    count = min(weight, 12)
    exact = whole_thresholds(weight, total, tau, count)
    kept = thresholds(weight, total, tau)
    numbers = {int.from_bytes(beta, "big")} | {value + step for value in exact for step in (-1, 0, 1)}
    for number in numbers:
        if 0 <= number < min(SPACE, SPACE if count == weight else exact[-1]):
            votes = bisect_right(exact, number)
            assert sortition.sortition(octets(number), weight, total, tau) == votes
            assert kept.votes(octets(number)) == votes


@given(st.integers(601, MOST), st.integers(601, MOST), st.integers(1, 40), betas)
@settings(max_examples=40)
def test_any_weight_of_any_total_against_long_decimals(one: int, other: int, tau: int, beta: bytes) -> None:
    """Past the mean, so that random values fall between the thresholds and not only beyond them.

    With fewer units a threshold may be whole, where decimals are of no use; those are for the test above.
    """
    weight, total = sorted((one, other))
    assume(tau < total)
    mean = weight * tau // total
    exact = slow_binomial.decimal_thresholds(weight, total, tau, min(weight, mean + 8 * isqrt(mean + 1) + 8))
    near = {exact[at] + step for at in (0, mean, -1) if at < len(exact) for step in (-1, 0, 1)}
    numbers = near | {int.from_bytes(beta, "big")}
    for number in numbers:
        if 0 <= number < min(SPACE, exact[-1]):
            assert sortition.sortition(octets(number), weight, total, tau) == bisect_right(exact, number)


@given(betas, sizes, sizes, st.integers(0, 50), st.booleans())
def test_an_answer_takes_one_step_more_than_it_has_votes(
    beta: bytes, one: int, other: int, tau: int, above: bool
) -> None:
    """One pass, whose numbers have as many digits as the logarithm of the weight asks for, and no step is wasted."""
    weight, total = sorted((one, other))
    tau = total + tau if above else tau
    passes: list[int] = []
    steps = 0

    def counted(distribution: Binomial, bits: int) -> Iterator[Interval]:
        nonlocal steps
        passes.append(bits)
        for interval in binomials.thresholds(distribution, bits):
            steps += 1
            yield interval

    with patch.object(sortition, "intervals", counted):
        votes = sortition.sortition(beta, weight, total, tau)
    if tau >= total:
        assert (votes, steps) == (weight, 0)
    else:
        assert steps == votes + 1
        assert passes == [512 + 96 + 3 * weight.bit_length()]


@given(st.integers(1, 40), st.integers(2, 24), st.data())
def test_where_ties_are(weight: int, total: int, data: st.DataObject) -> None:
    """A tie of j votes needs lost^(w-j) to divide b, so it is far up the distribution unless lost is one."""
    tau = data.draw(st.integers(1, total - 1))
    lost = binomial(weight, total, tau).lost
    for votes, upto in enumerate(list(slow_binomial.cdf(weight, total, tau))[:-1]):
        number: Fraction = upto * SPACE
        if number.denominator == 1:
            assert int(number) % lost ** (weight - votes) == 0


@pytest.mark.parametrize("weight", [1, 2, 511, 512, 513, 520, 713, 1023, 2047])
def test_ties_of_a_coin(weight: int) -> None:
    """p = 1/2, where lost is one and ties lie furthest down, but never where CDF(j) is below 2^-512."""
    numerators = list(accumulate(comb(weight, k) for k in range(weight)))
    ties = [k for k, numerator in enumerate(numerators) if numerator * SPACE % 2**weight == 0]
    assert all(2 * k >= weight or (weight - 2 * k) ** 2 <= 28**2 * weight for k in ties)
    for k in ties[:: max(1, len(ties) // 4)]:
        number = numerators[k] * SPACE >> weight
        assert sortition.sortition(octets(number), weight, 2, 1) == k + 1
        assert sortition.sortition(octets(number - 1), weight, 2, 1) == k


def test_a_message_that_is_no_point_but_the_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such message is known for Elligator; were there one, it would win nobody anything, and nothing would raise."""
    own = secret(bytes(32))
    honest = vrf.prove(own, b"a message", Suite.ELL2)
    monkeypatch.setattr(hash_to_curve, "hash_to_field", lambda *_: 0)
    made = vrf.transcript(own, b"another", Suite.ELL2)
    assert made.h == made.gamma == made.v == IDENTITY
    refused = vrf.verify(own.public_key, b"another", made.proof, Suite.ELL2)
    assert isinstance(refused, Rejection)
    assert refused.code is Code.VRF_GAMMA_SMALL_ORDER
    refused = vrf.verify(own.public_key, b"another", honest, Suite.ELL2)
    assert isinstance(refused, Rejection)
    assert refused.code is Code.VRF_CHALLENGE_MISMATCH
