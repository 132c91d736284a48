"""§13: scaling to the constant total, against the clause's own words and an exact rational reckoning."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import NodeId
from leo_ref.rules.credit import after_lie, joining_credit, normalised

totals = st.integers(1, 60) | st.sampled_from([1000, 10**9, 2**128 - 1])
holdings = st.dictionaries(
    st.sampled_from([NodeId(f"n{index}") for index in range(9)]),
    st.integers(0, 12) | st.integers(0, 2**100),
    max_size=9,
)


def scaled(total: int, held: dict[NodeId, int]) -> Map[NodeId, int]:
    return normalised(evolve(Parameters(), total_credit=total), Map(held))


@given(totals, holdings)
def test_the_sum_is_exact(total: int, held: dict[NodeId, int]) -> None:
    assert sum(scaled(total, held).values()) == (total if any(held.values()) else 0)


@given(totals, holdings)
def test_nobody_comes_or_goes_and_zero_stays_zero(total: int, held: dict[NodeId, int]) -> None:
    after = scaled(total, held)
    assert set(after) == set(held)
    assert all(after[node] == 0 for node, credit in held.items() if credit == 0)


@given(totals, holdings)
def test_nobody_is_off_by_a_whole_unit(total: int, held: dict[NodeId, int]) -> None:
    whole = sum(held.values())
    for node, credit in scaled(total, held).items():
        if whole:
            assert abs(credit - Fraction(held[node] * total, whole)) < 1


@given(totals, holdings)
def test_order_is_kept_and_ties_go_to_the_lower_id(total: int, held: dict[NodeId, int]) -> None:
    after = scaled(total, held)
    for one, other in combinations(sorted(held), 2):
        if held[one] > held[other]:
            assert after[one] >= after[other]
        elif held[one] < held[other]:
            assert after[one] <= after[other]
        else:
            assert 0 <= after[one] - after[other] <= 1


@given(totals, holdings)
def test_no_larger_remainder_goes_without(total: int, held: dict[NodeId, int]) -> None:
    """Who was rounded up has a remainder at least as large as who was rounded down."""
    whole = sum(held.values())
    after = scaled(total, held)
    up = [held[node] * total % whole for node in held if whole and after[node] > held[node] * total // whole]
    down = [held[node] * total % whole for node in held if whole and after[node] == held[node] * total // whole]
    assert not up or not down or min(up) >= max(down)


@given(totals, holdings)
def test_at_the_total_nothing_moves(total: int, held: dict[NodeId, int]) -> None:
    once = scaled(total, held)
    assert normalised(evolve(Parameters(), total_credit=total), once) == once


@given(totals, st.permutations([("n1", 3), ("n2", 3), ("n3", 3), ("n4", 1), ("n5", 0)]))
def test_the_order_of_the_map_does_not_matter(total: int, pairs: list[tuple[str, int]]) -> None:
    shuffled = {NodeId(node): credit for node, credit in pairs}
    assert scaled(total, shuffled) == scaled(total, dict(sorted(shuffled.items())))


def test_what_the_simulators_made_of_it() -> None:
    """1900 became 996, 1009 stayed, 5000 nodes of 1 became nothing, and nothing became no number."""
    assert sum(scaled(1000, {NodeId(f"n{index:02}"): 95 for index in range(20)}).values()) == 1000
    assert scaled(1000, {NodeId("a"): 1009}) == Map({NodeId("a"): 1000})
    crowd = scaled(1000, {NodeId(f"{index:04}"): 1 for index in range(5000)})
    assert [node for node, credit in sorted(crowd.items()) if credit] == [f"{index:04}" for index in range(1000)]
    assert scaled(1000, {NodeId("a"): 0}) == Map({NodeId("a"): 0})


@given(st.integers(0, 400), st.integers(0, 60))
def test_a_lie_costs_its_penalty_or_a_tenth_and_stops_at_zero(credit: int, penalty: int) -> None:
    left = after_lie(credit, penalty)
    cost = credit - left
    assert left >= 0
    assert cost >= min(penalty, credit)
    assert 10 * cost > credit - 10
    assert cost in (credit, penalty, credit // 10)


def test_what_a_lie_costs_the_poor_and_the_rich() -> None:
    """Five for whoever has less than sixty, a tenth rounded down for the others."""
    assert [after_lie(credit, 5) for credit in (0, 4, 5, 6, 59, 60, 69, 1000)] == [0, 0, 0, 1, 54, 54, 63, 900]


@given(st.integers(0, 60), st.lists(st.integers(0, 50), max_size=9))
def test_a_candidate_begins_with_no_more_than_half_the_mean(most: int, active: list[int]) -> None:
    begins = joining_credit(Parameters(join_credit=most), active)
    assert begins <= most
    if any(active):
        assert Fraction(begins) <= Fraction(sum(active), 2 * len(active))
        assert begins == most or begins + 1 > Fraction(sum(active), 2 * len(active))
    else:
        assert begins == most


def test_the_mean_counts_those_who_have_lost_everything() -> None:
    params = Parameters(join_credit=7)
    assert [joining_credit(params, held) for held in ([27], [28], [9, 0], [9], [], [0, 0])] == [7, 7, 2, 4, 7, 7]
