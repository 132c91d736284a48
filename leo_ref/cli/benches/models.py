"""``leo bench models``: how fast the reference explores, beside TLC."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import CommandFailure
from leo_ref.speccheck.manifest import ManifestEntry, chosen, read_manifest
from leo_ref.speccheck.tlc.java import find

if TYPE_CHECKING:
    from leo_ref.measure.bench.models import MeasuredModel

MODELS: Final = ("MCMarket", "MCCourse", "MCAttestation", "MCLeo", "MCAdmission", "MCDelivery")
"""The last two are the largest of those that are compared."""


@click.command(name="models", short_help="The reference's exploration of models beside TLC's.")
@click.argument("models", nargs=-1)
@speech.as_json
@click.option("--profile", "profiled", is_flag=True, help="Show instead where the exploration spends its time.")
def command(models: tuple[str, ...], *, as_json: bool, profiled: bool) -> None:
    """Explore MODELS with the reference and with TLC (one worker), and compare their distinct states per second.

    The ratio does not count the time that Java and TLC take to start, which is shown. TLC checks the model's
    invariants and writes no graph; the reference tries every ground action in every state and keeps the whole graph,
    with the code of every refusal.
    """
    if profiled:
        from leo_ref.measure.bench.models import profile  # the graphs are held by a library that an extra brings

        jar = find()
        for entry in _entries(models):
            speech.console().print(f"{entry.name}\n{profile(entry, jar, 25)}", markup=False)
        return
    measured = measured_models(models)
    if as_json:
        click.echo(json.dumps({"models": fields(measured)}))
    else:
        show(measured)


def measured_models(models: tuple[str, ...] = ()) -> list[MeasuredModel]:
    """The comparison of each model."""
    from leo_ref.measure.bench.models import measure  # as above

    entries, jar = _entries(models), find()
    measured = []
    for entry in entries:
        speech.say(entry.name)
        measured.append(measure(entry, jar))
    return measured


def _entries(models: tuple[str, ...]) -> list[ManifestEntry]:
    entries = list(chosen(read_manifest(), models or MODELS))
    for entry in entries:
        if not entry.compared:
            raise CommandFailure(
                "not-compared", f"{entry.name} is not explored by the reference", "name a compared model"
            )
    return entries


def fields(measured: list[MeasuredModel]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "name": result.entry.name,
            "states": result.states,
            "tlc_seconds": round(result.tlc_seconds, 2),
            "tlc_start_seconds": round(result.start_seconds, 2),
            "reference_seconds": round(result.reference_seconds, 2),
            "ratio": round(result.ratio, 2),
            "ratio_with_start": round(result.ratio_with_start, 2),
        }
        for result in measured
    ]


def show(measured: list[MeasuredModel]) -> None:
    """For people."""
    speech.table(
        "Distinct states per second, reference over TLC with one worker",
        ["model"],
        ["states", "TLC s", "of it start", "reference s", "ratio", "with start"],
        [
            [
                result.entry.name,
                f"{result.states:,}",
                f"{result.tlc_seconds:.1f}",
                f"{result.start_seconds:.1f}",
                f"{result.reference_seconds:.1f}",
                f"{result.ratio:.2f}",
                f"{result.ratio_with_start:.2f}",
            ]
            for result in measured
        ],
    )
