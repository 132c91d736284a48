"""A path cover: walks from initial states on which every chosen edge is taken and every chosen refusal met.

For implementers who cannot set a state. Deep edges come first, so that their way there covers shallow ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from leo_ref.speccheck.numbered import NumberedGraph

Turn: TypeAlias = tuple[int, "int | str"]
"""An action and the state that it leads to, or the code with which it is refused."""


@frozen
class Path:
    """A walk from an initial state."""

    start: int
    turns: tuple[Turn, ...]


def covering(
    graph: NumberedGraph, chosen: Iterable[tuple[int, int, int]], refused: Iterable[tuple[int, int, str]]
) -> list[Path]:
    """Paths on which each of the edges (state, action, target) and refusals (state, action, code) happens."""
    edges: dict[int, dict[int, int]] = {}
    for source, action, target in chosen:
        edges.setdefault(source, {})[action] = target
    refusals: dict[int, list[Turn]] = {}
    for source, action, code in refused:
        refusals.setdefault(source, []).append((action, code))
    paths = []
    for last in sorted(edges.keys() | refusals.keys(), reverse=True):
        while edges.get(last) or last in refusals:
            paths.append(_walk(graph, last, edges, refusals))
    return paths


def _walk(graph: NumberedGraph, last: int, edges: dict[int, dict[int, int]], refusals: dict[int, list[Turn]]) -> Path:
    """The shortest way to ``last``, then on along what is not covered yet; what is met is taken off both lists."""
    start, way = _way_to(graph, last)
    turns: list[Turn] = list(refusals.pop(start, ()))
    at = start
    for action, target in way:
        edges.get(at, {}).pop(action, None)
        turns += [(action, target), *refusals.pop(target, ())]
        at = target
    while edges.get(at):
        action = min(edges[at])
        target = edges[at].pop(action)
        turns += [(action, target), *refusals.pop(target, ())]
        at = target
    return Path(start, tuple(turns))


def _way_to(graph: NumberedGraph, last: int) -> tuple[int, list[tuple[int, int]]]:
    """The initial state and the (action, target) pairs of the shortest way to ``last``."""
    way = []
    at = last
    while (step := graph.came_from[at]) is not None:
        way.append((step[1], at))
        at = step[0]
    return at, way[::-1]
