"""A round by enumeration: every number of votes of every node, and every order of the random values among equals.

Written from §6 and §7 alone: nothing here is shared with the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import comb, prod
from typing import NamedTuple

Polynomial = list[Fraction]
"""Coefficients from the constant one on."""


class Chances(NamedTuple):
    """What a round comes to."""

    stands: Fraction
    executor: Fraction
    half: Fraction
    quorum: Fraction
    captured: Fraction
    whole: Fraction
    alone: Fraction


class Rule(NamedTuple):
    """What is asked of a group."""

    p: Fraction
    members: int
    more_than: Fraction
    """The J that the monitors of a group exceed: floor times tau."""
    elects: bool = True


def every_draw(rule: Rule, coalition: Sequence[int], others: Sequence[int]) -> Chances:
    """The sum over all that may happen."""
    weights = [*coalition, *others]
    found = [Fraction(0)] * 6
    for votes in product(*(range(weight + 1) for weight in weights)):
        chance = prod(mass(weight, j, rule.p) for weight, j in zip(weights, votes, strict=True))
        for executor, share in executors(rule, weights, votes):
            monitors = [0 if node == executor else j for node, j in enumerate(votes)]
            ours, theirs = sum(monitors[: len(coalition)]), sum(monitors[len(coalition) :])
            if sum(j > 0 for j in votes) < rule.members or ours + theirs <= rule.more_than:
                continue
            own = executor is not None and executor < len(coalition)
            whole = sum(votes[len(coalition) :]) == 0
            for number, fact in enumerate((True, own, ours >= theirs, ours > theirs, own and ours > theirs, whole)):
                found[number] += chance * share * fact
    alone = every_draw(rule, [], others).stands if coalition else found[0]
    return Chances._make([*found, alone])


def mass(weight: int, j: int, p: Fraction) -> Fraction:
    """The binomial probability of exactly j."""
    return comb(weight, j) * p**j * (1 - p) ** (weight - j)


def executors(rule: Rule, weights: Sequence[int], votes: Sequence[int]) -> list[tuple[int | None, Fraction]]:
    """Who may execute where these are the votes, and how likely it has the lowest random value among equals."""
    if not rule.elects or max(votes, default=0) == 0:
        return [(None, Fraction(1))]
    best = max(votes)
    equals = [node for node, j in enumerate(votes) if j == best]
    ranges = []
    for node in equals:
        start = sum((mass(weights[node], j, rule.p) for j in range(best)), Fraction(0))
        ranges.append((start, start + mass(weights[node], best, rule.p)))
    return [(node, lowest(ranges, number)) for number, node in enumerate(equals)]


def lowest(ranges: Sequence[tuple[Fraction, Fraction]], number: int) -> Fraction:
    """The chance that the value of one range, each uniform in its own, is below all others: an exact integral."""
    start, end = ranges[number]
    others = [each for index, each in enumerate(ranges) if index != number]
    bounds = sorted({start, end, *(bound for each in others for bound in each if start < bound < end)})
    chance = Fraction(0)
    for left, right in pairwise(bounds):
        above = [Fraction(1)]  # the chance that all others are above x, as a polynomial in x
        for low, high in others:
            if right <= low:
                continue
            if left >= high:
                above = [Fraction(0)]
                break
            above = times(above, [high / (high - low), -1 / (high - low)])
        for degree, coefficient in enumerate(above):
            chance += coefficient * (right ** (degree + 1) - left ** (degree + 1)) / (degree + 1)
    return chance / (end - start)


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product."""
    found = [Fraction(0)] * (len(left) + len(right) - 1)
    for first, one in enumerate(left):
        for second, other in enumerate(right):
            found[first + second] += one * other
    return found
