"""``leo verify``: a transcript replayed through the reference, without TPM, Docker or network."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from leo_ref.cli.failure import FAILED
from leo_ref.cli.transcripts import lines_of
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify


@click.command(name="verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output; progress on standard error.")
def command(file: Path, *, as_json: bool) -> int:
    """Verify FILE, a transcript that `leo demo --record` wrote.

    Checks that every line follows from the one before, makes every block again from the transactions that reached the
    ledger, refuses every refused transaction again with the same code, appraises every answer again as its receiver
    did, and compares the end of the ledger with the last line. The first thing that is wrong is named, with its line.

    Exit code 0: all of it holds; 1: something is wrong; 2: FILE cannot be read.
    """
    console = Console(stderr=True, highlight=False)
    size = file.stat().st_size if file.is_file() else None
    with Progress(
        TextColumn("verifying"), BarColumn(), DownloadColumn(), console=console, transient=True, disable=not size
    ) as bar:
        task = bar.add_task("verifying", total=size)
        result = verify(lines_of(file, lambda octets: bar.advance(task, octets)))
    if as_json:
        click.echo(json.dumps(_fields(result)))
    elif isinstance(result, Broken):
        click.echo(f"The transcript is WRONG.\n{result}")
    else:
        click.echo("\n".join(_words(result)))
    return FAILED if isinstance(result, Broken) else 0


def _fields(result: ReplayReport | Broken) -> dict[str, object]:
    if isinstance(result, Broken):
        return {"ok": False, "line": result.line, "fault": result.fault.name, "detail": result.detail}
    return {"ok": True, **result.facts()}


def _words(report: ReplayReport) -> list[str]:
    shown = ", ".join(f"{count} {what}" for what, count in sorted(report.shown.items()))
    return [
        "The transcript holds.",
        f"{report.lines:,} lines, evidence of the kind {report.evidence}.",
        f"{report.blocks} blocks with {report.transactions} transactions; {report.refused} were refused, as recorded.",
        f"{report.messages} messages; {report.appraised} answers appraised again: {shown or 'none'}.",
        f"{report.results} deliveries of a result to its owner; {report.lies} lies recorded by the ledger.",
        *(f"job {name[:12]}…: {outcome.value}" for name, outcome in sorted(report.outcomes.items())),
        f"digest of the last line: {report.head.hex()}",
    ]
