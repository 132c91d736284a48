"""The log of any implementation, as JSON lines: a run of which TLC is asked (``docs/traces.md``)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.runs.behaviour import ANY_CODE, Leaves, SpecCall, SpecRun, SpecStep
from leo_ref.speccheck.runs.calls import call_of
from leo_ref.speccheck.runs.logconstants import constants_of
from leo_ref.speccheck.runs.logfault import BadLog, LogFault
from leo_ref.speccheck.runs.logfields import Reading, shown
from leo_ref.speccheck.runs.logstate import leaves
from leo_ref.speccheck.runs.stopped import Stopped, overridden, stopped
from leo_ref.speccheck.runs.verdict import ask
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide.actions import Domains, domains
from leo_ref.speccheck.wide.compare import bare_state

FORMAT: Final = "leo-log"
VERSION: Final = 1


@frozen(kw_only=True)
class LogVerdict:
    """What TLC says of a log."""

    steps: int
    seconds: float
    stopped: Stopped | None
    """Where it stops; nothing for a behaviour of ``Leo``."""


def is_log(first: bytes) -> bool:
    """Whether a first line says that it is one of a log; that of a transcript has no member ``format``."""
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "format" in value


def read(lines: Iterable[bytes]) -> SpecRun:
    """The run that a log tells.

    Raises:
        BadLog: something is wrong with a line.
    """
    constants: Constants | None = None
    start: tuple[Value, ...] = ()
    variables: tuple[str, ...] = ()
    steps: list[SpecStep] = []
    sets: dict[str, Domains] = {}
    for number, octets in enumerate(lines, start=1):
        reading = Reading(number)
        given = reading.parsed(octets)
        if constants is not None:
            steps.append(_step(reading, given, constants, variables, sets))
            continue
        reading.members(given, "the first line", ("format", "version", "constants"), ("start",))
        reading.name(given["format"], "format", (FORMAT,))
        if given["version"] != VERSION:
            reading.refuse(LogFault.OUT_OF_RANGE, f"version is {shown(given['version'])}; {VERSION} is known.")
        constants = constants_of(reading, given["constants"])
        variables, sets = Projection(model_of(constants)).variables, domains(constants)
        start = _start(constants, variables, leaves(reading, given.get("start", {}), constants, variables))
    if constants is None:
        raise BadLog(1, LogFault.EMPTY, "")
    return SpecRun(constants=constants, variables=variables, starts=(start,), steps=tuple(steps))


def check(behaviour: SpecRun, jar: Jar) -> LogVerdict:
    """TLC's verdict on a log.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    found = ask([behaviour], jar, invariants=False)
    why = stopped(behaviour, jar) if found.stopped else None
    return LogVerdict(steps=len(behaviour.steps), seconds=found.seconds, stopped=why)


def _start(constants: Constants, variables: tuple[str, ...], known: Leaves) -> tuple[Value, ...]:
    """An empty ledger with what is known in its place; nobody is taken to be honest unless the log says so."""
    empty = dict(zip(variables, bare_state(constants, variables), strict=True))
    empty["byzantine"] = frozenset({*constants.ids, *constants.owners})
    found = overridden(empty, known)
    return tuple(found[name] for name in variables)


def _step(
    reading: Reading,
    given: dict[str, object],
    constants: Constants,
    variables: tuple[str, ...],
    sets: dict[str, Domains],
) -> SpecStep:
    reading.members(given, "the line", ("action",), ("arguments", "refused", "state"))
    name = reading.name(given["action"], "action", sets)
    values = [tuple(one) for one in sets[name]]
    arguments = reading.array(given.get("arguments", []), "arguments")
    if len(arguments) != len(values):
        reading.refuse(LogFault.WRONG_MEMBERS, f"{name} has {len(values)} arguments, and not {len(arguments)}.")
    for place, (argument, known) in enumerate(zip(arguments, values, strict=True), start=1):
        what = f"argument {place} of {name}"
        if argument is not None and isinstance(known[0], int):
            reading.number(argument, what)
        elif argument is not None:
            reading.name(argument, what, known)
    call = call_of(name, tuple(arguments))
    refused = given.get("refused")
    code = ANY_CODE if refused is True else refused
    if code is not None and not isinstance(code, str):
        reading.refuse(LogFault.WRONG_TYPE, f"refused is {shown(refused)}; it is a code, or true.")
    operator = name if code else call.operator
    step = SpecCall(operator, call.arguments, call.within, code or "", tuple(values))
    state = leaves(reading, given.get("state", {}), constants, variables)
    return SpecStep(step, reading.line, known=state)
