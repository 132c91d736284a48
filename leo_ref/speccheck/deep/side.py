"""The reference's side of a deep model, for a process of its own: explore, look at the mapping, hold TLC to it."""

from __future__ import annotations

import time
from pathlib import Path

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.deep.compact import CompactGraph
from leo_ref.speccheck.deep.held import hold
from leo_ref.speccheck.explore import walk
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.report import Explored
from leo_ref.speccheck.tlc.ground import PREFIX

_graphs: dict[str, CompactGraph] = {}
"""Graphs that wait for TLC's."""


def explore_deep(name: str, constants: Constants) -> Explored:
    """Explore a model whole and keep its graph for :func:`hold_deep`."""
    start = time.perf_counter()
    model = model_of(constants)
    grounds = ground_actions(model)
    graph = CompactGraph(model, grounds)
    walk(model, grounds, graph)
    _graphs[name] = graph
    return Explored(
        states=len(graph.nodes),
        edges=len(graph.actions),
        refusals=graph.refused,
        seconds=time.perf_counter() - start,
        problem=graph.problem,
    )


def hold_deep(name: str, dump: Path, states: int, edges: int) -> str:
    """The difference between TLC's dump and the graph that was kept, for people; empty if there is none."""
    return hold(_graphs.pop(name), dump, states=states, edges=edges, prefix=PREFIX)
