"""What ``leo check --runs`` says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from leo_ref.cli.failure import FAILED
from leo_ref.speccheck.tlc.java import find

if TYPE_CHECKING:
    from leo_ref.speccheck.runs.many import RunsReport


def check_runs(runs: int, seed: int, *, as_json: bool) -> int:
    """Have TLC validate so many runs of the reference; the exit code."""
    from leo_ref.speccheck.runs import many  # the graphs are held by a library that an extra brings

    jar = find()
    click.echo(f"{jar}, {runs:,} runs, seed {seed}", err=True)

    def progressed(report: RunsReport) -> None:
        click.echo(f"{report.runs:,} runs, {report.steps:,} steps, {report.seconds:.0f} s", err=True)

    report = many.check_runs(runs, seed, jar, progressed)
    if as_json:
        fields = {
            "ok": not report.problem,
            "seed": seed,
            "runs": report.runs,
            "stories": report.stories,
            "steps": report.steps,
            "refusals": report.refusals,
            "starts": report.starts,
            "seconds": round(report.seconds, 1),
            "problem": report.problem,
        }
        click.echo(json.dumps(fields))
    elif report.problem:
        click.echo(f"A run of the reference is NO behaviour of Leo.\n{report.problem}")
    else:
        click.echo(
            f"{report.runs:,} runs of the reference, {report.stories:,} of them stories of its parties, seed {seed},"
            f" are behaviours of Leo: {report.steps:,} steps, {report.refusals:,} of them refusals."
        )
    return FAILED if report.problem else 0
