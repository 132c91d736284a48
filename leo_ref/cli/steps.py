"""Running the project's tools one after the other: a line for each, its output when it fails, a table at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

import click
from attrs import asdict, frozen

WIDTH: Final = 16
"""Columns for the names of the steps."""


@frozen
class ToolStep:
    """One tool: what it is called and how it is run. A ``live`` one shows its output as it goes."""

    name: str
    command: tuple[str, ...]
    live: bool = False


@frozen
class StepOutcome:
    """How a step ended: its exit code (negative: the signal that killed it) and its time in seconds."""

    name: str
    exit_code: int
    seconds: float


def run_steps(steps: Sequence[ToolStep], root: Path, *, as_json: bool) -> bool:
    """Runs every step in the folder ``root``, also after one has failed; true when all succeeded.

    With ``as_json``, standard output carries one JSON object only and everything else goes to standard error.
    """
    stream = sys.stderr if as_json else sys.stdout
    outcomes = [_run(step, root, stream) for step in steps]
    _show_table(outcomes, stream)
    if as_json:
        click.echo(json.dumps({"ok": _all_well(outcomes), "steps": [asdict(outcome) for outcome in outcomes]}))
    return _all_well(outcomes)


def _all_well(outcomes: Sequence[StepOutcome]) -> bool:
    return all(outcome.exit_code == 0 for outcome in outcomes)


def _run(step: ToolStep, root: Path, stream: TextIO) -> StepOutcome:
    start = time.monotonic()
    click.echo(f"{step.name:<{WIDTH}} ", nl=step.live, file=stream)
    process = subprocess.Popen(
        step.command,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=stream if step.live else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate()
    finally:
        _end_with_children(process)
    outcome = StepOutcome(step.name, process.returncode, round(time.monotonic() - start, 1))
    if not step.live:
        click.echo(_verdict(outcome), file=stream)
        if outcome.exit_code != 0:
            click.echo(output.decode(errors="replace"), file=stream)
    return outcome


def _end_with_children(process: subprocess.Popen[bytes]) -> None:
    """Kills what is left of the step, also its own children; after a normal end nothing is."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _verdict(outcome: StepOutcome) -> str:
    word = click.style("ok", fg="green") if outcome.exit_code == 0 else click.style("FAILED", fg="red", bold=True)
    return f"{word} in {outcome.seconds:.1f} s"


def _show_table(outcomes: Sequence[StepOutcome], stream: TextIO) -> None:
    click.echo("", file=stream)
    for outcome in outcomes:
        click.echo(f"  {outcome.name:<{WIDTH}} {_verdict(outcome)}", file=stream)
    total = sum(outcome.seconds for outcome in outcomes)
    failed = sum(outcome.exit_code != 0 for outcome in outcomes)
    end = "all steps ok" if not failed else f"{failed} of {len(outcomes)} steps FAILED"
    click.echo(f"  {end} in {total:.1f} s", file=stream)
