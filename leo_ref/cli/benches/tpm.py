"""``leo bench tpm``: appraisals, logs, quotes and fresh TPMs, each beside what is under it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED
from leo_ref.measure.bench.appraisals import rows
from leo_ref.measure.bench.speed import Speed, speed

if TYPE_CHECKING:
    from leo_ref.measure.bench.adapter import Ready

PASSES: Final = 15


@click.command(name="tpm", short_help="Appraisals, logs, quotes and fresh TPMs beside bare calls.")
@click.option("--passes", default=PASSES, show_default=True, type=click.IntRange(1), help="Passes over all inputs.")
@speech.as_json
@speech.strict
def command(passes: int, *, as_json: bool, strict: bool) -> None:
    """Compare the appraisal of recorded answers with the verification of their signatures by the same library.

    Then event logs and kernel's lists with hashing alone; quotes of throw-away TPMs (swtpm) through the adapter with a
    bare loop over the TPM software stack; and a fresh TPM, and a fresh node, with the sum of their parts. Both sides
    are timed by turns; the median of all passes is shown, with the least and the greatest.
    """
    from leo_ref.adapters.tpm.templates import KeyKind
    from leo_ref.measure.bench import adapter

    speeds = []
    for row in rows():
        speech.say(row.name)
        speeds.append(speed(row, passes))
    for kind in KeyKind:
        with adapter.quotes(kind) as row:
            speech.say(row.name)
            speeds.append(speed(row, passes))
    speech.say("fresh TPMs and nodes")
    ready = list(adapter.ready(passes))
    if as_json:
        click.echo(json.dumps({"tpm": fields(speeds), "ready": ready_fields(ready)}))
    else:
        show(speeds)
        show_ready(ready)
    if strict and not (all(one.is_met for one in speeds) and all(one.is_met for one in ready)):
        sys.exit(FAILED)


def fields(speeds: list[Speed]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "name": one.name,
            "beside": one.beside,
            "ratio": round(one.found, 4),
            "least": round(one.least, 4),
            "most": round(one.most, 4),
            "microseconds": round(one.us, 3),
            "beside_microseconds": round(one.beside_us, 3),
            "megabytes_a_second": None if one.megabytes is None else round(one.megabytes, 2),
            "at_least": one.target,
            "ok": one.is_met,
        }
        for one in speeds
    ]


def ready_fields(ready: list[Ready]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "name": one.name,
            "ratio": round(one.found, 4),
            "least": round(one.least, 4),
            "most": round(one.most, 4),
            "milliseconds": round(one.ms, 2),
            "parts_milliseconds": {part: round(ms, 2) for part, ms in one.parts_ms.items()},
            "at_most": one.target,
            "ok": one.is_met,
        }
        for one in ready
    ]


def show(speeds: list[Speed]) -> None:
    """For people."""
    speech.table(
        "How often, while what stands beside it is done once",
        ["operation", "beside"],
        ["ratio", "least", "most", "µs", "MB/s", "at least", ""],
        [
            [
                one.name,
                one.beside,
                *(f"{value:.3f}" for value in (one.found, one.least, one.most)),
                f"{one.us:,.1f}",
                "" if one.megabytes is None else f"{one.megabytes:.1f}",
                "" if one.target is None else f"{one.target:g}",
                "" if one.target is None else speech.mark(one.is_met),
            ]
            for one in speeds
        ],
    )


def show_ready(ready: list[Ready]) -> None:
    """For people."""
    speech.table(
        "How long, over the sum of its parts",
        ["what"],
        ["ratio", "least", "most", "ms", "parts ms", "at most", ""],
        [
            [
                one.name,
                *(f"{value:.3f}" for value in (one.found, one.least, one.most)),
                f"{one.ms:.1f}",
                f"{sum(one.parts_ms.values()):.1f}",
                f"{one.target:g}",
                speech.mark(one.is_met),
            ]
            for one in ready
        ],
    )
    for one in ready:
        parts = ", ".join(f"{part} {ms:.1f}" for part, ms in one.parts_ms.items())
        click.echo(f"{one.name}, parts in ms: {parts}")
