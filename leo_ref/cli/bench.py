"""``leo bench``: the reference's speed, as ratios measured in one run."""

from __future__ import annotations

import json
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from leo_ref.cli.check import LOG_WIDTH
from leo_ref.cli.failure import Failure
from leo_ref.tie.bench import Measured, measure, profile
from leo_ref.tie.manifest import chosen, read_manifest
from leo_ref.tlc.java import find

MODELS: Final = ("MCMarket", "MCRelease", "MCAttestation", "MCLeo")


@click.command(name="bench")
@click.argument("models", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--profile", "profiled", is_flag=True, help="Show instead where the exploration spends its time.")
def command(models: tuple[str, ...], *, as_json: bool, profiled: bool) -> None:
    """Explore MODELS with the reference and with TLC (one worker), and compare their distinct states per second.

    The ratio does not count the time that Java and TLC take to start, which is shown. TLC checks the model's
    invariants and writes no graph; the reference tries every ground action in every state and keeps the whole graph,
    with the code of every refusal.
    """
    entries = chosen(read_manifest(), models or MODELS)
    for entry in entries:
        if not entry.compared:
            raise Failure("not-compared", f"{entry.name} is not explored by the reference", "name a compared model")
    jar = find()
    console = Console(stderr=as_json, highlight=False)
    if not console.is_terminal:
        console.width = LOG_WIDTH
    if profiled:
        for entry in entries:
            console.print(f"{entry.name}\n{profile(entry, jar, 25)}", markup=False)
        return
    measured = []
    for entry in entries:
        console.print(f"{entry.name} …")
        measured.append(measure(entry, jar))
    if as_json:
        click.echo(json.dumps({"tlc": str(jar), "models": [*map(_fields, measured)]}))
    else:
        _table(measured, console)


def _fields(result: Measured) -> dict[str, object]:
    return {
        "name": result.entry.name,
        "states": result.states,
        "tlc_seconds": round(result.tlc_seconds, 2),
        "tlc_start_seconds": round(result.start_seconds, 2),
        "reference_seconds": round(result.reference_seconds, 2),
        "ratio": round(result.ratio, 2),
        "ratio_with_start": round(result.ratio_with_start, 2),
    }


def _table(measured: list[Measured], console: Console) -> None:
    table = Table(title="Distinct states per second, reference over TLC with one worker")
    table.add_column("model", no_wrap=True)
    for heading in ("states", "TLC s", "of it start", "reference s", "ratio", "with start"):
        table.add_column(heading, justify="right")
    for result in measured:
        table.add_row(
            result.entry.name,
            f"{result.states:,}",
            f"{result.tlc_seconds:.1f}",
            f"{result.start_seconds:.1f}",
            f"{result.reference_seconds:.1f}",
            f"{result.ratio:.2f}",
            f"{result.ratio_with_start:.2f}",
        )
    console.print(table)
