"""The risk of a round beside an enumeration of everything that may happen in it, and what it comes to over rounds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.draw.risk import Round, round_of
from leo_ref.draw.rounds import outlook
from leo_ref.draw.sums import BITS, ONE, Packing
from leo_ref.draw.tally import Setting
from tests.draw.every_draw import Chances, Rule, every_draw, lowest, mass

EXACT = Fraction(1, 1 << 48)
NAMES = Chances._fields

CASES = [
    ((), (3, 2, 2)),
    ((2,), (2, 2)),
    ((4,), (1, 2, 3)),
    ((1, 3), (2, 2)),
    ((2, 2, 2), (2,)),
    ((1, 2), ()),
    ((5,), (3,)),
]


def setting(total: int, tau: int, members: int, votes: int, *, elects: bool = True) -> Setting:
    return Setting(total=total, tau=tau, members=members, votes=votes, elects=elects)


def rule_of(given: Setting) -> Rule:
    return Rule(Fraction(given.tau, given.total), given.members, Fraction(2 * given.votes - 1, 2), given.elects)


@pytest.mark.parametrize(("coalition", "others"), CASES)
@pytest.mark.parametrize(("members", "votes"), [(2, 1), (3, 1), (2, 3), (1, 0), (3, 4)])
def test_every_interval_holds_what_enumeration_finds(
    coalition: tuple[int, ...], others: tuple[int, ...], members: int, votes: int
) -> None:
    asked = setting(11, 4, members, votes)
    expected = every_draw(rule_of(asked), coalition, others)
    found = round_of(asked, coalition, others)
    for name in NAMES:
        exact, chance = getattr(expected, name), getattr(found, name)
        assert chance.low <= exact <= chance.high, name
        assert chance.low <= chance.value <= chance.high, name
        assert abs(chance.value - exact) < Fraction(1, 1000), name
    for name in ("stands", "alone"):
        assert getattr(found, name).high - getattr(found, name).low < EXACT


@pytest.mark.parametrize(("coalition", "others"), CASES)
def test_in_a_join_everything_is_exact(coalition: tuple[int, ...], others: tuple[int, ...]) -> None:
    asked = setting(13, 5, 2, 3, elects=False)
    expected = every_draw(rule_of(asked), coalition, others)
    found = round_of(asked, coalition, others)
    for name in NAMES:
        exact, chance = getattr(expected, name), getattr(found, name)
        assert chance.low <= exact <= chance.high, name
        assert chance.high - chance.low < EXACT, name


def widths(found: Round) -> list[Fraction]:
    return [getattr(found, name).high - getattr(found, name).low for name in ("executor", "half", "quorum")]


def test_more_cells_make_intervals_narrower_and_values_better() -> None:
    asked = setting(11, 4, 2, 1)
    exact = every_draw(rule_of(asked), (1, 3), (2, 2))
    few, many = (round_of(asked, (1, 3), (2, 2), cells) for cells in (4, 64))
    assert all(15 * fine < coarse for coarse, fine in zip(widths(few), widths(many), strict=True))
    assert abs(many.executor.value - exact.executor) < abs(few.executor.value - exact.executor)
    assert abs(many.executor.value - exact.executor) < Fraction(1, 100_000)


def test_equal_nodes_execute_equally_often() -> None:
    found = round_of(setting(10**9, 10, 3, 6), [10**7] * 20, [10**7] * 80)
    assert abs(found.executor.value - found.stands.value / 5) < Fraction(1, 10_000)


def test_whoever_may_not_apply_takes_votes_away() -> None:
    asked = setting(10**9, 10, 3, 6)
    all_free, few_free = (round_of(asked, [10**8] * 2, [10**8] * number) for number in (8, 4))
    assert few_free.stands.high < all_free.stands.low
    assert few_free.quorum.low > all_free.quorum.high


small = st.integers(1, 3)


@given(st.lists(small, max_size=2), st.lists(small, min_size=1, max_size=2), st.integers(1, 6), st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_any_small_round(coalition: list[int], others: list[int], tau: int, votes: int) -> None:
    asked = setting(12, tau, 2, votes)
    expected = every_draw(rule_of(asked), coalition, others)
    found = round_of(asked, coalition, others, 4)
    for name in NAMES:
        assert getattr(found, name).low <= getattr(expected, name) <= getattr(found, name).high, name


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4), st.integers(1, 3))
def test_packed_sums_are_those_of_a_loop(nodes: list[list[int]], members: int) -> None:
    """No slot runs into the next."""
    scale = ONE // 40
    packing = Packing(5, members)
    found = packing.nobody
    for chances in nodes:
        found = packing.times(found, packing.node([each * scale for each in chances]))
    table = packing.table(found)
    expected = [[Fraction(0)] * 6 for _ in range(members + 1)]
    for votes in product(*(range(len(chances)) for chances in nodes)):
        if sum(votes) <= 5:
            chance = Fraction(1)
            for chances, j in zip(nodes, votes, strict=True):
                chance *= Fraction(chances[j] * scale, ONE)
            expected[min(members, sum(j > 0 for j in votes))][sum(votes)] += chance
    for row, exact in zip(table, expected, strict=True):
        for one, other in zip(row, exact, strict=True):
            assert abs(Fraction(one, 1 << BITS) - other) < Fraction(1, 1 << 80)


def test_powers_are_products() -> None:
    packing = Packing(9, 3)
    node = packing.node([ONE // 2, ONE // 3, ONE // 7])
    product_of_five = packing.nobody
    for _ in range(5):
        product_of_five = packing.times(product_of_five, node)
    one, other = packing.table(packing.power(node, 5)), packing.table(product_of_five)
    assert all(abs(a - b) < 1000 for row, rows in zip(one, other, strict=True) for a, b in zip(row, rows, strict=True))
    assert sum(map(sum, one)) > 0
    assert packing.power(node, 0) == packing.nobody


def test_the_lowest_of_three_by_hand() -> None:
    """[0, 1), [0, 1), [1/2, 1): the last is lowest with 1/2 x 1/2 / 3."""
    ranges = [(Fraction(0), Fraction(1))] * 2 + [(Fraction(1, 2), Fraction(1))]
    assert lowest(ranges, 2) == Fraction(1, 12)
    assert sum(lowest(ranges, number) for number in range(3)) == 1


def test_rounds_by_every_way_through_them() -> None:
    asked = setting(11, 4, 2, 3)
    found = round_of(asked, (2,), (2, 2))
    stated = outlook(found, 3)
    stands, quorum = found.stands.value, found.quorum.value
    again = 1 - stands
    assert stated.unfilled.value == again**3
    assert stated.unfilled_without.value == (1 - found.alone.value) ** 3
    assert stated.quorum.value == quorum + again * quorum + again * again * quorum
    assert stated.captured.value <= stated.captured_at_most
    for name in ("unfilled", "unfilled_without", "executor", "half", "quorum", "captured", "whole"):
        chance = getattr(stated, name)
        assert 0 <= chance.low <= chance.value <= chance.high <= 1, name


def captured_by_choosing(rule: Rule, coalition: int, others: int, weight: int, rounds: int) -> Fraction:
    """What the best choice of claims comes to, where the coalition sees all votes before it claims: by enumeration.

    Nodes are alike, so that every order of their random values is as likely.
    """
    if rounds == 0:
        return Fraction(0)
    later = captured_by_choosing(rule, coalition, others, weight, rounds - 1)
    orders = list(permutations(range(coalition + others)))
    found = Fraction(0)
    for votes in product(range(weight + 1), repeat=coalition + others):
        chance = prod(mass(weight, j, rule.p) for j in votes)
        for order in orders:
            best = max(
                outcome(rule, coalition, votes, order, claimed, later)
                for claimed in product((False, True), repeat=coalition)
            )
            found += chance * best / len(orders)
    return found


def outcome(
    rule: Rule, coalition: int, votes: Sequence[int], order: Sequence[int], claimed: Sequence[bool], later: Fraction
) -> Fraction:
    """1 where these claims capture the group, 0 where it stands in other hands, else what another round is worth."""
    group = [node for node, j in enumerate(votes) if j > 0 and (node >= coalition or claimed[node])]
    if not group:
        return later
    executor = min(group, key=lambda node: (-votes[node], order[node]))
    ours, theirs = (
        sum(votes[node] for node in group if node != executor and (node < coalition) == side) for side in (True, False)
    )
    if len(group) < rule.members or ours + theirs <= rule.more_than:
        return later
    return Fraction(executor < coalition and ours > theirs)


@pytest.mark.parametrize(("coalition", "others"), [(2, 2), (3, 1)])
def test_no_choice_of_claims_does_better_than_is_said(coalition: int, others: int) -> None:
    asked = setting(11, 4, 2, 2)
    stated = outlook(round_of(asked, [2] * coalition, [2] * others, 32), 2)
    best = captured_by_choosing(rule_of(asked), coalition, others, 2, 2)
    assert stated.captured.low < best <= stated.captured_at_most
