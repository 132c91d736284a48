"""How many votes a random value gives (§6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb

from leo_ref.draw import sortition as votes
from leo_ref.draw.binomial import Binomial
from tests.draw.slow_binomial import SPACE
from tests.removed.lack import Lack, Patch

sound_sortition = votes.sortition
Sortition = Callable[[bytes, int, int, int], int]


def drawing(sortition: Sortition) -> list[Patch]:
    """Other votes, wherever votes are counted."""
    return [("leo_ref.oracle.draw", "sortition", sortition), ("leo_ref.draw.ticket", "sortition", sortition)]


def open_below(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The comparison is < below and <= above."""
    number = int.from_bytes(beta, "big")
    return sound_sortition((max(number, 1) - 1).to_bytes(64, "big"), weight, total, tau)


def rounded_down(distribution: Binomial, _bits: int) -> Iterator[tuple[int, int]]:
    """Thresholds as floors: one lower, except where they are whole."""
    chance, below = Fraction(distribution.won, distribution.parts), Fraction(0)
    for k in range(distribution.weight + 1):
        below += comb(distribution.weight, k) * chance**k * (1 - chance) ** (distribution.weight - k)
        yield int(below * SPACE), 0


def backwards(beta: bytes, weight: int, total: int, tau: int) -> int:
    return sound_sortition(beta[::-1], weight, total, tau)


def half(beta: bytes, weight: int, total: int, tau: int) -> int:
    return sound_sortition(beta[:32] + bytes(32), weight, total, tau)


def unlimited(beta: bytes, weight: int, total: int, tau: int) -> int:
    """p = tau / W also where that is above one, and the sums that come of it."""
    if tau <= total:
        return sound_sortition(beta, weight, total, tau)
    number, chance, below = int.from_bytes(beta, "big"), Fraction(tau, total), Fraction(0)
    for k in range(weight):
        below += comb(weight, k) * chance**k * (1 - chance) ** (weight - k)
        if number < below * SPACE:
            return k
    return weight


def in_doubles(beta: bytes, weight: int, total: int, tau: int) -> int:
    """As the first simulators drew: a float is compared with sums of floats, up to the first above it."""
    fraction, chance, below = int.from_bytes(beta, "big") / SPACE, min(tau / total, 1.0), 0.0
    for k in range(weight + 1):
        below += comb(weight, k) * chance**k * (1 - chance) ** (weight - k)
        if fraction < below:
            return k
    return weight + 1


def rounded(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The nearest double of b / 2^512, and exact sums."""
    nearest = int(Fraction(int.from_bytes(beta, "big") / SPACE) * SPACE)
    return sound_sortition(min(nearest, SPACE - 1).to_bytes(64, "big"), weight, total, tau)


def one_less(beta: bytes, weight: int, total: int, tau: int) -> int:
    return max(0, sound_sortition(beta, weight, total, tau) - 1)


def certain(beta: bytes, weight: int, total: int, tau: int) -> int:
    """Who has no weight has a vote where p is one."""
    return sound_sortition(beta, max(weight, 1), total, tau)


VOTES = "draw.sortition.sortition"

COUNTED = (
    Lack(
        check="a random value on a threshold has the votes above it",
        where=VOTES,
        clause="§6, CDF(j - 1) <= b / 2^512",
        without="compares with < where <= is written",
        differs=[
            "draw/sortition/tie-at",
            "draw/sortition/w8-W16-tau8-votes?-next",
            "draw/sortition/w4-W*-votes?-next",
            "draw/sortition/hundred-credits-votes*-next",
        ],
        patches=drawing(open_below),
    ),
    Lack(
        check="a threshold that is no whole number is rounded up",
        where="draw.binomial.thresholds",
        clause="§6, b / 2^512 < CDF(j)",
        without="rounds down, and gives a vote too many",
        differs=["draw/sortition/w3-W7-tau2-votes?-last", "draw/sortition/w50-W950-tau10-votes?-last"],
        patches=[("leo_ref.draw.sortition", "intervals", rounded_down)],
    ),
    Lack(
        check="the random value is a big-endian integer",
        where=VOTES,
        clause="§6",
        without="reads it backwards",
        differs=["draw/sortition/first-octet", "draw/sortition/last-octet", "draw/sortition/double-known-*"],
        patches=drawing(backwards),
    ),
    Lack(
        check="all 64 octets of the random value count",
        where=VOTES,
        clause="§6",
        without="is decided by the first 32",
        differs=["draw/sortition/second-half-above", "draw/sortition/double-511-above"],
        patches=drawing(half),
    ),
    Lack(
        check="p is at most one",
        where="draw.binomial.binomial",
        clause="§6",
        without="sums chances below zero and above one",
        differs=["draw/sortition/certain-tau11-least", "draw/sortition/certain-tau9007199254740991-*"],
        patches=drawing(unlimited),
    ),
    Lack(
        check="the comparison is exact, and j at most w",
        where=VOTES,
        clause="§6",
        without="computes in doubles: to the wrong side of a threshold, and to more votes than there is weight",
        differs=[
            "draw/sortition/double-53-below",
            "draw/sortition/double-128-below",
            "draw/sortition/w50-W950-tau10-votes0-last",
            "draw/sortition/double-all-ones",
            "draw/sortition/double-256-ones",
            "draw/sortition/double-64-ones",
        ],
        patches=drawing(in_doubles),
    ),
    Lack(
        check="the random value is not rounded",
        where=VOTES,
        clause="§6",
        without="makes a double of it, and only then compares exactly",
        differs=[
            "draw/sortition/double-known-*",
            "draw/sortition/double-64-above",
            "draw/sortition/w50-W950-tau10-votes0-next",
        ],
        patches=drawing(rounded),
    ),
    Lack(
        check="j is the first whose CDF is above, not the last whose CDF is below",
        where=VOTES,
        clause="§6",
        without="counts from one below",
        differs=[
            "draw/sortition/all-win",
            "draw/sortition/certain",
            "draw/tickets/[ell2-]drawn",
            "draw/tickets/tau-is-total",
        ],
        patches=drawing(one_less),
    ),
    Lack(
        check="no weight has no vote, though p be one",
        where=VOTES,
        clause="§6",
        without="gives a vote to whoever asks",
        accepts=["draw/tickets/[ell2-]no-weight-certain"],
        differs=["draw/sortition/no-weight-certainty-*"],
        patches=drawing(certain),
    ),
)
