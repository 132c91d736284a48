"""The binomial thresholds twice over, both independent of leo_ref: as exact rationals, and in long decimals."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, comb

SPACE = 2**512


def cdf(weight: int, total: int, tau: int) -> Iterator[Fraction]:
    """CDF(0), …, CDF(weight), by the definition."""
    p = Fraction(tau, total) if tau < total else Fraction(1)
    so_far = Fraction(0)
    for k in range(weight + 1):
        so_far += comb(weight, k) * p**k * (1 - p) ** (weight - k)
        yield so_far


def votes(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The only j with CDF(j-1) <= b/2^512 < CDF(j)."""
    number = Fraction(int.from_bytes(beta, "big"), SPACE)
    below = Fraction(0)
    answers = []
    for j, upto in enumerate(cdf(weight, total, tau)):
        if below <= number < upto:
            answers.append(j)
        below = upto
    (only,) = answers
    return only


def decimal_thresholds(weight: int, total: int, tau: int, count: int) -> list[int]:
    """ceil(2^512 CDF(k)) for k < ``count``, through logarithms with 260 digits; for weights of any size.

    Wrong only where 2^512 CDF(k) lies closer to an integer than 10^-40.
    """
    with decimal.localcontext() as context:
        context.prec = 260
        context.Emin, context.Emax = decimal.MIN_EMIN, decimal.MAX_EMAX
        p = Decimal(tau) / Decimal(total)
        log_lost = (1 - p).ln()
        thresholds, so_far = [], Decimal(0)
        chosen = Decimal(1)
        for k in range(count):
            so_far += chosen * p**k * ((weight - k) * log_lost).exp()
            thresholds.append(ceil(so_far * SPACE))
            chosen = chosen * (weight - k) / (k + 1)
        return thresholds
