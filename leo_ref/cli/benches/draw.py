"""``leo bench draw``: the draw in units of one scalar multiplication."""

from __future__ import annotations

import json
import sys

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED
from leo_ref.measure.bench.draw import INPUTS, PASSES, MeasuredRow, measure


@click.command(name="draw", short_help="The draw, in scalar multiplications of libsodium.")
@click.option(
    "--inputs", default=INPUTS, show_default=True, type=click.IntRange(1), help="How many different messages."
)
@click.option("--passes", default=PASSES, show_default=True, type=click.IntRange(1), help="Passes over all of them.")
@speech.as_json
@speech.strict
def command(inputs: int, passes: int, *, as_json: bool, strict: bool) -> None:
    """Compare each operation of the draw with one scalar multiplication of libsodium through PyNaCl.

    The two are timed by turns, input by input, in several passes. Each input counts with its median; least and most are
    the extremes of single passes. Keys are expanded and validated once where the row does not say otherwise.
    """
    measured = measure(inputs, passes, speech.say)
    if as_json:
        click.echo(json.dumps({"draw": fields(measured)}))
    else:
        show(measured)
    if strict and not all(result.is_met for result in measured):
        sys.exit(FAILED)


def fields(measured: list[MeasuredRow]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "name": result.name,
            "ratio": round(result.found.ratio, 4),
            "least": round(result.found.least, 4),
            "most": round(result.found.most, 4),
            "microseconds": round(result.found.subject_us, 3),
            "multiplication_microseconds": round(result.found.floor_us, 3),
            "target": result.target,
            "ok": result.is_met,
        }
        for result in measured
    ]


def show(measured: list[MeasuredRow]) -> None:
    """For people."""
    speech.table(
        "The draw in scalar multiplications (crypto_scalarmult_ed25519_noclamp)",
        ["operation"],
        ["ratio", "least", "most", "µs", "at most", ""],
        [
            [
                result.name,
                *(f"{value:.4f}" for value in (result.found.ratio, result.found.least, result.found.most)),
                f"{result.found.subject_us:.1f}",
                "" if result.target is None else f"{result.target:g}",
                "" if result.target is None else speech.mark(result.is_met),
            ]
            for result in measured
        ],
    )
