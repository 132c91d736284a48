"""What ``leo check --trace`` says of a run in a file."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Final

import click
from immutables import Map

from leo_ref.cli.failure import FAILED
from leo_ref.cli.logs import check_log
from leo_ref.cli.transcripts import lines_of
from leo_ref.core.values import AccountId
from leo_ref.speccheck.runs.log import is_log
from leo_ref.speccheck.runs.told import fields, told
from leo_ref.speccheck.tlc.java import find
from leo_ref.speccheck.trace.check import Trace, ask, trace_of
from leo_ref.speccheck.trace.verdict import Accepted, Rejected
from leo_ref.transcript.fault import Broken

NOBODY: Final[Map[AccountId, str]] = Map()


def check_trace(file: Path, *, as_json: bool) -> int:
    """Tell whether the transcript or log in a file is a behaviour of ``Leo``; the exit code."""
    jar = find()
    if not as_json:
        click.echo(f"{jar}, {file}")
    lines = lines_of(file, lambda _octets: None)
    first = next(lines, b"")
    every = chain([first] if first else [], lines)
    if is_log(first):
        return check_log(every, jar, as_json=as_json)
    found = trace_of(every)
    verdict = ask(found, jar) if isinstance(found, Trace) else found
    if as_json:
        click.echo(json.dumps(_fields(verdict)))
    else:
        people = found.people if isinstance(found, Trace) else NOBODY
        click.echo("\n".join(_words(verdict, people)))
        if isinstance(found, Trace) and isinstance(verdict, Rejected) and verdict.stopped is not None:
            click.echo(told(verdict.stopped, found.constants))
    return 0 if isinstance(verdict, Accepted) else FAILED


def _fields(verdict: Accepted | Rejected | Broken) -> dict[str, object]:
    match verdict:
        case Broken():
            return {"ok": False, "line": verdict.line, "fault": verdict.fault.name, "detail": verdict.detail}
        case Rejected():
            return {
                "ok": False,
                "line": verdict.line,
                "fault": verdict.why.name,
                "step": verdict.step,
                "action": verdict.action,
                "detail": verdict.detail,
                "stopped": None if verdict.stopped is None else fields(verdict.stopped),
            }
        case Accepted():
            return {
                "ok": True,
                "steps": verdict.steps,
                "leo_unit": str(verdict.leo_unit),
                "credit_unit": str(verdict.credit_unit),
                "unbound": [*verdict.unbound],
                "untold": verdict.untold,
                "tlc_seconds": round(verdict.seconds, 2),
            }


def _words(verdict: Accepted | Rejected | Broken, people: Map[AccountId, str]) -> list[str]:
    if isinstance(verdict, Broken):
        return ["The transcript is WRONG.", str(verdict)]
    if isinstance(verdict, Rejected):
        return ["The run is NO behaviour of Leo.", str(verdict)]
    exact = (verdict.leo_unit, verdict.credit_unit) == (1, 1)
    units = f"{verdict.leo_unit:,} base units of LEO and {verdict.credit_unit:,} of credit as one"
    said = [
        "The run is a behaviour of Leo.",
        f"{verdict.steps} steps, {'to the base unit' if exact else 'with ' + units}; TLC took {verdict.seconds:.1f} s.",
        f"{verdict.untold} refusals are of what the specification abstracts away.",
    ]
    blamed = [f"{people.get(name, name)} did not do as the protocol asks." for name in verdict.unbound]
    return [*said, *(blamed or ["Everybody did as the protocol asks."])]
