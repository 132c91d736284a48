"""The reference's side of a check, for a process of its own: explore, map back, ask the roles, compare."""

from __future__ import annotations

import time
from pathlib import Path

from attrs import frozen

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.graphfile import write
from leo_ref.speccheck.inverse import comparable, world_of
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.report import Explored
from leo_ref.speccheck.roles import departures
from leo_ref.speccheck.tlc.compare import compare
from leo_ref.speccheck.tlc.dump import read_graph
from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.ground import PREFIX
from leo_ref.speccheck.tlc.render import render
from leo_ref.speccheck.tlc.values import pretty
from leo_ref.speccheck.world import World


@frozen
class _Kept:
    """What waits for TLC's graph of a model."""

    constants: Constants
    graph: StateGraph
    problem: str


_kept: dict[str, _Kept] = {}
"""By model."""


def explore_model(name: str, constants: Constants) -> Explored:
    """Explore a model whole and keep its graph for :func:`compare_model`."""
    start = time.perf_counter()
    model = model_of(constants)
    graph, worlds = explore(model, ground_actions(model), Projection(model))
    seconds = time.perf_counter() - start
    problem = not_injective(model, graph, worlds) or departed(model, graph, worlds)
    _kept[name] = _Kept(constants, graph, problem)
    refusals = sum(1 for record in graph.refusals.values() for _, code in record[1] if code != "OK")
    return Explored(
        states=len(graph.states),
        edges=graph.edge_count,
        refusals=refusals,
        seconds=seconds,
        problem=problem,
    )


def not_injective(model: Model, graph: StateGraph, worlds: list[World]) -> str:
    """The first world that its own abstraction does not lead back to, or nothing.

    If every world comes back from its values, no two worlds have the same values.
    """
    for state, world in zip(graph.states, worlds, strict=True):
        variables = dict(zip(graph.variables, state, strict=True))
        if comparable(world_of(model, variables)) != comparable(world):
            return f"The reference's state is not the one that its abstraction describes:\n{_told(graph, state)}"
    return ""


def departed(model: Model, graph: StateGraph, worlds: list[World]) -> str:
    """The first state in which a role does otherwise than the specification says of honest parties, or nothing."""
    for state, world in zip(graph.states, worlds, strict=True):
        for departure in departures(model, world):
            values = _told(graph, state)
            return f"A role of the reference departs from the specification: {departure}\n{values}"
    return ""


def _told(graph: StateGraph, state: State) -> str:
    return "\n".join(f"  {name} = {pretty(value)}" for name, value in zip(graph.variables, state, strict=True))


def compare_model(name: str, dump: Path, states: int, edges: int, file: Path | None = None) -> str:
    """The difference between TLC's dump and the graph that was kept, for people; empty if there is none.

    Where there is none, the graph goes into the file.
    """
    kept = _kept.pop(name)
    spec = read_graph(dump, states=states, edges=edges, prefix=PREFIX)
    dump.unlink()
    difference = compare(spec, kept.graph)
    if difference is not None:
        return render(difference)
    if file is not None and not kept.problem:
        write(name, kept.constants, kept.graph, file)
    return ""
