"""A graph of a model, numbered in an order that nothing but the model decides."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from attrs import frozen

from leo_ref.core.encoding import JsonValue, digest
from leo_ref.speccheck.actions import Ground
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.itf import json_of

STATE_DOMAIN = "leo/vector-state"


@frozen
class NumberedGraph:
    """A graph. States are numbered in breadth-first order; an action has one result in a state."""

    name: str
    constants: Constants
    variables: tuple[str, ...]
    grounds: tuple[Ground, ...]
    states: tuple[State, ...]
    initial: int
    """How many states are initial; they come first."""
    edges: tuple[tuple[tuple[int, int], ...], ...]
    """For each state the pairs (action, target), in the order of the actions."""
    refusals: tuple[tuple[tuple[int, str], ...], ...]
    """For each state the pairs (action, code), in the order of the actions."""
    came_from: tuple[tuple[int, int] | None, ...]
    """For each state the (state, action) by which it was found first."""


def numbered(name: str, constants: Constants, grounds: Sequence[Ground], graph: StateGraph) -> NumberedGraph:
    """The graph that these ground actions have in a model, with new numbers; it has every refusal."""
    number_of = {ground.label: number for number, ground in enumerate(grounds)}
    steps = [
        sorted((number_of[label], target) for label, target in graph.steps(node)) for node in range(len(graph.states))
    ]
    order = sorted(graph.initial, key=lambda node: state_id(graph.variables, graph.states[node]))
    initial = len(order)
    found: dict[int, tuple[int, int] | None] = dict.fromkeys(order)
    waiting = deque(order)
    while waiting:
        source = waiting.popleft()
        for action, target in steps[source]:
            if target not in found:
                found[target] = (source, action)
                order.append(target)
                waiting.append(target)
    number = {node: index for index, node in enumerate(order)}
    return NumberedGraph(
        name=name,
        constants=constants,
        variables=graph.variables,
        grounds=tuple(grounds),
        states=tuple(graph.states[node] for node in order),
        initial=initial,
        edges=tuple(tuple((action, number[target]) for action, target in steps[node]) for node in order),
        refusals=tuple(
            tuple(sorted((number_of[str(label)], str(code)) for label, code in graph.refusals[node][1] if code != "OK"))
            for node in order
        ),
        came_from=tuple(None if step is None else (number[step[0]], step[1]) for step in found.values()),
    )


def state_json(variables: tuple[str, ...], state: State) -> dict[str, JsonValue]:
    """A state as JSON."""
    return {name: json_of(value) for name, value in zip(variables, state, strict=True)}


def state_id(variables: tuple[str, ...], state: State) -> str:
    """Twelve digits that stay the state's as long as it means the same."""
    return digest(STATE_DOMAIN, state_json(variables, state)).hex()[:12]
