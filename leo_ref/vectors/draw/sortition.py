"""Vectors on votes (§6): on, one below and one above every threshold; certainty; weights of any size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import comb
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.core.values import AMOUNT_MOST, CREDIT
from leo_ref.draw.binomial import CERTAIN
from leo_ref.draw.sortition import thresholds
from leo_ref.vectors.case import Cases

GREATEST: Final = CERTAIN - 1
"""The greatest random value."""


@frozen
class Weights:
    """One distribution: w out of W where all nodes expect tau votes together."""

    weight: int
    total: int
    tau: int
    why: str


SMALL: Final = (
    Weights(1, 2, 1, "one trial"),
    Weights(1, 3, 1, "one trial, a threshold that is no whole number"),
    Weights(2, 3, 2, "w = tau"),
    Weights(3, 7, 2, "few trials"),
    Weights(5, 10, 3, "half of the weight"),
    Weights(6, 6, 5, "w = W, tau one below"),
    Weights(8, 16, 8, "p = 1/2: each threshold is a whole number, and a tie"),
    Weights(4, 2**53, 2**51, "p = 1/4: ties"),
    Weights(10, 10, 9, "w = W, tau = W - 1"),
    Weights(10, 11, 10, "tau = W - 1"),
    Weights(10, 1000, 10, "many thresholds near the end"),
    Weights(20, 40, 10, "twenty trials"),
    Weights(40, 1000, 10, "forty trials"),
    Weights(50, 950, 10, "thresholds that doubles do not tell apart"),
)
"""Every threshold of these comes straight from the definition, in fractions."""

LARGE: Final = (
    ("hundred-credits", Weights(100 * CREDIT, 1000 * CREDIT, 10, "in base units")),
    ("all-credits", Weights(1000 * CREDIT, 1000 * CREDIT, 10, "w = W, in base units")),
    ("above-2-64", Weights(2**64 + 1, 2**66 + 3, 20, "w above 2^64")),
    ("above-2-100", Weights(3**63, 3**66, 7, "w far above 2^64")),
    ("greatest", Weights(AMOUNT_MOST, AMOUNT_MOST, 10, "w = W, the greatest there is")),
    ("least-of-greatest", Weights(1, AMOUNT_MOST, 1, "the least weight of the greatest total")),
    ("many-votes", Weights(2**80, 2**81, 40, "many votes expected")),
)
"""The thresholds of these are the reference's; a test holds them against long decimals."""

DOUBLES: Final = bytes.fromhex("96d1565261956214f5fd47574be427005b877ce72dea57beb7a68c4e3e6c3cd5")
"""As a fraction of 2^256 above a threshold of (50, 950, 10), and below it once it is made a double."""


