"""The reference's own exhaustive exploration of a model: every state, every ground action, every refusal."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from attrs import evolve

from leo_ref.speccheck.actions import Ground
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.sharing import EqualLedgers
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.world import World

OK = "OK"
"""What an action answers that is not refused."""


class Found(Protocol):
    """What is told of a walk."""

    def state(self, world: World, *, initial: bool) -> tuple[int, bool]:
        """The number of the state of a world, and whether it is new."""

    def answers(self, node: int, codes: list[str], steps: list[tuple[int, int]]) -> None:
        """All about a state: for each action ``OK`` or a code, and (action, state) for each step from it."""


def walk(model: Model, grounds: list[Ground], found: Found) -> None:
    """Every action in every state, breadth first; a world is let go when all was tried in it."""
    waiting: deque[tuple[int, World]] = deque()
    ledgers = EqualLedgers()

    def number_of(world: World, *, initial: bool = False) -> int:
        if model.shares:
            ledger = ledgers.one(world.ledger)
            if ledger is not world.ledger:
                world = evolve(world, ledger=ledger)
        node, new = found.state(world, initial=initial)
        if new:
            waiting.append((node, world))
        return node

    with _no_collection():
        for world in model.initial():
            number_of(world, initial=True)
        while waiting:
            node, world = waiting.popleft()
            codes, steps = [], []
            for action, ground in enumerate(grounds):
                after = ground.act(world)
                if isinstance(after, str):
                    codes.append(after)
                else:
                    codes.append(OK)
                    steps.append((action, number_of(after)))
            found.answers(node, codes, steps)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for cycles: nothing that a walk makes has one, and there is much to search."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Whole:
    """Everything that a walk finds: the graph, and the world behind each node."""

    def __init__(self, grounds: list[Ground], projection: Projection) -> None:
        self._labels = [ground.label for ground in grounds]
        self._allowed = {label: (label, OK) for label in self._labels}
        self._projection = projection
        self.graph = StateGraph(projection.variables)
        self.worlds: list[World] = []

    def state(self, world: World, *, initial: bool) -> tuple[int, bool]:
        """A node."""
        node = self.graph.add_state(self._projection(world), initial=initial)
        new = node == len(self.worlds)
        if new:
            self.worlds.append(world)
        return node, new

    def answers(self, node: int, codes: list[str], steps: list[tuple[int, int]]) -> None:
        """Its refusals and edges."""
        for action, target in steps:
            self.graph.add_edge(node, self._labels[action], target)
        self.graph.refusals[node] = (
            "fn",
            frozenset(
                self._allowed[label] if code == OK else (label, code)
                for label, code in zip(self._labels, codes, strict=True)
            ),
        )


def explore(model: Model, grounds: list[Ground], projection: Projection) -> tuple[StateGraph, list[World]]:
    """The reference's graph of a model, and the world behind each node."""
    whole = _Whole(grounds, projection)
    walk(model, grounds, whole)
    return whole.graph, whole.worlds
