"""What ``leo check --trace`` says of the log of an implementation."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from leo_ref.cli.failure import FAILED
from leo_ref.speccheck.runs.log import check, read
from leo_ref.speccheck.runs.logfault import BadLog
from leo_ref.speccheck.runs.told import fields, told
from leo_ref.speccheck.tlc.java import Jar


def check_log(lines: Iterable[bytes], jar: Jar, *, as_json: bool) -> int:
    """Tell whether a log is a behaviour of ``Leo``; the exit code."""
    try:
        behaviour = read(lines)
    except BadLog as wrong:
        said = {"ok": False, "line": wrong.line, "fault": wrong.fault.name, "detail": wrong.detail}
        click.echo(json.dumps(said) if as_json else f"The log is WRONG.\n{wrong}")
        return FAILED
    verdict = check(behaviour, jar)
    if as_json:
        stopped = None if verdict.stopped is None else fields(verdict.stopped)
        said = {"ok": stopped is None, "steps": verdict.steps, "tlc_seconds": round(verdict.seconds, 2)}
        click.echo(json.dumps({**said, "stopped": stopped}))
    elif verdict.stopped is None:
        click.echo(f"The log is a behaviour of Leo.\n{verdict.steps} steps; TLC took {verdict.seconds:.1f} s.")
    else:
        click.echo("The log is NO behaviour of Leo.")
        click.echo(f"line {verdict.stopped.line}, {told(verdict.stopped, behaviour.constants)}")
    return 0 if verdict.stopped is None else FAILED
