"""``leo demo``: the story of Alice and Bob (§15), with real keys, proofs and signatures, down to the last unit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leo_ref.cli.failure import FAILED, Failure
from leo_ref.cli.transcripts import recording
from leo_ref.story.balance import Row
from leo_ref.story.cast import DEFAULT_SEED, NODES, PARAMETERS, Cast, cast, opening
from leo_ref.story.picture import alices_picture, read
from leo_ref.story.play import End, Scene, frames_of, play
from leo_ref.story.telling import leo
from leo_ref.values import CREDIT

SEED_MOST: Final = 200
PAGE: Final = 120
"""Columns where the output is no terminal."""

SHADES: Final = " .:-=+*#%@"

INTRODUCTION: Final = (
    f"{NODES} nodes share {PARAMETERS.total_credit // CREDIT} credits: of the default of 1000, at most ten could have "
    "the 100 that Alice asks for. Keys, VRF proofs, draws and signatures are real. The evidence is SOFTWARE, signed by "
    "an ordinary key instead of a TPM, and the picture is turned grey in this process instead of in a container."
)


@click.command(name="demo", short_help="Watch Alice, Bob and their nodes, step by step, to the last unit.")
@click.option("--seed", default=DEFAULT_SEED, show_default=True, help="What all keys and chances are derived from.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output instead.")
@click.option("--record", type=click.Path(path_type=Path), help="Write the transcript to this file, for `leo verify`.")
def command(seed: str, as_json: bool, record: Path | None) -> None:
    """Play the scenario of §15 on the simulator: real keys, VRF proofs and signatures; evidence in software.

    Bob offers a service at 3 LEO; a new machine joins; Alice has a colour picture turned grey for 10 LEO. Under the
    default seed exactly ten of twelve nodes are drawn, so one executes and nine monitor. The deployment's credit is
    2000 in total, because twelve nodes with the 100 credits that Alice asks for have more than the default of 1000.

    The end is a table of balances: EXPECTED is the formula of §12 worked out by itself, ACTUAL is what the ledger
    says. Exit code 1 if they differ by one unit, or if the picture is not the right one.
    """
    if len(seed) > SEED_MOST:
        raise Failure("seed-too-long", f"a seed has at most {SEED_MOST} characters", "choose a shorter one", 2)
    actors = cast(seed)
    with recording(record, opening(actors), frames_of(actors)) as frames:
        parts = play(actors, frames)
        end = _tell_as_json(actors, seed, parts) if as_json else _tell(actors, seed, parts)
    if not end.is_well:
        sys.exit(FAILED)


def _tell_as_json(actors: Cast, seed: str, parts: Iterable[Scene | End]) -> End:
    steps: list[dict[str, object]] = []
    for part in parts:
        if isinstance(part, Scene):
            steps += [{"block": part.height, "what": step.what, "proof": step.proof} for step in part.steps]
        else:
            click.echo(json.dumps(_summary(actors, seed, steps, part)))
            return part
    raise AssertionError("a play has an end")


def _summary(actors: Cast, seed: str, steps: list[dict[str, object]], end: End) -> dict[str, object]:
    assert end.job.outcome is not None, "the story ends with an outcome"
    return {
        "ok": end.is_well,
        "seed": seed,
        "evidence": "software",
        "drawn": len(end.job.group),
        "outcome": end.job.outcome.value,
        "picture": None if end.picture is None else end.picture.hex(),
        "steps": steps,
        "balances": [
            {
                "who": actors.called(row.who),
                "role": row.role,
                "before": str(row.before),
                "expected": str(row.expected),
                "actual": str(row.actual),
            }
            for row in end.rows
        ],
    }


def _tell(actors: Cast, seed: str, parts: Iterable[Scene | End]) -> End:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAGE
    console.print(f"The story of Alice and Bob, seed {seed!r}", style="bold", markup=False)
    console.print(INTRODUCTION + "\n", markup=False)
    number = 0
    for part in parts:
        if isinstance(part, End):
            _show_end(console, actors, part)
            return part
        for step in part.steps:
            number += 1
            console.print(Text.assemble((f"{number:2} ", "bold"), (f"block {part.height:2}  ", "dim"), step.what + "."))
            console.print(Text(f"   proved by: {step.proof}.", "cyan"))
    raise AssertionError("a play has an end")


def _show_end(console: Console, actors: Cast, end: End) -> None:
    if end.picture is not None:
        console.print("\nWhat Alice had, and what she opened with her own key:", markup=False)
        _show_pictures(console, (alices_picture(), end.picture))
    console.print()
    console.print(_table(actors, end.rows))
    words = "All balances agree to the unit." if end.is_well else "The balances or the picture are WRONG."
    console.print(words, style="bold green" if end.is_well else "bold red")


def _show_pictures(console: Console, pictures: Iterable[bytes]) -> None:
    """Side by side; in characters where there are no colours."""
    found = [picture for picture in (read(octets) for octets in pictures) if picture is not None]
    for number in range(min(picture.height for picture in found)):
        line = Text("  ")
        for picture in found:
            for pixel in picture.row(number):
                red, green, blue = pixel if picture.depth == 3 else pixel * 3
                level = (red + green + blue) * (len(SHADES) - 1) // (3 * 255)
                colours = console.is_terminal and console.color_system is not None
                line.append("  " if colours else SHADES[level] * 2, f"on rgb({red},{green},{blue})" if colours else "")
            line.append("   ")
        console.print(line)


def _table(actors: Cast, rows: Iterable[Row]) -> Table:
    title = "Balances in LEO, to the unit: the formula of §12 beside the ledger"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading in ("who", "role"):
        table.add_column(heading, no_wrap=True)
    for heading in ("gain", "EXPECTED", "ACTUAL"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for row in rows:
        amounts = [leo(units).removesuffix(" LEO") for units in (row.actual - row.before, row.expected, row.actual)]
        mark = Text("ok", "green") if row.agrees else Text("DIFFERS", "bold red")
        table.add_row(actors.called(row.who), row.role, *amounts, mark)
    return table
