"""How many votes a random value gives: the binomial distribution, inverted exactly (§6).

A node of weight w draws with probability p = tau/total (one, where tau reaches total) for each unit of its weight.
With b the random value as a big-endian integer, its votes j are the only integer with

    CDF(j - 1) <= b / 2^512 < CDF(j).

That is a comparison of b with the integer thresholds of :mod:`leo_ref.draw.binomial`. Where b falls inside the
interval of a threshold the answer is open and the work is done again with twice the digits, in the end without
rounding. No answer ever rests on a rounded value. The work follows log w and j. Only a tie, b / 2^512 = CDF(j), needs
the exact numbers, and a tie needs lost^(w-j) to divide b: w - j is then below 512, unless p = 1 - 1/n, where j is at
least w/2 - 14 sqrt(w), since CDF(j) is at least 2^-512 (Hoeffding's inequality).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from attrs import field, frozen

from leo_ref.draw.binomial import CERTAIN, Binomial, binomial
from leo_ref.draw.binomial import thresholds as intervals

BETA_LENGTH: Final = 64

VOTES_MOST: Final = 100_000
"""More votes than these need not be counted for strangers: the work follows j, which is near w·tau/W."""

UNLIKELY: Final = CERTAIN >> 64
"""Random values this close to the greatest, one in 2^64, may lie beyond the kept thresholds."""


def sortition(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The votes j of a node of ``weight`` out of ``total`` whose random value is ``beta`` (64 octets) (§6).

    ``weight`` and ``total`` are base units of credit, 0 <= weight <= total and total > 0; ``tau`` > 0 is the number of
    votes that all nodes expect together. The result is exact and lies between 0 and ``weight``.
    """
    number = _number(beta)
    distribution = binomial(weight, total, tau)
    if distribution.lost == 0:
        return weight
    bits = distribution.first_bits
    while True:
        votes = _votes(distribution, number, bits)
        if votes is not None:
            return votes
        bits *= 2


def _number(beta: bytes) -> int:
    assert len(beta) == BETA_LENGTH, len(beta)
    return int.from_bytes(beta, "big")


def _votes(distribution: Binomial, number: int, bits: int) -> int | None:
    """The votes of ``number``, or ``None`` where ``bits`` bits do not tell."""
    for votes, (low, gap) in enumerate(intervals(distribution, bits)):
        if number < low:
            return votes
        if number < low + gap:
            return None
    raise AssertionError("the last threshold is above every random value")


@frozen
class Thresholds:
    """The thresholds of one (weight, total, tau), kept for many draws; made by :func:`thresholds`."""

    weight: int
    total: int
    tau: int

    values: tuple[int, ...] = field(repr=False)
    """``values[k]`` is ceil(2^512 CDF(k)), from k = 0 to the first within ``UNLIKELY`` of certain."""

    def votes(self, beta: bytes) -> int:
        """The same as :func:`sortition`: by bisection, and for the rare value beyond the last one by that function."""
        votes = bisect_right(self.values, _number(beta))
        return votes if votes < len(self.values) else sortition(beta, self.weight, self.total, self.tau)


def thresholds(weight: int, total: int, tau: int) -> Thresholds:
    """The thresholds for ``weight`` out of ``total`` where all nodes expect ``tau`` votes together."""
    distribution = binomial(weight, total, tau)
    if distribution.lost == 0:
        return Thresholds(weight, total, tau, ())
    bits = distribution.first_bits
    while True:
        values = _values(distribution, bits)
        if values is not None:
            return Thresholds(weight, total, tau, values)
        bits *= 2


def _values(distribution: Binomial, bits: int) -> tuple[int, ...] | None:
    """The thresholds worth keeping, or ``None`` where ``bits`` bits do not settle all of them."""
    values = []
    for low, gap in intervals(distribution, bits):
        if gap > 0:
            return None
        values.append(low)
        if low >= CERTAIN - UNLIKELY:
            break
    return tuple(values)