def exact_thresholds(weights: Weights) -> list[int]:
    """ceil(2^512 CDF(k)) for k from 0 to w - 1, straight from the definition."""
    w, p = weights.weight, Fraction(weights.tau, weights.total)
    chances = (comb(w, k) * p**k * (1 - p) ** (w - k) for k in range(w))
    return [-(-(cdf.numerator << 512) // cdf.denominator) for cdf in accumulate(chances)]


class Draws:
    """Vectors on votes."""

    def __init__(self, cases: Cases) -> None:
        """None yet."""
        self.cases = cases

    def add(self, name: str, why: str, beta: int, weights: Weights, votes: int) -> None:
        """A random value and its votes."""
        request: dict[str, JsonValue] = {
            "request": "sortition",
            "beta": beta.to_bytes(64, "big").hex(),
            "weight": str(weights.weight),
            "total": str(weights.total),
            "tau": weights.tau,
        }
        self.cases.add(name, why, request, gives=votes, clause="§6")

    def around(self, where: str, weights: Weights, least: Sequence[int], *, whole: bool) -> None:
        """On, below and above each threshold; ``whole`` if these are all there are below the last, which is 2^512."""
        for number, threshold in enumerate(least):
            at = f"{where}-votes{number}"
            for name, beta, which in (
                ("last", threshold - 1, "one below a threshold"),
                ("next", threshold, "on a threshold: the interval is closed below"),
                ("after", threshold + 1, "one above a threshold"),
            ):
                votes = sum(each <= beta for each in least)
                if 0 <= beta <= GREATEST and (whole or votes < len(least)):
                    self.add(f"{at}-{name}", f"{weights.why}: {which}", beta, weights, votes)


def add_edges(draws: Draws) -> None:
    """No weight, all the weight, certainty, and the least and greatest random values."""
    one = Weights(1, 2, 1, "")
    draws.add("tie-below", "b / 2^512 just below CDF(0) = 1/2", 2**511 - 1, one, 0)
    draws.add("tie-at", "b / 2^512 = CDF(0) = 1/2 exactly: the interval is open above", 2**511, one, 1)
    draws.add("tie-above", "b / 2^512 just above CDF(0)", 2**511 + 1, one, 1)
    ten = Weights(5, 10, 3, "")
    draws.add("none-wins", "the least random value", 0, ten, 0)
    draws.add("all-win", "the greatest random value gives every vote", GREATEST, ten, 5)
    draws.add("certain", "p = 1 where tau reaches the total", 0, Weights(7, 10, 10, ""), 7)
    draws.add("more-than-certain", "p = 1 where tau exceeds the total", GREATEST, Weights(7, 10, 11, ""), 7)
    for name, beta in (("least", 0), ("half", 2**511), ("greatest", GREATEST)):
        for weights, which in (
            (Weights(0, 10, 3, ""), "some-total"),
            (Weights(0, 1, 1, ""), "certainty"),
            (Weights(0, AMOUNT_MOST, 1, ""), "greatest-total"),
        ):
            draws.add(f"no-weight-{which}-{name}", "no trial, no vote", beta, weights, 0)
        for tau in (10, 11, 2**53 - 1):
            why = "p is 1, never more, and j = w"
            draws.add(f"certain-tau{tau}-{name}", why, beta, Weights(10, 10, tau, ""), 10)
            draws.add(f"certain-w3-tau{tau}-{name}", why, beta, Weights(3, 10, tau, ""), 3)
        huge = Weights(2**53 - 1, 2**53 - 1, 2**53 - 1, "")
        draws.add(f"certain-huge-{name}", "j is as large as tau may be", beta, huge, 2**53 - 1)


def add_doubles(draws: Draws) -> None:
    """Where implementations with doubles are known to go wrong, at 256 digits and at all 512."""
    weights = Weights(50, 950, 10, "")
    threshold = exact_thresholds(weights)[0]
    known = int.from_bytes(DOUBLES, "big")
    assert threshold >> 256 <= known, "on the right side"
    why = "a double puts it on the other side of the threshold"
    draws.add("double-known-zeros", why, known << 256, weights, 1)
    draws.add("double-known-ones", why, known << 256 | 2**256 - 1, weights, 1)
    for digits in (52, 53, 54, 64, 128, 256, 511):
        step = 1 << 512 - digits
        draws.add(f"double-{digits}-above", f"above by 2^-{digits}", threshold + step, weights, 1)
        draws.add(f"double-{digits}-below", f"below by 2^-{digits}", threshold - step, weights, 0)
    few = Weights(10, 1000, 10, "")
    draws.add("double-all-ones", "as a double it is 1, beyond every threshold", GREATEST, few, 10)
    why = "half of the digits are ones: as a double it is 1"
    draws.add("double-256-ones", why, GREATEST >> 256 << 256, few, 10)
    of_64 = sum(each <= GREATEST >> 448 << 448 for each in exact_thresholds(few))
    draws.add("double-64-ones", "the first 64 digits are ones: as a double it is 1", GREATEST >> 448 << 448, few, of_64)
    why = "big-endian: the first octet weighs most"
    draws.add("first-octet", why, 0x80 << 504, Weights(1, 2, 1, ""), 1)
    draws.add("last-octet", why, 0x80, Weights(1, 2, 1, ""), 0)
    middle = exact_thresholds(weights)[0]
    draws.add("second-half-below", "the last 32 octets decide", middle >> 256 << 256, weights, 0)
    draws.add("second-half-above", "the last 32 octets decide", middle | 2**256 - 1, weights, 1)


MANY: Final = (
    ("half", Weights(5000, 10_000, 5000, "thousands of votes")),
    ("thousands", Weights(3 * 10**14, 5 * 10**15, 40_000, "thousands of votes, in base units")),
)
"""More votes than a table of some hundred thresholds would have."""


def add_many(draws: Draws) -> None:
    """Thousands of votes where p < 1, and a tie in the midst of hundreds."""
    for where, weights in MANY:
        kept = thresholds(weights.weight, weights.total, weights.tau).values
        middle = weights.weight * weights.tau // weights.total
        for share, number in (("below", middle - 90), ("middle", middle), ("above", middle + 90)):
            least = kept[number]
            why = f"{weights.why}: on a threshold and one below"
            draws.add(f"many-{where}-{share}-next", why, least, weights, bisect_right(kept, least))
            draws.add(f"many-{where}-{share}-last", why, least - 1, weights, bisect_right(kept, least - 1))
    weights = Weights(512, 1024, 512, "b / 2^512 = CDF(256) exactly")
    tie = sum(comb(512, k) for k in range(257))
    draws.add("tie-of-hundreds-at", f"{weights.why}: the interval is open above", tie, weights, 257)
    draws.add("tie-of-hundreds-below", f"{weights.why}, but for one", tie - 1, weights, 256)


def sortition_cases() -> Cases:
    """Random values on, below and above thresholds."""
    cases = Cases("draw/sortition")
    draws = Draws(cases)
    add_edges(draws)
    for weights in SMALL:
        where = f"w{weights.weight}-W{weights.total}-tau{weights.tau}"
        draws.around(where, weights, exact_thresholds(weights), whole=True)
    for where, weights in LARGE:
        kept = thresholds(weights.weight, weights.total, weights.tau).values
        draws.around(where, weights, kept, whole=len(kept) == weights.weight)
    add_doubles(draws)
    add_many(draws)
    return cases
