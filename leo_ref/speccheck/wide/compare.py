"""Many states of many random models, one step from each: the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from attrs import frozen

from leo_ref.speccheck.abstraction import NO_JOB, NO_SERVICE, function
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.compare import Difference
from leo_ref.speccheck.tlc.graph import State
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.render import render
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide.shrink import shrunk
from leo_ref.speccheck.wide.steps import STEPPED, OneStep, difference, states_of

AT_ONCE: Final = 500
"""States of one model, about which TLC is asked at once."""


@frozen(kw_only=True)
class StepsReport:
    """What was compared until the end, or until the first difference."""

    models: int = 0
    states: int = 0
    edges: int = 0
    refusals: int = 0
    seconds: float = 0.0
    problem: str = ""
    """The difference, shrunk, for people; empty if there is none."""
    model: int = 0
    """The number of the model that it is in."""


def compare_steps(states: int, seed: int, jar: Jar, progressed: Callable[[StepsReport], None]) -> StepsReport:
    """One step from so many states, by TLC and by the reference.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    begin, report = time.perf_counter(), StepsReport()
    while report.states < states:
        number = report.models + 1
        sampled = states_of(seed, number, states=min(AT_ONCE, states - report.states))
        found = difference(sampled, jar)
        answers = [isinstance(after, str) for visit in sampled.visited for _, after in visit.tried]
        report = StepsReport(
            models=number,
            states=report.states + len(sampled.visited),
            edges=report.edges + answers.count(False),
            refusals=report.refusals + answers.count(True),
            seconds=time.perf_counter() - begin,
            problem="" if found is None else told(sampled, shrunk(sampled, found, jar)),
            model=0 if found is None else number,
        )
        progressed(report)
        if report.problem:
            return report
    return report


def told(sampled: OneStep, found: Difference) -> str:
    """A difference for people; of its state, what is not as in a ledger in which nothing is."""
    return render(found, bare_state(sampled.constants, found.variables))


def bare_state(fixed: Constants, variables: tuple[str, ...]) -> State:
    """The values of the variables where nothing is: no job, no service, no amount."""
    nothing: dict[str, Value] = {
        "balance": function(dict.fromkeys([*fixed.ids, *fixed.owners], 0)),
        "credit": function(dict.fromkeys(fixed.ids, 0)),
        "since": function(dict.fromkeys(fixed.ids, 0)),
        "status": function(dict.fromkeys(fixed.ids, "NONE")),
        "service": function(dict.fromkeys(fixed.services, NO_SERVICE)),
        "job": function(dict.fromkeys([*fixed.tasks, *fixed.joins], NO_JOB)),
        "heard": function(dict.fromkeys(fixed.ids, frozenset())),
        "elected": function(dict.fromkeys(fixed.ids, "NONE")),
        "seen": function(dict.fromkeys(fixed.ids, "none")),
        "byzantine": frozenset(),
        "holds": frozenset(),
        STEPPED: False,
    }
    return tuple(nothing.get(name, 0) for name in variables)
