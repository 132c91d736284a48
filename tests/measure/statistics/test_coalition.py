"""Tasks that are drawn come to what is computed; and what tasks do to credit."""

from __future__ import annotations

from fractions import Fraction
from hashlib import shake_256
from math import exp, factorial

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Place
from leo_ref.core.values import CREDIT, NodeId
from leo_ref.draw.sortition import sortition
from leo_ref.measure.statistics import coalition, growth
from leo_ref.measure.statistics.coalition import DRAWN, EVENTS, UNBELIEVABLE, Counted, alike, computed, counted
from leo_ref.measure.statistics.growth import GrowthStart, Life, drawn, earnings, gini, live, task_of
from leo_ref.measure.statistics.risk_page import missed
from leo_ref.rules.committee import elected
from leo_ref.rules.selection import group_stands

PARAMS = Parameters()


def worst(found: tuple[Counted, ...]) -> float:
    return max(off for each in found for off in each.deviations)


def test_drawn_tasks_come_to_what_is_computed() -> None:
    assert worst(counted("test", 1500, 1)) < UNBELIEVABLE


def test_a_network_counted_by_another_floor_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalition, "group_stands", lambda params, job: len(job.group) >= params.min_group)
    assert worst(counted("test", 3000, 1)) > UNBELIEVABLE


def test_a_network_with_another_election_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalition, "elected", lambda group: min(group, key=lambda name: group[name].j))
    assert worst(counted("test", 1500, 1)) > UNBELIEVABLE


def test_a_count_does_not_depend_on_the_processes() -> None:
    assert counted("test", 20, 1) == counted("test", 20, 2)


def test_networks_hold_all_credit() -> None:
    for away in (Fraction(0), Fraction(3, 10)):
        made = alike(Fraction(1, 5), away, 10)
        assert abs(made.total - PARAMS.total_credit) < 1000
        assert (len(made.ours), len(made.theirs)) == (20, 80 - int(away * 80))
    assert len({(each.name, each.tau) for each in DRAWN}) == len(DRAWN)


def test_honest_jobs_without_a_group() -> None:
    """Twelve nodes, tau 10: what the table says of them."""
    twelve = alike(Fraction(0), Fraction(0), 10, nodes=12)
    one, five = computed(twelve, 1).unfilled, computed(twelve).unfilled
    assert five.value == pytest.approx(one.value**5)
    assert Fraction(24, 100) < one.low < one.high < Fraction(25, 100)


def place(j: int, beta: int) -> Place:
    return Place(j=j, beta=beta.to_bytes(64, "big"), encryption_keys=NO_ENCRYPTION_KEYS)


def test_who_executes_does_not_count_for_the_floor() -> None:
    """Monitors with 5 of tau 10 are too few, with 6 enough; the executor is the one with most votes."""
    group = {NodeId("a"): place(9, 1), NodeId("b"): place(3, 2), NodeId("c"): place(2, 3)}
    task = task_of()
    assert not group_stands(PARAMS, evolve(task, group=Map(group)))
    assert group_stands(PARAMS, evolve(task, group=Map({**group, NodeId("c"): place(3, 3)})))
    two = Map({NodeId("a"): place(9, 1), NodeId("b"): place(8, 2)})
    assert not group_stands(PARAMS, evolve(task, group=two)), "two members"


def test_a_group_is_that_of_every_random_value() -> None:
    """Nodes that surely have no votes are left out before votes are counted; nobody is missed."""
    held = Map({NodeId(f"{number:02}"): (number + 1) * CREDIT for number in range(40)})
    job = growth.task_of()
    seen = 0
    for task in range(30):
        seed = b"group" + bytes([task])
        found = drawn(evolve(PARAMS, rounds=1), job, held, seed)
        octets = shake_256(seed + bytes([0])).digest(64 * len(held))
        votes = {
            name: sortition(octets[64 * number : 64 * number + 64], held[name], sum(held.values()), 10)
            for number, name in enumerate(sorted(held))
        }
        expected = {name: j for name, j in votes.items() if j > 0}
        if found is not None:
            seen += 1
            assert {name: each.j for name, each in found.items()} == expected
    assert seen > 15


def test_everybody_in_a_group_earns_the_same() -> None:
    names = [NodeId(f"{number:064x}") for number in range(4)]
    group = Map({name: place(2 + (number == 1), number) for number, name in enumerate(names)})
    executor = elected(group)
    assert executor == names[1]
    found = earnings(PARAMS, growth.task_of(), group, executor)
    assert sorted(found) == [(name, CREDIT) for name in names]
    dear = evolve(PARAMS, executor_reward=7 * CREDIT)
    assert dict(earnings(dear, growth.task_of(), group, executor))[executor] == 7 * CREDIT


def test_a_life() -> None:
    found = live(Life("test", GrowthStart(12, 1 / 12), 200))
    assert sum(found.credit) == PARAMS.total_credit
    assert sum(found.executions) == found.done
    assert 190 <= found.done <= 200
    assert found.top_credit < Fraction(9, 100)
    assert found.top_executions < Fraction(20, 100)
    assert found == live(Life("test", GrowthStart(12, 1 / 12), 200))
    assert missed([found]) == []
    assert missed([evolve(found, executions=(found.done,) * 12)]) == ["12 nodes: executions 100.0%"]


def test_who_has_much_loses_share_by_working() -> None:
    found = live(Life("test", GrowthStart(12, 1 / 2), 200))
    assert found.credit[0] / sum(found.credit) < Fraction(1, 2)
    assert found.top_executions > Fraction(8, 10)


def test_gini() -> None:
    assert gini((5, 5, 5)) == pytest.approx(0)
    assert gini((0, 0, 0, 8)) == pytest.approx(3 / 4)
    assert gini((1, 3)) == pytest.approx(1 / 4)
    assert gini((0, 0)) == 0


def test_every_event_is_a_chance() -> None:
    answer = computed(DRAWN[3])
    assert all(0 <= getattr(answer, event).low <= getattr(answer, event).high <= 1 for event in EVENTS)


def poisson_at_least(least: int, mean: float) -> float:
    return 1 - sum(exp(-mean) * mean**votes / factorial(votes) for votes in range(least))


@pytest.mark.parametrize("share", coalition.JOIN_SHARES)
def test_friends_have_a_join_to_themselves_as_often_as_their_votes_pass_its_floor(share: Fraction) -> None:
    """Votes are nearly those of Poisson: more than fifteen of the twenty that are expected of everybody."""
    alone = coalition.befriended(alike(share, Fraction(0), PARAMS.tau)).value
    assert float(alone) == pytest.approx(poisson_at_least(16, 20 * float(share)), rel=0.01)
    everybody = coalition.attested(alike(share, Fraction(0), PARAMS.tau))
    assert everybody.whole.value < alone
    assert float(everybody.stands.value) == pytest.approx(poisson_at_least(16, 20), rel=0.001)
