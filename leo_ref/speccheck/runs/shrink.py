"""A run that fails, made short: steps are taken away as long as it still fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.speccheck.runs.replay import Replayed
from leo_ref.speccheck.runs.verdict import ask
from leo_ref.speccheck.tlc.java import Jar

AGAIN: Final = 4
"""How often single steps are taken away."""


def shrunk(failing: Replayed, steps: int, jar: Jar) -> Replayed:
    """A run that fails and of which no single step can be taken away, if ``AGAIN`` times are enough.

    Args:
        failing: A run that fails.
        steps: How many steps it takes to fail.
        jar: The TLC to ask.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    small = failing.up_to(steps)
    size, again = max(1, len(small.actions) // 2), 0
    while again < AGAIN:
        less = _less(small, size, jar)
        if size == 1:
            again = AGAIN if less is small else again + 1
        size, small = max(1, size // 2), less
    return small


def _less(run: Replayed, size: int, jar: Jar) -> Replayed:
    """The run without as many pieces of so many steps as can be taken away at once; itself where none can.

    The last step stays: it is the one that fails.
    """
    last = len(run.actions) - 1
    pieces = [range(begin, min(begin + size, last)) for begin in range(0, last, size)]
    single = [run.without([piece]) for piece in pieces]
    held = [number for number, one in enumerate(single) if _is_less(one, run)]
    failing = _failing([single[number] for number in held], jar)
    if not failing:
        return run
    loose = [pieces[number] for number in held if single[number] in failing]
    parts = [loose, *(loose[at : at + count] for count in _halves(len(loose)) for at in range(0, len(loose), count))]
    together = [one for one in (run.without(part) for part in parts) if _is_less(one, run)]
    return min([*failing, *_failing(together, jar)], key=lambda one: len(one.actions))


def _halves(number: int) -> Iterator[int]:
    while (number := number // 2) > 1:
        yield number


def _is_less(one: Replayed, run: Replayed) -> bool:
    return 0 < len(one.actions) < len(run.actions)


def _failing(runs: list[Replayed], jar: Jar) -> list[Replayed]:
    """Those that fail, cut behind the step at which they do where that is known."""
    if not runs:
        return []
    behaviours = [one.behaviour() for one in runs]
    stopped = [runs[number] for number in ask(behaviours, jar, invariants=False).stopped]
    if stopped:
        return stopped
    found = ask(behaviours, jar)
    return [] if found.violation is None else [runs[found.violation.run].up_to(found.violation.step)]
