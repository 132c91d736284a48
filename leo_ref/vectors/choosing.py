"""Which edges and refusals of a graph go into a file.

A class is an action with its arguments, where the jobs stand before, and what comes of it: where they stand after, or
the code of the refusal. Where an argument is a job, only that job is looked at. A choice has at least one vector of
every class there is.
"""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from leo_ref.core.rejections import CODES
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.numbered import NumberedGraph
from leo_ref.speccheck.tlc.values import Value
from leo_ref.vectors.actions import clause_of

Key: TypeAlias = tuple[int, str, str]
"""Action, standing of the jobs before, result."""


@frozen
class Choice:
    """The chosen (state, action, target) and (state, action, code), in the graph's order; and all classes."""

    edges: tuple[tuple[int, int, int], ...]
    refusals: tuple[tuple[int, int, str], ...]


class Standings:
    """The stage of every job that there is, and the outcome of the settled ones, such as ``t1 RUN``."""

    def __init__(self, graph: NumberedGraph) -> None:
        """The standings in a graph; states share most of their jobs."""
        constants = graph.constants
        jobs = {*constants.tasks, *constants.joins}
        self._place = graph.variables.index("job")
        self._states = graph.states
        self._known: dict[Value, dict[str, str]] = {}
        self._named: list[str | None] = [
            next((argument for argument in ground.arguments if isinstance(argument, str) and argument in jobs), None)
            for ground in graph.grounds
        ]

    def of(self, state: int, action: int) -> str:
        """Where the jobs stand that the action is about."""
        value = self._states[state][self._place]
        if value not in self._known:
            self._known[value] = {name: _standing(name, record) for name, record in mapping(value).items()}
        named = self._named[action]
        found = self._known[value]
        of_all = [found[named]] if named is not None else found.values()
        return ", ".join(filter(None, of_all)) or "no job"


def _standing(name: str, record: Value) -> str:
    job = mapping(record)
    if job["stage"] == "NONE":
        return ""
    return f"{name} {job['outcome'] if job['stage'] == 'SETTLED' else job['stage']}"


def clause(graph: NumberedGraph, key: Key) -> str:
    """The clause that decides a class."""
    action, before, result = key
    return clause_of(graph.grounds[action].name, result, settles=result not in CODES and result != before)


def everything(graph: NumberedGraph) -> Choice:
    """All edges and refusals."""
    return Choice(
        tuple((source, action, target) for source, found in enumerate(graph.edges) for action, target in found),
        tuple((source, action, code) for source, found in enumerate(graph.refusals) for action, code in found),
    )


def chosen(graph: NumberedGraph, ticks: int) -> Choice:
    """One vector of each class; of the ends of blocks, which settle, up to ``ticks``, spread over the graph."""
    whole = everything(graph)
    where = Standings(graph)
    edges: dict[Key, list[tuple[int, int, int]]] = {}
    for edge in whole.edges:
        source, action, target = edge
        edges.setdefault((action, where.of(source, action), where.of(target, action)), []).append(edge)
    refusals: dict[Key, list[tuple[int, int, str]]] = {}
    for refusal in whole.refusals:
        source, action, code = refusal
        refusals.setdefault((action, where.of(source, action), code), []).append(refusal)
    picked = []
    for (action, _, _), members in edges.items():
        picked += spread(members, ticks if graph.grounds[action].name == "EndBlock" else 1)
    return Choice(tuple(sorted(picked)), tuple(sorted(members[0] for members in refusals.values())))


def spread(members: list[tuple[int, int, int]], most: int) -> list[tuple[int, int, int]]:
    """Up to ``most`` of them, in equal distances; the first is always there."""
    count = min(most, len(members))
    return [members[index * len(members) // count] for index in range(count)]
