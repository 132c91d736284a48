"""TLC's dump of a model, held line by line to the reference's graph in digests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from leo_ref.speccheck.deep.compact import CompactGraph
from leo_ref.speccheck.deep.digests import MOST, Digests, state_digest
from leo_ref.speccheck.tlc.dump import (
    AGAIN,
    REFUSAL,
    conjuncts_of,
    label_of,
    miscounted,
    name_of,
    read_lines,
    value_of,
)
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure

UNKNOWN: Final = -1
"""Stands for a state of TLC that the reference does not have."""

MOST_SHOWN: Final = 1000
"""Such states whose values are kept for a report."""


class _Holder:
    """The state of reading one file. Of all differences it keeps the one that is nearest to an initial state."""

    def __init__(self, graph: CompactGraph, prefix: str) -> None:
        self._graph = graph
        self._prefix = prefix
        self._digests = Digests()
        self._texts: dict[str, bytes] = {}
        self._order: tuple[str, ...] = ()
        self._places: list[int] = []
        self._labels: dict[str, int | None] = {}
        self._nodes: dict[int, int] = {}
        self._waiting: dict[int, list[tuple[int, int, str]]] = {}
        """Steps (source, target, rest of the line) by a state of theirs that has no line yet."""
        self._others: dict[int, str] = {}
        """The first states of TLC that the reference does not have, for people."""
        self._states = bytearray(len(graph.nodes))
        self._steps = bytearray(len(graph.actions))
        self.state_lines = 0
        self.edge_lines = 0
        self.nearest: tuple[int, str] | None = None

    def state(self, fingerprint: str, rest: str) -> None:
        """A line of a state."""
        self.state_lines += 1
        conjuncts, initial = conjuncts_of(rest)
        if not self._order:
            self._start(conjuncts)
        found = [self._digest(place, conjunct) for place, conjunct in enumerate(conjuncts)]
        node = self._graph.nodes.get(state_digest(found[place] for place in self._places), UNKNOWN)
        number = int(fingerprint)
        if number in self._nodes:
            raise ValueError(f"the state {fingerprint} is there twice")
        self._nodes[number] = node
        if node == UNKNOWN:
            if len(self._others) < MOST_SHOWN:
                self._others[number] = _shown(conjuncts)
            if initial:
                self._differ(UNKNOWN, f"TLC has an initial state that the reference has not:\n{_shown(conjuncts)}")
        else:
            self._known(node, initial=initial, found=found, conjuncts=conjuncts)
        for waiting in self._waiting.pop(number, ()):
            self._step(*waiting)

    def edge(self, source: str, target: str, rest: str) -> None:
        """A line of a step; if a state of it comes later in the file, it waits for that."""
        self.edge_lines += 1
        self._step(int(source), int(target), rest)

    def finish(self) -> None:
        """Looks for what only the reference has."""
        for number in self._waiting:
            raise TlcFailure(Failure.DUMP_TRUNCATED, f"A step touches {number}, a state that has no line.", AGAIN)
        graph = self._graph
        if (unseen := self._steps.find(0)) >= 0:
            # Steps are numbered in the order of their states, so this is the first state with one.
            node = next(node for node in range(len(graph.nodes)) if unseen < graph.first[node + 1])
            label = graph.labels[graph.actions[unseen]]
            self._differ(node, f"{label} is done by the reference, and TLC has no such step.")
        if (unreached := self._states.find(0)) >= 0:
            initial = "an initial state" if unreached in graph.initial else "a state"
            self._differ(unreached, f"The reference has {initial} that TLC has not.")

    @property
    def different_states(self) -> int:
        """States of TLC's that differ from one another, as far as the reference has them, and all others."""
        return self._states.count(1) + sum(node == UNKNOWN for node in self._nodes.values())

    def _known(self, node: int, *, initial: bool, found: list[bytes], conjuncts: list[str]) -> None:
        self._states[node] = 1
        if initial != (node in self._graph.initial):
            self._differ(node, f"The state is initial for {'TLC' if initial else 'the reference'} alone.")
        place = self._order.index(REFUSAL)
        if found[place] != self._graph.refusal(node):
            said = value_of(conjuncts[place], REFUSAL)
            codes = sorted(f"  {label}: {code}" for label, code in said[1]) if isinstance(said, tuple) else []
            self._differ(node, "\n".join(["Some action is refused otherwise. TLC says:", *codes]))

    def _step(self, source: int, target: int, rest: str) -> None:
        for end in (source, target):
            if end not in self._nodes:
                self._waiting.setdefault(end, []).append((source, target, rest))
                return
        node, reached = self._nodes[source], self._nodes[target]
        if node == UNKNOWN:
            return
        if rest not in self._labels:
            label = label_of(rest, self._prefix)
            self._labels[rest] = self._graph.labels.index(label) if label in self._graph.labels else None
        action = self._labels[rest]
        for step, taken, leads_to in self._graph.steps(node):
            if taken == action and leads_to == reached:
                self._steps[step] = 1
                return
        where = f" to\n{self._others[target]}" if target in self._others else "."
        self._differ(node, f"TLC allows {label_of(rest, self._prefix)}, and the reference has no such step{where}")

    def _start(self, conjuncts: list[str]) -> None:
        self._order = tuple(map(name_of, conjuncts))
        names = sorted(name for name in self._order if name != REFUSAL)
        if REFUSAL not in self._order or tuple(names) != self._graph.variables:
            raise ValueError(f"the states have the variables {', '.join(self._order)}")
        self._places = [self._order.index(name) for name in names]

    def _digest(self, place: int, conjunct: str) -> bytes:
        found = self._texts.get(conjunct)
        if found is None:
            if len(self._texts) >= MOST:
                self._texts.clear()
            found = self._texts[conjunct] = self._digests.value(value_of(conjunct, self._order[place]))
        elif name_of(conjunct) != self._order[place]:
            raise ValueError(f"there is a variable {name_of(conjunct)!r} where the first state has another")
        return found

    def _differ(self, node: int, what: str) -> None:
        if self.nearest is None or node < self.nearest[0]:
            self.nearest = node, what


def _shown(conjuncts: list[str]) -> str:
    return "\n".join(f"  {conjunct}" for conjunct in conjuncts if name_of(conjunct) != REFUSAL)


def hold(graph: CompactGraph, dump: Path, *, states: int, edges: int, prefix: str) -> str:
    """The first difference between TLC's dump and the graph, for people; empty if there is none.

    Args:
        graph: The reference's.
        dump: What TLC dumped.
        states: The number of distinct states that TLC reports.
        edges: The number of steps that it reports.
        prefix: Taken from the front of each label that has it.

    Raises:
        TlcFailure: DUMP_MISSING, DUMP_TRUNCATED, DUMP_NOT_UNDERSTOOD, DUMP_MISCOUNTED, VALUE_NOT_UNDERSTOOD.
    """
    holder = _Holder(graph, prefix)
    read_lines(dump, holder)
    holder.finish()
    counted = holder.state_lines, holder.different_states, holder.edge_lines
    if counted != (states, states, edges):
        raise miscounted(dump, counted, states, edges)
    if holder.nearest is None:
        return ""
    node, what = holder.nearest
    path = [] if node == UNKNOWN else graph.path(node)
    steps = [f"  {number}. {label}" for number, label in enumerate(path, 1)]
    return "\n".join([f"After {len(path)} steps from an initial state:", *steps, what])
