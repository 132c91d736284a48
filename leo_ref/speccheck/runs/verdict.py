"""TLC's verdict on many runs at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from leo_ref.speccheck.runs.behaviour import SpecRun
from leo_ref.speccheck.runs.module import HOLDS, RUN, STEP, WHOLE, write
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.result import TlcOutcome, TlcResult
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.values import Value, is_sequence

TIME_LIMIT = 1800.0
"""Seconds for one start of TLC."""


@frozen(kw_only=True)
class ViolatedRun:
    """A property that a state of a run violates."""

    run: int
    """The number of the run, from 0."""
    step: int
    """How many steps lead to the state."""
    name: str


@frozen(kw_only=True)
class Verdicts:
    """What TLC says of runs."""

    stopped: tuple[int, ...]
    """The numbers, from 0, of those that are no behaviours; empty where a property is violated."""
    violation: ViolatedRun | None
    """The first violation, behind which TLC looks at no further run."""
    seconds: float


def ask(behaviours: Sequence[SpecRun], jar: Jar, *, invariants: bool = True, library: Path | None = None) -> Verdicts:
    """TLC's verdict on all of them.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    with TemporaryDirectory(prefix="leo-runs-") as folder:
        files = write(Path(folder), behaviours, invariants=invariants, library=library)
        result = run(files, jar=jar, check_deadlock=False, brief=True, time_limit=TIME_LIMIT)
    if result.outcome is not TlcOutcome.OK:
        state = result.counterexample[-1].state
        number, reached = state[RUN], state[STEP]
        assert isinstance(number, int)
        assert isinstance(reached, int)
        name = result.violated.removeprefix(HOLDS)
        return Verdicts(
            stopped=(), violation=ViolatedRun(run=number - 1, step=reached, name=name), seconds=result.seconds
        )
    whole = _whole(result)
    stopped = tuple(number for number, one in enumerate(behaviours) if one.steps and number + 1 not in whole)
    return Verdicts(stopped=stopped, violation=None, seconds=result.seconds)


def _whole(result: TlcResult) -> set[Value]:
    """The runs that came to their end."""
    found = set[Value]()
    for value in result.printed:
        if isinstance(value, tuple) and is_sequence(value[1]):
            items = dict(value[1])
            if items.get(1) == WHOLE:
                found.add(items[2])
    return found
