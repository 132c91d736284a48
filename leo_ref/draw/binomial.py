"""The binomial distribution as integer thresholds (§6), in intervals that hold the exact value.

For w draws, each won with probability p, the k-th threshold is ``ceil(2^512 CDF(k))``: a random value below it, as an
integer, has at most k wins. An interval is written (low, gap) and holds every value from low to low + gap. Each
division rounds low down and adds two units to the gap, which covers what low and the gap have lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import Final

from attrs import frozen

BETA_BITS: Final = 512
"""Random values are below 2^512."""

CERTAIN: Final = 1 << BETA_BITS
"""The threshold of a CDF of one: above every random value."""

GUARD_BITS: Final = 96
"""Digits to start with, beyond those of a random value and those that w roundings can spoil."""

Interval = tuple[int, int]


@frozen
class Binomial:
    """The number of wins in ``weight`` draws, each won with probability ``won / (won + lost)``, in lowest terms."""

    weight: int
    won: int
    lost: int

    @property
    def parts(self) -> int:
        """The denominator of the probability."""
        return self.won + self.lost

    @property
    def first_bits(self) -> int:
        """The digits to try first; they leave a random value undecided with probability below 2^-64."""
        return BETA_BITS + GUARD_BITS + 3 * self.weight.bit_length()

    @property
    def exact_bits(self) -> int:
        """How many bits the denominator of any CDF can have; with as many, nothing needs rounding."""
        return self.weight * self.parts.bit_length()


def binomial(weight: int, total: int, tau: int) -> Binomial:
    """The votes of ``weight`` out of ``total`` (base units of credit) where all nodes expect ``tau`` together."""
    assert weight >= 0 and total >= 0 and tau >= 0, "none is negative"
    if tau >= total:
        return Binomial(weight, won=1, lost=0)
    common = gcd(tau, total)
    return Binomial(weight, won=tau // common, lost=(total - tau) // common)


def thresholds(distribution: Binomial, bits: int) -> Iterator[Interval]:
    """Intervals for the thresholds 0 to w, as narrow as ``bits`` leading bits make them; ``lost`` is not zero."""
    assert distribution.lost > 0, "there is more to sum"
    if distribution.weight > 0:
        if bits >= distribution.exact_bits:
            yield from _exact(distribution)
        else:
            yield from _rounded(distribution, bits)
    yield CERTAIN, 0


def _exact(distribution: Binomial) -> Iterator[Interval]:
    """The thresholds 0 to w - 1, without gaps: ``term`` and ``total`` are numerators over parts^w."""
    denominator = distribution.parts**distribution.weight
    term = distribution.lost**distribution.weight
    total = term
    for k in range(distribution.weight):
        yield -(-(total << BETA_BITS) // denominator), 0
        term = term * (distribution.weight - k) * distribution.won // ((k + 1) * distribution.lost)
        total += term


def _rounded(distribution: Binomial, bits: int) -> Iterator[Interval]:
    """The thresholds 0 to w - 1; P(k+1) = P(k) (w-k) p / ((k+1) (1-p)), ``total`` their sum, in units of 2^-scale.

    Where (1-p)^w is very small, so is the unit; it grows with the sum, which keeps at least ``bits`` bits.
    """
    term, term_gap, scale = _all_lost(distribution, bits)
    total, total_gap = term, term_gap
    for k in range(distribution.weight):
        low = _ceiling(total, scale)
        yield low, _ceiling(total + total_gap, scale) - low
        above = (distribution.weight - k) * distribution.won
        below = (k + 1) * distribution.lost
        term, term_gap = term * above // below, term_gap * above // below + 2
        total, total_gap = total + term, total_gap + term_gap
        excess = total.bit_length() - 2 * bits
        if excess > 0:
            term, term_gap = term >> excess, (term_gap >> excess) + 2
            total, total_gap = total >> excess, (total_gap >> excess) + 2
            scale -= excess


def _all_lost(distribution: Binomial, bits: int) -> tuple[int, int, int]:
    """(1-p)^w for w > 0, by repeated squaring: low, of about ``bits`` bits, and gap, in units of 2^-scale; scale."""
    lost, parts = distribution.lost, distribution.parts
    lift = parts.bit_length() - lost.bit_length()  # so that low keeps its size when multiplied by lost / parts
    scale = bits + lift
    low, gap = (lost << scale) // parts, 1
    for digit in bin(distribution.weight)[3:]:
        low, gap, scale = low * low, gap * (2 * low + gap), 2 * scale
        excess = low.bit_length() - bits
        low, gap, scale = low >> excess, (gap >> excess) + 2, scale - excess
        if digit == "1":
            low, gap, scale = (low * lost << lift) // parts, (gap * lost << lift) // parts + 2, scale + lift
    return low, gap, scale


def _ceiling(value: int, scale: int) -> int:
    """ceil(2^512 value / 2^scale)."""
    return -(-(value << BETA_BITS) >> scale)
