"""What ``leo check --steps`` says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from leo_ref.cli.failure import FAILED
from leo_ref.speccheck.tlc.java import find

if TYPE_CHECKING:
    from leo_ref.speccheck.wide.compare import StepsReport


def check_steps(states: int, seed: int, *, as_json: bool) -> int:
    """Compare one step from so many states of random models; the exit code."""
    from leo_ref.speccheck.wide.compare import compare_steps  # the graphs are held by a library that an extra brings

    jar = find()
    click.echo(f"{jar}, {states:,} states, seed {seed}", err=True)

    def progressed(report: StepsReport) -> None:
        click.echo(f"model {seed}/{report.models}: {report.states:,} states, {report.edges:,} steps", err=True)

    report = compare_steps(states, seed, jar, progressed)
    if as_json:
        fields = {
            "ok": not report.problem,
            "seed": seed,
            "models": report.models,
            "states": report.states,
            "edges": report.edges,
            "refusals": report.refusals,
            "seconds": round(report.seconds, 1),
            "problem": report.problem,
        }
        click.echo(json.dumps(fields))
    else:
        click.echo(
            f"{report.states:,} states of {report.models} random models, seed {seed}: {report.edges:,} steps and"
            f" {report.refusals:,} refusals are {'DIFFERENT' if report.problem else 'the same on both sides'}."
        )
        if report.problem:
            click.echo(f"Model {seed}/{report.model}: {report.problem}")
    return FAILED if report.problem else 0
