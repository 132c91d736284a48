"""``leo bench demo``: the demo on real parts over what nobody can leave out of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.checkout import cache
from leo_ref.cli.demo import NODES_MOST
from leo_ref.cli.failure import FAILED
from leo_ref.cli.show.wishes import PIXELS_MOST
from leo_ref.demo.participants import NODES

if TYPE_CHECKING:
    from leo_ref.measure.bench.demo.job import JobTime
    from leo_ref.measure.bench.demo.measured import Beside, MeasuredDemo, Size

SIZES: Final = (NODES, 50, 100)
PASSES: Final = 3
MEGA: Final = 10**6
MEGAPIXELS: Final = 20
"""The program then takes longer than monitors take to look in."""

MEBIBYTE: Final = 1024 * 1024


@click.command(name="demo", short_help="The demo on real parts beside the least that it must do.")
@click.option(
    "--nodes",
    multiple=True,
    type=click.IntRange(NODES, NODES_MOST),
    help="Networks of this size only; may be given again.",
)
@click.option(
    "--passes", default=PASSES, show_default=True, type=click.IntRange(1), help="How often to measure the ratios."
)
@click.option(
    "--megapixels",
    default=MEGAPIXELS,
    show_default=True,
    type=click.IntRange(1, PIXELS_MOST // MEGA),
    help="Of the large picture.",
)
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write time and memory by nodes as SVG.")
@speech.as_json
@speech.strict
def command(
    nodes: tuple[int, ...], passes: int, megapixels: int, plot: Path | None, *, as_json: bool, strict: bool
) -> None:
    """Compare the time of the demo on real parts with the time of the operations that it cannot do without.

    While the demo plays, every operation of a TPM and of the cryptography is recorded. Then the same operations are
    done by bare calls: those of TPMs, an empty container with daemon and image, and the cryptography by the libraries.
    The time from the last key to the sealed result is compared with a bare container that runs the same program on the
    same picture. Time and memory are then shown by the number of nodes. Needs what `leo demo` needs.
    """
    from leo_ref.measure.bench.demo.measured import measure

    if plot is not None:
        from leo_ref.measure.bench.plot import demo_by_nodes
    measured = measure(passes, megapixels * MEGA, nodes or SIZES, cache("images"), speech.say)
    if plot is not None:
        demo_by_nodes(measured.sizes, plot)
    if as_json:
        click.echo(json.dumps({"demo": fields(measured)}))
    else:
        show(measured)
    if strict and not measured.is_met:
        sys.exit(FAILED)


def fields(measured: MeasuredDemo) -> dict[str, object]:
    """For JSON."""
    return {
        "ok": measured.is_met,
        "ratios": [
            {
                "name": each.name,
                "ratio": round(each.found, 3),
                "passes": [round(ratio, 3) for ratio in each.ratios],
                "at_most": each.target,
                "ok": each.is_met,
            }
            for each in measured.ratios
        ],
        "seconds": [round(each.whole.played.seconds, 3) for each in measured.passes],
        "operations": [
            {"name": name, "times": times, "demo_seconds": demo, "bare_seconds": round(bare, 4)}
            for name, times, demo, bare in operations(measured)
        ],
        "jobs": [{"small": job_fields(each.small), "large": job_fields(each.large)} for each in measured.passes],
        "sizes": [size_fields(each) for each in measured.sizes],
    }


def job_fields(job: JobTime) -> dict[str, float]:
    """The seconds of each part of a job."""
    return {
        "opening": round(job.opening, 3),
        "waiting_for_monitors": round(job.waiting, 3),
        "waiting_for_the_program": round(job.rest, 3),
        "sealing": round(job.sealing, 3),
        "wiping": round(job.wiping, 3),
        "bare": round(job.bare, 3),
        "bare_removing": round(job.bare_removing, 3),
    }


def size_fields(size: Size) -> dict[str, object]:
    """Seconds and octets of one size."""
    return {
        "nodes": size.nodes,
        "seconds": round(size.seconds, 2),
        "setting_up": round(size.setting_up, 2),
        "playing": round(size.playing, 2),
        "tidying": round(size.tidying, 2),
        "own_octets": size.memory.own,
        "tpm_octets": size.memory.tpms,
        "daemon_octets": size.memory.daemon,
    }


def operations(measured: MeasuredDemo) -> list[tuple[str, int, float | None, float]]:
    """Of the last pass: each kind of operation, how often, the seconds it took in the demo if known, and barely."""
    last = measured.passes[-1].whole
    found = []
    for floor in last.floors:
        calls = last.played.calls.get(floor.name)
        took = None if calls is None else round(sum(call.ended - call.began for call in calls), 4)
        found.append((floor.name, floor.times, took, floor.seconds))
    return found


def show(measured: MeasuredDemo) -> None:
    """For people."""
    speech.table(
        "The demo beside what is under it",
        ["what"],
        ["ratio", "least", "most", "at most", ""],
        [ratio_row(each) for each in measured.ratios],
    )
    rows = operations(measured)
    seconds = measured.passes[-1].whole.played.seconds
    together = ("together", 0, seconds, sum(bare for *_, bare in rows))
    speech.table(
        "What the demo did, and what it takes barely: the last pass",
        ["operation"],
        ["times", "in the demo s", "barely s"],
        [
            [name, f"{times:,}" if times else "", "" if demo is None else f"{demo:.3f}", f"{bare:.3f}"]
            for name, times, demo, bare in (*rows, together)
        ],
    )
    for name, jobs in (
        ("large picture", [each.large for each in measured.passes]),
        ("the story's picture", [each.small for each in measured.passes]),
    ):
        parts = ", ".join(
            f"{part.replace('_', ' ')} {median(job_fields(job)[part] for job in jobs):.2f}"
            for part in job_fields(jobs[0])
        )
        click.echo(f"A job with the {name}, seconds: {parts}")
    speech.table(
        "By the number of nodes",
        [],
        ["nodes", "s", "setting up", "story", "tidying", "MiB own", "MiB swtpm", "MiB daemon"],
        [
            [
                str(each.nodes),
                *(f"{value:.1f}" for value in (each.seconds, each.setting_up, each.playing, each.tidying)),
                *(f"{octets / MEBIBYTE:.0f}" for octets in (each.memory.own, each.memory.tpms, each.memory.daemon)),
            ]
            for each in measured.sizes
        ],
    )


def ratio_row(each: Beside) -> list[str]:
    """One ratio with its target."""
    return [
        each.name,
        *(f"{value:.2f}" for value in (each.found, min(each.ratios), max(each.ratios))),
        "" if each.target is None else f"{each.target:g}",
        "" if each.target is None else speech.mark(each.is_met),
    ]
