"""Hold TLC's graph of a model against the reference's: initial states, states, labelled steps, refusals.

The two graphs are walked side by side from the initial states, breadth first, so the difference that is found has a
shortest path to it, and all before it is the same on both sides.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from enum import Enum, unique

from attrs import evolve, frozen

from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.values import Function, Value, order


@unique
class DifferenceKind(Enum):
    """In what two graphs differ."""

    VARIABLES = "the states have different variables"
    INITIAL = "the initial states differ"
    VALUE = "a value is a truth value on one side and an integer on the other"
    REFUSAL = "an action is refused for different reasons, or on one side only"
    STEP = "the steps from a state differ"
    UNREACHED = "a graph has a state to which no path leads"


@frozen
class Visit:
    """A state on the path and the label of the step to it; empty for an initial state."""

    label: str
    state: State


@frozen
class Refusal:
    """What the sides answer to an action in the last state of the path; nothing where a side does not know it."""

    label: str
    spec: str | None
    reference: str | None


@frozen
class Difference:
    """The first difference of two graphs; all tuples are sorted."""

    kind: DifferenceKind
    variables: tuple[str, ...]
    """Names of the variables of the specification's states."""
    path: tuple[Visit, ...] = ()
    """A shortest path from an initial state to the state at which the sides part."""
    missing: tuple[Visit, ...] = ()
    """What TLC allows there and the reference does not; for INITIAL and UNREACHED states without label."""
    extra: tuple[Visit, ...] = ()
    """What the reference does there and TLC does not allow."""
    refusals: tuple[Refusal, ...] = ()
    """The answers that differ, or those to the actions of `missing` and `extra`, where they are known."""
    reference_variables: tuple[str, ...] = ()
    """For VARIABLES: those of the reference's states."""


def compare(spec: StateGraph, reference: StateGraph) -> Difference | None:
    """The first difference between the two graphs; nothing if they are the same.

    Refusals are compared for the states of which both graphs have them.
    """
    variables = spec.variables
    if variables != reference.variables:
        return Difference(DifferenceKind.VARIABLES, variables, reference_variables=reference.variables)
    partners = [reference.nodes.get(state) for state in spec.states]
    pair = _Pair(spec, reference, partners)
    ours = {partners[node] for node in spec.initial}
    if ours != set(reference.initial):
        missing = _visits(("", spec.states[node]) for node in spec.initial if partners[node] not in reference.initial)
        extra = _visits(("", reference.states[node]) for node in reference.initial if node not in ours)
        return Difference(DifferenceKind.INITIAL, variables, missing=missing, extra=extra)
    came_from: dict[int, tuple[str, int] | None] = dict.fromkeys(spec.initial)
    waiting = deque(spec.initial)
    while waiting:
        node = waiting.popleft()
        difference = pair.difference_at(node)
        if difference is not None:
            return evolve(difference, path=_path(spec, came_from, node))
        for label, target in spec.steps(node):
            if target not in came_from:
                came_from[target] = (label, node)
                waiting.append(target)
    if not len(came_from) == len(spec.states) == len(reference.states):
        reached = {partners[node] for node in came_from}
        missing = _visits(("", state) for node, state in enumerate(spec.states) if node not in came_from)
        extra = _visits(("", state) for node, state in enumerate(reference.states) if node not in reached)
        return Difference(DifferenceKind.UNREACHED, variables, missing=missing, extra=extra)
    return None


class _Pair:
    """Two graphs with the same variables, and the node in the second of each state of the first."""

    def __init__(self, spec: StateGraph, reference: StateGraph, partners: list[int | None]) -> None:
        self.spec = spec
        self.reference = reference
        self.partners = partners
        self.alike: list[set[Value]] = [set() for _ in spec.variables]
        """For each variable: its values that were seen to be of the same type in both graphs."""

    def difference_at(self, node: int) -> Difference | None:
        """In what the graphs differ at this node of the specification, which the reference has too; without path."""
        spec, reference = self.spec, self.reference
        partner = self.partners[node]
        assert partner is not None, "the walk goes on only where the steps agree"
        if self._mistyped(spec.states[node], reference.states[partner]):
            ours, theirs = Visit("", spec.states[node]), Visit("", reference.states[partner])
            return Difference(DifferenceKind.VALUE, spec.variables, missing=(ours,), extra=(theirs,))
        said, answered = spec.refusals.get(node), reference.refusals.get(partner)
        allowed = {(label, self.partners[target]) for label, target in spec.steps(node)}
        done: set[tuple[str, int | None]] = set(reference.steps(partner))
        if allowed != done:
            missing = _visits(
                (label, spec.states[target])
                for label, target in spec.steps(node)
                if self.partners[target] is None or (label, self.partners[target]) not in done
            )
            extra = _visits(
                (label, reference.states[target])
                for label, target in reference.steps(partner)
                if (label, target) not in allowed
            )
            labels = {visit.label for visit in (*missing, *extra)}
            refusals = [refusal for refusal in _refusals(said, answered) if refusal.label in labels]
            return Difference(DifferenceKind.STEP, spec.variables, (), missing, extra, tuple(refusals))
        if said is not None and answered is not None and said != answered:
            refusals = [refusal for refusal in _refusals(said, answered) if refusal.spec != refusal.reference]
            return Difference(DifferenceKind.REFUSAL, spec.variables, refusals=tuple(refusals))
        return None

    def _mistyped(self, ours: State, theirs: State) -> bool:
        """Whether values that are equal in Python differ in TLA+: ``TRUE`` and 1, ``FALSE`` and 0.

        A variable's own type is looked at in every state; what is inside of it, once for each value.
        """
        for alike, spec, reference in zip(self.alike, ours, theirs, strict=True):
            if isinstance(spec, bool) != isinstance(reference, bool):
                return True
            if spec not in alike:
                if order(spec) != order(reference):
                    return True
                alike.add(spec)
        return False


def _refusals(spec: Function | None, reference: Function | None) -> Iterator[Refusal]:
    ours = {} if spec is None else {str(label): str(code) for label, code in spec[1]}
    theirs = {} if reference is None else {str(label): str(code) for label, code in reference[1]}
    for label in sorted(ours.keys() | theirs.keys()):
        yield Refusal(label, ours.get(label), theirs.get(label))


def _visits(found: Iterable[tuple[str, State]]) -> tuple[Visit, ...]:
    ordered = sorted(found, key=lambda step: (step[0], [order(value) for value in step[1]]))
    return tuple(Visit(label, state) for label, state in ordered)


def _path(graph: StateGraph, came_from: dict[int, tuple[str, int] | None], node: int) -> tuple[Visit, ...]:
    path: list[Visit] = []
    at = node
    while (step := came_from[at]) is not None:
        path.append(Visit(step[0], graph.states[at]))
        at = step[1]
    return (Visit("", graph.states[at]), *reversed(path))
