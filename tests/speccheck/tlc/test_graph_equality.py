"""TLC's graph of the toy is the graph explored by hand; each way to differ is found with a shortest path to it."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leo_ref.speccheck.tlc.compare import Difference, DifferenceKind, compare
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.render import render
from leo_ref.speccheck.tlc.result import TlcOutcome, TlcResult
from leo_ref.speccheck.tlc.values import record
from tests.speccheck.tlc.conftest import Ground
from tests.speccheck.tlc.toy import VARIABLES, Toy, explore


def distances(graph: StateGraph) -> dict[int, int]:
    """Steps from the initial state to each node."""
    found = dict.fromkeys(graph.initial, 0)
    waiting = deque(graph.initial)
    while waiting:
        node = waiting.popleft()
        for _, target in graph.steps(node):
            if target not in found:
                found[target] = found[node] + 1
                waiting.append(target)
    return found


def copy(graph: StateGraph, leave_out: tuple[int, str, int] | None = None) -> StateGraph:
    """The same graph with other node numbers, without one step."""
    other = StateGraph(graph.variables)
    numbers = {}
    for node in reversed(range(len(graph.states))):
        numbers[node] = other.add_state(
            graph.states[node], initial=node in graph.initial, refusals=graph.refusals.get(node)
        )
    for node in range(len(graph.states)):
        for label, target in graph.steps(node):
            if (node, label, target) != leave_out:
                other.add_edge(numbers[node], label, numbers[target])
    return other


def difference_of(spec: StateGraph, reference: StateGraph) -> Difference:
    found = compare(spec, reference)
    assert found is not None
    return found


def test_the_dumped_graph_is_the_graph_explored_by_hand(ground: Ground) -> None:
    assert ground.graph.variables == VARIABLES
    assert ground.graph.edge_count == explore().edge_count
    assert compare(ground.graph, explore()) is None
    assert compare(explore(), ground.graph) is None


def test_ground_actions_and_refusals_change_no_count(ground: Ground, plain: TlcResult, jar: Jar) -> None:
    for result in (ground.result, plain):
        assert result.outcome is TlcOutcome.OK
        assert (result.generated, result.distinct) == (plain.generated, len(explore().states))
        assert (result.initial, result.initial_generated) == (1, 1)
        assert result.depth == max(distances(explore()).values()) + 1
        assert result.edges == sum(1 for node in range(result.distinct) for _ in explore().steps(node))
        assert f"Version {jar.version} of" in result.version


def test_constants_come_from_the_model(ground: Ground, plain: TlcResult) -> None:
    assert ground.result.constants() == {"processes": frozenset({"p1", "p2"}), "limit": 3, "nobody": "nobody"}
    assert plain.printed == ()


def test_progress_ends_with_an_empty_queue(ground: Ground) -> None:
    last = ground.progress[-1]
    assert (last.generated, last.distinct, last.queue) == (ground.result.generated, ground.result.distinct, 0)


def test_every_missing_step_is_found_by_a_shortest_path(ground: Ground) -> None:
    far = distances(ground.graph)
    for node in range(len(ground.graph.states)):
        for label, target in ground.graph.steps(node):
            found = difference_of(ground.graph, copy(ground.graph, leave_out=(node, label, target)))
            assert found.kind is DifferenceKind.STEP
            assert found.path[-1].state == ground.graph.states[node]
            assert len(found.path) == far[node] + 1
            assert [(visit.label, visit.state) for visit in found.missing] == [(label, ground.graph.states[target])]
            assert found.extra == ()


def test_the_path_is_one_that_the_specification_allows(ground: Ground) -> None:
    node = max(distances(ground.graph).items(), key=lambda item: item[1])[0]
    reference = copy(ground.graph)
    reference.add_edge(reference.nodes[ground.graph.states[node]], "Invented", 0)
    found = difference_of(ground.graph, reference)
    assert [visit.label for visit in found.extra] == ["Invented"]
    at = next(iter(ground.graph.initial))
    assert found.path[0].state == ground.graph.states[at]
    for visit in found.path[1:]:
        steps = {(label, ground.graph.states[target]): target for label, target in ground.graph.steps(at)}
        at = steps[visit.label, visit.state]
    assert at == node
    path = ground.graph.path_to(node)
    assert path is not None
    assert len(path) == len(found.path)


def test_an_extra_state_is_found_where_it_is_entered(ground: Ground) -> None:
    reference = explore()
    before = Toy().after("Take_p1_1").after("Give_p1")
    wrong = Toy((("p1", 1), ("p2", 2), ("p2", 2)))
    reference.add_edge(reference.nodes[before.values()], "Take_p2_2", reference.add_state(wrong.values()))
    found = difference_of(ground.graph, reference)
    assert found.kind is DifferenceKind.STEP
    assert [visit.label for visit in found.path] == ["", "Take_p1_1", "Give_p1"]
    assert [(visit.label, visit.state) for visit in found.extra] == [("Take_p2_2", wrong.values())]
    assert found.missing == ()
    shown = render(found)
    assert "1. Take_p1_1" in shown
    assert "counter: 0 -> 1" in shown
    assert "counter: 1 -> 5" in shown
    assert '"idle"' in shown
    assert "full:" not in shown.partition("There:")[0].partition("1.")[2], "only what changes is shown"


def test_a_wrong_refusal_is_found(ground: Ground) -> None:
    reference = explore()
    state = Toy().after("Take_p1_2").values()
    node = reference.nodes[state]
    answers = {str(label): str(code) for label, code in reference.refusals[node][1]}
    assert answers["Take_p1_2"] == "BUSY"
    reference.refusals[node] = record({**answers, "Take_p1_2": "OVER"})
    found = difference_of(ground.graph, reference)
    assert found.kind is DifferenceKind.REFUSAL
    assert [visit.label for visit in found.path] == ["", "Take_p1_2"]
    assert [(one.label, one.spec, one.reference) for one in found.refusals] == [("Take_p1_2", "BUSY", "OVER")]
    assert "[BUSY]" in render(found)
    assert "[OVER]" in render(found)


def test_a_step_to_another_state_shows_both_beside_each_other(ground: Ground) -> None:
    start = Toy()
    step = (0, "Take_p1_1", ground.graph.nodes[start.after("Take_p1_1").values()])
    reference = copy(ground.graph, leave_out=step)
    nodes = reference.nodes
    reference.add_edge(nodes[start.values()], "Take_p1_1", nodes[start.after("Take_p1_2").values()])
    found = difference_of(ground.graph, reference)
    assert [visit.state for visit in found.missing] == [start.after("Take_p1_1").values()]
    assert [visit.state for visit in found.extra] == [start.after("Take_p1_2").values()]
    assert [refusal.label for refusal in found.refusals] == ["Take_p1_1"]
    shown = render(found)
    assert shown.index("counter: 0 -> 1") < shown.index("counter: 0 -> 2")


def test_a_state_without_a_way_to_it_is_found(ground: Ground) -> None:
    reference = explore()
    reference.add_state(Toy((("p2", 2), ("p2", 2))).values())
    found = difference_of(ground.graph, reference)
    assert (found.kind, len(found.missing), len(found.extra)) == (DifferenceKind.UNREACHED, 0, 1)
    assert "only the reference has" in render(found)
    assert difference_of(reference, ground.graph).missing == found.extra


def test_other_initial_states_are_found(ground: Ground) -> None:
    reference = explore()
    reference.add_state(Toy().after("Take_p2_1").values(), initial=True)
    found = difference_of(ground.graph, reference)
    assert (found.kind, len(found.missing), len(found.extra)) == (DifferenceKind.INITIAL, 0, 1)
    assert difference_of(reference, ground.graph).missing == found.extra


def test_other_variables_are_found(ground: Ground) -> None:
    found = difference_of(ground.graph, StateGraph((*VARIABLES, "zone")))
    assert found.kind is DifferenceKind.VARIABLES
    assert "zone" in render(found)


@pytest.mark.parametrize(("spec", "reference"), [(True, 1), (frozenset({False}), frozenset({0}))])
def test_a_truth_value_is_no_integer(spec: bool | frozenset[bool], reference: int | frozenset[int]) -> None:
    graphs = []
    for value in (spec, reference):
        graph = StateGraph(("x",))
        graph.add_edge(graph.add_state(("start",), initial=True), "Step", graph.add_state((value,)))
        graphs.append(graph)
    found = difference_of(graphs[0], graphs[1])
    assert found.kind is DifferenceKind.VALUE
    assert [visit.label for visit in found.path] == ["", "Step"]
    assert render(found)


def test_a_truth_value_is_no_integer_even_if_the_integer_was_seen_before() -> None:
    graphs = []
    for second in (1, True):
        graph = StateGraph(("name", "x"))
        graph.add_edge(graph.add_state(("a", 1), initial=True), "Step", graph.add_state(("b", second)))
        graphs.append(graph)
    assert difference_of(graphs[0], graphs[1]).kind is DifferenceKind.VALUE


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from("AB"), st.integers(0, 7)), max_size=20), st.integers(0, 7))
@example([(0, "A", 2), (0, "A", 3), (3, "A", 4), (4, "A", 5), (2, "A", 5)], 5)
@example([(0, "A", 3), (0, "A", 2), (3, "A", 4), (4, "A", 5), (2, "A", 5)], 5)
def test_the_path_to_a_difference_is_as_short_as_networkx_finds(steps: list[tuple[int, str, int]], last: int) -> None:
    graphs = []
    for wrong in (False, True):
        graph = StateGraph(("x",))
        for number in range(8):
            graph.add_state((number,), initial=number in (0, 1))
        for source, label, target in steps:
            graph.add_edge(source, label, target)
        if wrong:
            graph.add_edge(last, "Wrong", 0)
        graphs.append(graph)
    spec, reference = graphs
    lengths = nx.multi_source_dijkstra_path_length(spec.graph, {0, 1}, weight=None)
    found = difference_of(spec, reference) if last in lengths else compare(spec, reference)
    path = spec.path_to(last)
    if last in lengths:
        assert found is not None
        assert path is not None
        assert found.path[-1].state == (last,)
        assert len(found.path) - 1 == len(path) - 1 == lengths[last]
        for before, after in pairwise(path):
            assert after in set(spec.steps(before[1]))
    else:
        assert path is None
        assert found is not None
        assert found.kind is DifferenceKind.UNREACHED
