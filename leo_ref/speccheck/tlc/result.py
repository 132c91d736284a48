"""What a run of TLC comes to: the verdict, the counts, the counter-example, what the model printed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique

from attrs import frozen

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.values import Value


@unique
class TlcOutcome(Enum):
    """TLC's verdict on the model."""

    OK = "no error"
    INVARIANT = "an invariant is violated"
    ACTION_PROPERTY = "a property of steps is violated"
    LIVENESS = "a temporal property is violated"
    DEADLOCK = "a state has no successor"
    ASSUMPTION = "an assumption on the constants is false"


@frozen
class Progress:
    """How far TLC is. TLC tells it three seconds after the start, then once a minute, and at the end."""

    generated: int
    """States generated, counting each as often as it was reached."""
    distinct: int
    """States found."""
    queue: int
    """States found whose successors are not generated yet."""
    depth: int
    """Length of the longest path so far, in states."""
    seconds: float
    """Time since TLC was started."""

    @property
    def rate(self) -> int:
        """Distinct states per second, the start of Java included."""
        return int(self.distinct / self.seconds) if self.seconds > 0 else 0


@frozen
class TlcStep:
    """A state of a counter-example and the label of the action that led to it; empty for an initial state."""

    action: str
    state: Mapping[str, Value]


@frozen
class TlcResult:
    """A finished run."""

    outcome: TlcOutcome
    violated: str
    """The invariant or property that is violated, or the place of the assumption; empty where TLC names none."""
    version: str
    """TLC's own line about its version."""
    generated: int
    """States generated; 0 if TLC stopped before it explored."""
    distinct: int
    """States found."""
    initial: int
    """Initial states."""
    initial_generated: int
    """Initial states, counting each as often as the initial predicate gives it."""
    depth: int
    """Length of the longest of the shortest paths, in states; 0 if TLC does not tell it."""
    seconds: float
    """Time from the start of Java to its end."""
    counterexample: tuple[TlcStep, ...]
    back_to: int | None
    """For a violated temporal property: index in `counterexample` of the state to which its end returns for ever."""
    printed: tuple[Value, ...]
    """Values printed by ``PrintT``, in order."""
    notes: tuple[str, ...]
    """Other lines that belong to no message."""

    @property
    def edges(self) -> int:
        """Steps between states, parallel ones and self-loops counted: lines of edges in a dump of the whole graph."""
        return self.generated - self.initial_generated

    def constants(self) -> Mapping[str, Value]:
        """The record that the model printed as ``<<"constants", record>>``.

        Raises:
            TlcFailure: CONSTANTS_NOT_PRINTED.
        """
        for value in self.printed:
            if isinstance(value, tuple):
                items = {argument: item for argument, item in value[1] if type(argument) is int}
                fields = items.get(2)
                if len(value[1]) == 2 and items.get(1) == "constants" and isinstance(fields, tuple):
                    return {str(field): result for field, result in fields[1]}
        raise TlcFailure(
            Failure.CONSTANTS_NOT_PRINTED,
            "No line of TLC's output has the constants.",
            'Define Constants as a record, and ASSUME PrintT(<<"constants", Constants>>).',
        )
