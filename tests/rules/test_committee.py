"""§7, §11: one executor whatever the order, and a quorum that is more than half of all."""

from __future__ import annotations

from itertools import permutations
from random import Random

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage
from leo_ref.core.values import NodeId
from leo_ref.rules.committee import elected, is_quorum, monitors
from tests.rules.jobs import closed_tasks, places

GROUPS = places(1)


@given(GROUPS, st.randoms())
def test_the_executor_is_the_same_in_every_order(group: Map[NodeId, Place], shuffle: Random) -> None:
    pairs = list(group.items())
    shuffle.shuffle(pairs)
    assert elected(dict(pairs)) == elected(dict(sorted(group.items())))


@given(GROUPS)
def test_nobody_goes_before_the_executor(group: Map[NodeId, Place]) -> None:
    first = elected(group)
    best = group[first]
    assert all(place.j <= best.j for place in group.values())
    rivals = {node: place for node, place in group.items() if place.j == best.j}
    assert all(int.from_bytes(place.beta, "big") >= int.from_bytes(best.beta, "big") for place in rivals.values())
    assert all(node >= first for node, place in rivals.items() if place.beta == best.beta)


@given(GROUPS)
def test_without_the_executor_the_next_one_leads(group: Map[NodeId, Place]) -> None:
    """Taking others away changes nothing; so the order is one order, not a vote."""
    first = elected(group)
    for node in group:
        if node != first:
            assert elected(group.delete(node)) == first


def place(j: int, beta: int) -> Place:
    return Place(j=j, beta=beta.to_bytes(64, "big"), encryption_keys=NO_ENCRYPTION_KEYS)


def test_ten_votes_are_more_than_nine_and_values_compare_as_integers() -> None:
    """As texts "9" > "10"; as hexadecimal in two cases, "0A.." would stand before "09.."."""
    for nodes in permutations([NodeId("n1"), NodeId("n2"), NodeId("n3")]):
        assert elected({nodes[0]: place(9, 0), nodes[1]: place(10, 5), nodes[2]: place(1, 0)}) == nodes[1]
        assert elected({nodes[0]: place(2, 0xA), nodes[1]: place(2, 0x9), nodes[2]: place(2, 0x100)}) == nodes[1]
        assert elected({node: place(1, 7) for node in nodes}) == "n1"


@given(closed_tasks(Parameters()), st.data())
def test_a_quorum_is_more_than_half_of_all_monitors(job: Job, data: st.DataObject) -> None:
    watchers = sorted(monitors(job))
    assert set(watchers) == set(job.group) - {job.executor}
    some = data.draw(st.frozensets(st.sampled_from(watchers)))
    others = frozenset(watchers) - some
    assert not (is_quorum(job, some) and is_quorum(job, others))
    assert is_quorum(job, watchers)
    assert not is_quorum(job, ())
    more = sum(job.group[node].j for node in some) - sum(job.group[node].j for node in others)
    assert is_quorum(job, some) == (more > 0)


def test_exactly_half_is_no_quorum() -> None:
    group = Map({NodeId("a"): place(3, 1), NodeId("b"): place(2, 1), NodeId("c"): place(1, 1)})
    terms = Join(candidate=NodeId("d"), deposit=1, tau=1)
    join = Job(terms=terms, stage=Stage.CONFIRM, posted=1, escrow=4, group=group)
    assert not is_quorum(join, [NodeId("a")])
    assert not is_quorum(join, [NodeId("b"), NodeId("c")])
    assert is_quorum(join, [NodeId("a"), NodeId("c")])
    assert is_quorum(evolve(join, executor=NodeId("a")), [NodeId("b")])
    assert not is_quorum(evolve(join, executor=NodeId("b")), [NodeId("c")])
