"""The file of one model: its graph, or a choice of it, in tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.core.rejections import CODES
from leo_ref.speccheck.constants import constants_value
from leo_ref.speccheck.cover import Path, covering
from leo_ref.speccheck.numbered import NumberedGraph, state_id
from leo_ref.speccheck.tlc.graph import State
from leo_ref.speccheck.tlc.itf import json_of
from leo_ref.speccheck.tlc.values import Value
from leo_ref.vectors.actions import SOURCES
from leo_ref.vectors.choosing import Choice, Key, Standings, chosen, clause, everything

WHOLE_MOST: Final = 3000
"""Edges of a graph that is small enough for all of them to be in git."""

TICKS: Final = 4
"""Ends of blocks that a choice keeps of each class."""

LARGE: Final = 60
"""Octets of a value that is written once, if it is part of another."""


def choice_of(graph: NumberedGraph, *, whole: bool) -> Choice:
    """What goes into the file; ``whole`` asks for everything, whatever its size."""
    if whole:
        return everything(graph)
    few = chosen(graph, TICKS)
    edges = everything(graph).edges
    return Choice(edges, few.refusals) if len(edges) <= WHOLE_MOST else few


def codes_of(graph: NumberedGraph, choice: Choice) -> dict[str, str]:
    """Each code with the first vector that reaches it."""
    first: dict[str, tuple[int, int]] = {}
    for source, action, code in choice.refusals:
        first.setdefault(code, (source, action))
    return {
        code: f"models/{graph.name}/{graph.grounds[action].label}@{state_id(graph.variables, graph.states[source])}"
        for code, (source, action) in first.items()
    }


def model_file(graph: NumberedGraph, purpose: str, choice: Choice) -> dict[str, JsonValue]:
    """The file of a choice."""
    all_of_it = everything(graph)
    paths = covering(graph, choice.edges, choice.refusals)
    return {
        "kind": "model",
        "version": 1,
        "model": graph.name,
        "about": purpose,
        "complete": {"edges": choice.edges == all_of_it.edges, "refusals": choice.refusals == all_of_it.refusals},
        "graph": {
            "states": len(graph.states),
            "edges": len(all_of_it.edges),
            "refusals": len(all_of_it.refusals),
        },
        "constants": json_of(constants_value(graph.constants)),
        "actions": [
            [ground.label, ground.name, [json_of(argument) for argument in ground.arguments], SOURCES[ground.name]]
            for ground in graph.grounds
        ],
        **_tables(graph, choice, paths),
    }


def _tables(graph: NumberedGraph, choice: Choice, paths: list[Path]) -> dict[str, JsonValue]:
    """States, classes, edges, refusals and paths, by numbers of their own."""
    kept = sorted(_visited(choice, paths))
    number = {state: index for index, state in enumerate(kept)}
    values = _Values(graph.variables)
    states: list[JsonValue] = [
        [state_id(graph.variables, graph.states[state]), *values.of(graph.states[state])] for state in kept
    ]
    tables = values.tables()
    where = Standings(graph)
    names: dict[str, int] = {}
    classes: dict[Key, int] = {}

    def class_of(source: int, action: int, result: str) -> int:
        before = where.of(source, action)
        for name in (before, result):
            if name not in CODES:
                names.setdefault(name, len(names))
        return classes.setdefault((action, before, result), len(classes))

    edges: list[JsonValue] = [
        [number[source], action, number[target], class_of(source, action, where.of(target, action))]
        for source, action, target in choice.edges
    ]
    refusals: list[JsonValue] = [
        [number[source], action, class_of(source, action, code)] for source, action, code in choice.refusals
    ]
    return {
        "variables": list(graph.variables),
        "shared": values.shared,
        "values": tables,
        "states": states,
        "initial": list[JsonValue](sorted({number[path.start] for path in paths})),
        "standings": list(names),
        "classes": [
            [names[before], result if result in CODES else names[result], clause(graph, (action, before, result))]
            for action, before, result in classes
        ],
        "edges": edges,
        "refusals": refusals,
        "paths": [[number[path.start], list(_flat(path, number))] for path in paths],
    }


def _flat(path: Path, number: Mapping[int, int]) -> Iterator[int | str]:
    """Action, result, action, result: a result is a state or a code."""
    for action, result in path.turns:
        yield action
        yield result if isinstance(result, str) else number[result]


def _visited(choice: Choice, paths: list[Path]) -> set[int]:
    seen = {path.start for path in paths}
    for source, _, target in choice.edges:
        seen |= {source, target}
    for path in paths:
        seen |= {result for _, result in path.turns if isinstance(result, int)}
    return seen


class _Values:
    """The distinct values of each variable, numbered as they are met; what is large in them is written once."""

    def __init__(self, variables: tuple[str, ...]) -> None:
        self._numbers: list[dict[Value, int]] = [{} for _ in variables]
        self._variables = variables
        self.shared: dict[str, JsonValue] = {}
        self._names: dict[bytes, str] = {}

    def of(self, state: State) -> Iterator[int]:
        for numbers, value in zip(self._numbers, state, strict=True):
            yield numbers.setdefault(value, len(numbers))

    def tables(self) -> dict[str, JsonValue]:
        """The values by variable; fills ``shared``."""
        return {
            name: [self._sharing(json_of(value)) for value in numbers]
            for name, numbers in zip(self._variables, self._numbers, strict=True)
        }

    def _sharing(self, value: JsonValue) -> JsonValue:
        """The value; of a function on texts, large results are only named."""
        if not isinstance(value, dict):
            return value
        return {field: self._named(result) for field, result in value.items()}

    def _named(self, value: JsonValue) -> JsonValue:
        octets = canonical(value)
        if len(octets) < LARGE or not isinstance(value, dict):
            return value
        name = self._names.setdefault(octets, str(len(self._names)))
        self.shared[name] = value
        return {"$shared": name}
