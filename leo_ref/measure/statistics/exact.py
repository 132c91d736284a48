"""What is to be expected, from the exact thresholds: integers over a power of two, until they are shown or compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Final

from attrs import frozen
from numpy.polynomial.legendre import leggauss

from leo_ref.draw.binomial import BETA_BITS, CERTAIN, binomial
from leo_ref.draw.binomial import thresholds as intervals

MOST_VOTES: Final = 120
"""Votes up to which distributions are followed; the rest has a probability below 2^-250 here."""

NOTHING: Final = 1e-18
"""A probability that makes no difference to floats."""


@frozen
class Distribution:
    """Of a number from 0: the probability of k is ``numerators[k]`` / 2^``bits``."""

    numerators: tuple[int, ...]
    bits: int

    def probability(self, number: int) -> float:
        """Of exactly ``number``."""
        return self.numerators[number] / (1 << self.bits) if number < len(self.numerators) else 0.0

    @property
    def mean(self) -> float:
        """The expected number."""
        return sum(number * each for number, each in enumerate(self.numerators)) / (1 << self.bits)


def votes(weight: int, total: int, tau: int) -> Distribution:
    """Of the votes of ``weight`` out of ``total``: the steps between the thresholds with which §6 decides."""
    distribution = binomial(weight, total, tau)
    bits = distribution.first_bits
    while True:
        bounds = list(islice(intervals(distribution, bits), MOST_VOTES))
        if all(gap == 0 for _, gap in bounds):
            break
        bits *= 2
    lows = [0, *(low for low, _ in bounds)]
    if lows[-1] < CERTAIN:
        lows.append(CERTAIN)  # all that is beyond, as one more vote
    return Distribution(tuple(upper - lower for lower, upper in pairwise(lows)), BETA_BITS)


def together(parts: Sequence[Distribution], most: int) -> Distribution:
    """Of the sum of independent numbers; ``most`` and more are one."""
    found = Distribution((1,), 0)
    for part in parts:
        sums = [0] * (most + 1)
        for left, first in enumerate(found.numerators):
            for right, second in enumerate(part.numerators):
                sums[min(left + right, most)] += first * second
        found = Distribution(tuple(sums), found.bits + part.bits)
    return found


def is_drawn(own: Distribution) -> Distribution:
    """Of 0 or 1: whether there are votes at all."""
    return Distribution((own.numerators[0], (1 << own.bits) - own.numerators[0]), own.bits)


def difference(left: Distribution, right: Distribution) -> tuple[int, int]:
    """The greatest distance between two cumulative distributions: at most first / 2^second."""
    bits = max(left.bits, right.bits)
    most = left_sum = right_sum = 0
    for number in range(min(len(left.numerators), len(right.numerators)) - 1):
        left_sum += left.numerators[number] << bits - left.bits
        right_sum += right.numerators[number] << bits - right.bits
        most = max(most, abs(left_sum - right_sum))
    return most, bits


def executor_chances(counts: Mapping[int, int], distributions: Mapping[int, Distribution]) -> dict[int, float]:
    """For each weight, the probability that a certain one of its nodes is elected (§7).

    ``counts`` says how many nodes of a weight there are. A node with j votes is elected unless another has more, or as
    many and a lower random value. Written in s, the distance of the random value from its end, that is an integral
    over products of linear functions, which Gauss and Legendre's rule gives without error but that of floats.
    """
    points, shares = (array.tolist() for array in leggauss(sum(counts.values()) // 2 + 1))
    beyond = {weight: _beyond(distributions[weight]) for weight in counts}
    chances = {}
    for weight in counts:
        others = {other: count - (other == weight) for other, count in counts.items()}
        chance = 0.0
        for j in range(1, MOST_VOTES):
            low, high = beyond[weight][j], beyond[weight][j - 1]
            if high < NOTHING:
                break
            inside = {bound for other in others for bound in beyond[other][j - 1 : j + 1] if low < bound < high}
            for start, end in pairwise(sorted({low, high} | inside)):
                for point, share in zip(points, shares, strict=True):
                    s = (start + end + (end - start) * point) / 2
                    product = 1.0
                    for other, count in others.items():
                        more, as_many = beyond[other][j], beyond[other][j - 1]
                        product *= (1.0 - more - max(0.0, as_many - max(s, more))) ** count
                    chance += share * product * (end - start) / 2
        chances[weight] = chance
    return chances


def _beyond(distribution: Distribution) -> list[float]:
    """The probabilities of more than 0, 1, 2 ... votes, up to ``MOST_VOTES``."""
    rest, found = 1 << distribution.bits, []
    for numerator in distribution.numerators:
        rest -= numerator
        found.append(rest / (1 << distribution.bits))
    return found + [0.0] * (MOST_VOTES - len(found))
