"""A difference in a large state, made small: one action, and as little else in the state as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

from attrs import evolve

from leo_ref.speccheck.abstraction import NO_JOB, function
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.inverse import world_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.compare import Difference, compare
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide.steps import STEPPED, OneStep, asked
from leo_ref.speccheck.wide.walk import Visited, attempts

Variables: TypeAlias = dict[str, Value]

MOST_ROUNDS: Final = 12
"""How often TLC is asked; each time about all ways to make the state smaller."""

TOGETHER: Final = (
    ("liars",),
    ("approved",),
    ("provers", "proven"),
    ("proven",),
    ("confirmed",),
    ("asked", "given"),
    ("given",),
    ("challenged", "answered"),
    ("credentials", "answers", "confirmed", "provers", "proven"),
    ("answers", "confirmed", "provers", "proven"),
    ("payouts",),
)
"""Fields of a job that can be empty while the others stay."""

EMPTY_SETS: Final = ("byzantine", "holds")


def shrunk(sampled: OneStep, found: Difference, jar: Jar, library: Path | None = None) -> Difference:
    """A smallest difference of that kind: nothing more can be taken away from its state by itself."""
    variables = _last(found)
    labels = {visit.label for visit in (*found.missing, *found.extra)} | {each.label for each in found.refusals}
    label = min(labels, default="")
    small = evolve(sampled, actions=[action for action in sampled.actions if action.label == label])
    kept = _differences(small, [variables], jar, library)[0]
    if kept is None:
        return found
    for _ in range(MOST_ROUNDS):
        smaller = list(_smaller(variables))
        differs = _differences(small, [one for _, one in smaller], jar, library)
        held = [(which, one, each) for (which, one), each in zip(smaller, differs, strict=True) if each is not None]
        if not held:
            break
        together = _combined(variables, [one for _, one, _ in held])
        at_once = _differences(small, [together], jar, library)[0]
        variables, kept = (held[0][1], held[0][2]) if at_once is None else (together, at_once)
    return kept


def _last(found: Difference) -> Variables:
    """The state at which the sides part."""
    state = found.path[-1].state
    return {name: value for name, value in zip(found.variables, state, strict=True) if name != STEPPED}


def _differences(sampled: OneStep, states: list[Variables], jar: Jar, library: Path | None) -> list[Difference | None]:
    """For each of these states whether the sides differ in it, and how."""
    names = Projection(sampled.model).variables
    visits: list[Visited] = []
    for variables in states:
        there = world_of(sampled.model, variables)
        visits.append(Visited(there, attempts(sampled.actions, there)))
    spec = asked(evolve(sampled, visited=visits), jar, library)
    found = []
    for variables, visit in zip(states, visits, strict=True):
        state = tuple(variables[name] for name in names)
        found.append(compare(_only(spec, state), evolve(sampled, visited=[visit]).graph()))
    return found


def _only(graph: StateGraph, state: tuple[Value, ...]) -> StateGraph:
    """The part of TLC's graph that begins in a state."""
    place = graph.variables.index(STEPPED)
    source = graph.nodes[(*state[:place], False, *state[place:])]
    part = StateGraph(graph.variables)
    begin = part.add_state(graph.states[source], initial=True, refusals=graph.refusals[source])
    for label, target in graph.steps(source):
        part.add_edge(begin, label, part.add_state(graph.states[target], refusals=graph.refusals[target]))
    return part


def _smaller(variables: Variables) -> Iterator[tuple[str, Variables]]:
    """Each way to take something away."""
    jobs = mapping(variables["job"])
    for name, record in jobs.items():
        if record == NO_JOB:
            continue
        yield f"job {name}", {**variables, "job": function({**jobs, name: NO_JOB})}
        fields, empty = mapping(record), mapping(NO_JOB)
        for part in TOGETHER:
            less = function({**fields, **{field: empty[field] for field in part}})
            if less != record:
                yield f"{part} of {name}", {**variables, "job": function({**jobs, name: less})}
    for name in EMPTY_SETS:
        if variables.get(name):
            yield name, {**variables, name: frozenset()}
    for name, nothing in (("seen", "none"), ("elected", "NONE"), ("heard", frozenset()), ("balance", 0), ("credit", 0)):
        if name in variables:
            values = mapping(variables[name])
            for at, value in values.items():
                if value != nothing:
                    yield f"{name} of {at}", {**variables, name: function({**values, at: nothing})}


def _combined(variables: Variables, smaller: list[Variables]) -> Variables:
    """All of them at once: a part is taken away if any of them does."""
    together = dict(variables)
    for name, value in variables.items():
        for one in smaller:
            if one[name] != value:
                together[name] = _merged(value, together[name], one[name])
    return together


def _merged(before: Value, so_far: Value, also: Value) -> Value:
    """What either of the two changed of a value; of functions, argument by argument."""
    if not (isinstance(before, tuple) and isinstance(so_far, tuple) and isinstance(also, tuple)):
        return also if so_far == before else so_far
    old, now, new = mapping(before), mapping(so_far), mapping(also)
    if not old.keys() == now.keys() == new.keys():
        return also if so_far == before else so_far
    return function({key: _merged(old[key], now[key], new[key]) for key in old})
