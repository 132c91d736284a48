"""The reference's own exhaustive exploration of a model: every state, every ground action, every refusal."""

from __future__ import annotations

from collections import deque

from leo_ref.speccheck.actions import Ground
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.world import World


def explore(model: Model, grounds: list[Ground], projection: Projection) -> tuple[StateGraph, list[World]]:
    """The reference's graph of a model, and the world behind each node."""
    graph = StateGraph(projection.variables)
    worlds: list[World] = []
    waiting: deque[int] = deque()

    def found(world: World, *, initial: bool = False) -> int:
        node = graph.add_state(projection(world), initial=initial)
        if node == len(worlds):
            worlds.append(world)
            waiting.append(node)
        return node

    for world in model.initial():
        found(world, initial=True)
    allowed = {ground.label: (ground.label, "OK") for ground in grounds}
    while waiting:
        node = waiting.popleft()
        world = worlds[node]
        refusals = []
        for ground in grounds:
            after = ground.act(world)
            if isinstance(after, str):
                refusals.append((ground.label, after))
            else:
                refusals.append(allowed[ground.label])
                graph.add_edge(node, ground.label, found(after))
        graph.refusals[node] = ("fn", frozenset(refusals))
    return graph, worlds
