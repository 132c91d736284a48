"""``leo bench fleet``: many nodes with TPMs on one machine, enrolled and attested by many monitors."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED

if TYPE_CHECKING:
    from leo_ref.measure.bench.fleet.run import Fleet

NODES_MOST: Final = 400
"""Each node takes two descriptors, of which a process commonly has 1024."""

MEBIBYTE: Final = 1024 * 1024


@click.command(name="fleet", short_help="100 nodes with TPMs, enrolled and attested by ten monitors each.")
@click.option("--nodes", default=100, show_default=True, type=click.IntRange(1, NODES_MOST), help="How many nodes.")
@click.option("--monitors", default=10, show_default=True, type=click.IntRange(1), help="How many monitors.")
@click.option("--rsa", is_flag=True, help="RSA keys instead of ECC ones; making them takes some tenths of a second.")
@speech.as_json
def command(nodes: int, monitors: int, *, rsa: bool, as_json: bool) -> None:
    """Start a throw-away TPM (swtpm) for each node; have every monitor enrol it, and attest it through a whole job.

    Each monitor verifies the endorsement key's certificate and the attestation key, has a credential activated, and
    asks before, during and after the job, which the node measures into its TPM; the pure appraisal replays the log of
    the boot and the job's. Prints time and memory; exit 1 if any node does not pass. Nothing is left afterwards.

    swtpm is software: what it signs shows that messages and rules fit, and nothing about a machine.
    """
    from leo_ref.adapters.tpm.templates import KeyKind
    from leo_ref.measure.bench.fleet.run import run

    fleet = run(nodes, monitors, KeyKind.RSA if rsa else KeyKind.ECC, progress)
    if as_json:
        click.echo(json.dumps({"fleet": {"ok": fleet.is_sound, **asdict(fleet)}}))
    else:
        show(fleet)
    if not fleet.is_sound:
        sys.exit(FAILED)


@contextmanager
def progress(step: str) -> Iterator[speech.Progressed]:
    """A bar on a terminal, else one line a step."""
    if speech.console(for_errors=True).is_terminal:
        with speech.progress(step) as report:
            yield report
    else:
        speech.say(step)
        yield lambda _done, _whole: None


def show(fleet: Fleet) -> None:
    """For people."""
    speech.table(
        f"{fleet.nodes} nodes with {fleet.kind.upper()} keys, {fleet.monitors} monitors",
        ["step"],
        ["times", "seconds", "ms each"],
        [
            [step.name, f"{step.operations:,}", f"{step.seconds:.2f}", f"{step.seconds / step.operations * 1000:.2f}"]
            for step in fleet.steps
        ],
    )
    memory = fleet.memory
    click.echo(
        f"{fleet.enrolments:,} enrolments, {fleet.appraisals:,} appraisals, {fleet.passed:,} passed, "
        f"{sum(step.seconds for step in fleet.steps):.1f} s"
    )
    click.echo(
        f"memory: {fleet.nodes} swtpm {memory.swtpm / MEBIBYTE:.0f} MiB "
        f"({memory.swtpm_shared_once / MEBIBYTE:.0f} MiB with what they share counted once), "
        f"this process {memory.own / MEBIBYTE:.0f} MiB"
    )
    for code, times in sorted(fleet.refusals.items()):
        click.echo(f"refused: {code}, {times} times")
