"""Is a recorded run a behaviour of ``Leo``: from the transcript to TLC's verdict, and back to the line."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen
from immutables import Map

from leo_ref.core.values import AccountId
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.runs import verdict
from leo_ref.speccheck.runs.stopped import stopped
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.trace.constants import constants_of, start_of, votes_fit
from leo_ref.speccheck.trace.gather import gather
from leo_ref.speccheck.trace.names import Names, names_of
from leo_ref.speccheck.trace.play import Played, play
from leo_ref.speccheck.trace.steps import Telling
from leo_ref.speccheck.trace.units import Units, units_of
from leo_ref.speccheck.trace.verdict import Accepted, Rejected, Why
from leo_ref.transcript.fault import Broken


@frozen(kw_only=True)
class Trace:
    """A run that TLC can be asked about."""

    constants: Constants
    names: Names
    people: Map[AccountId, str]
    """What people call the accounts."""
    units: Units
    played: Played
    wrongdoers: frozenset[AccountId]
    """Who did wrong with blocks and joins, which the specification of a task does not judge."""


def trace_of(lines: Iterable[bytes]) -> Trace | Rejected | Broken:
    """The trace of a transcript, which is replayed on the way."""
    found = gather(lines)
    if isinstance(found, Broken):
        return found
    gathered, report = found
    names = names_of(gathered)
    if names is None:
        return Rejected(report.lines - 1, 0, "", Why.NO_TASK, "")
    assert gathered.opening is not None, "a run has an opening"
    units = units_of(gathered.opening)
    constants = constants_of(gathered, names, units)
    if not votes_fit(constants):
        return Rejected(report.lines - 1, 0, "", Why.TOO_LARGE, "")
    start = start_of(gathered, names, units, constants)
    played = play(Telling(gathered, names, units), model_of(constants), start)
    if isinstance(played, Rejected):
        return played
    return Trace(
        constants=constants,
        names=names,
        people=gathered.opening.names,
        units=units,
        played=played,
        wrongdoers=frozenset(gathered.wrongdoers),
    )


def ask(trace: Trace, jar: Jar) -> Accepted | Rejected:
    """TLC's verdict.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    steps, behaviour = trace.played.steps, trace.played.behaviour(trace.constants)
    found = verdict.ask([behaviour], jar)
    if found.violation is not None:
        return _violated(trace, found.violation)
    if found.stopped:
        why = stopped(behaviour, jar)
        assert why is not None, "TLC gives one verdict"
        action = steps[why.step - 1].action
        return Rejected(action.line, why.step, action.expression, Why.STEP_REFUSED, "", why)
    long = {short: AccountId(name) for name, short in trace.names.accounts.items()}
    return Accepted(
        steps=len(steps),
        leo_unit=trace.units.leo,
        credit_unit=trace.units.credit,
        unbound=tuple(sorted({long[short] for short in trace.played.byzantine} | trace.wrongdoers)),
        untold=trace.played.untold,
        seconds=found.seconds,
    )


def _violated(trace: Trace, violation: verdict.ViolatedRun) -> Rejected:
    """A state that a property forbids."""
    if violation.step == 0:
        return Rejected(0, 0, "", Why.PROPERTY_VIOLATED, f"{violation.name}, in the first state.")
    action = trace.played.steps[violation.step - 1].action
    return Rejected(action.line, violation.step, action.expression, Why.PROPERTY_VIOLATED, violation.name)
