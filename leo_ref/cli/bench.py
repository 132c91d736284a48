"""``leo bench``: the reference's speed, as ratios measured in one run."""

from __future__ import annotations

import json
import sys

import click

from leo_ref.cli.benches import demo, draw, fleet, ledger, models, oracle, peers, service, speech, task, testnet, tpm
from leo_ref.cli.failure import FAILED
from leo_ref.measure.bench.draw import measure


@click.group(name="bench", invoke_without_command=True)
@speech.as_json
@speech.strict
@click.pass_context
def command(context: click.Context, *, as_json: bool, strict: bool) -> None:
    """Measure the reference beside what limits its speed, by turns in one run.

    Most results are ratios, since seconds say little about another machine. Without a command, `models` and `draw` are
    measured.

    Exit code 0, also if a target is missed, which is shown; with --strict 1 in that case.
    """
    if context.invoked_subcommand is not None:
        if as_json or strict:
            raise click.UsageError(f"options belong after {context.invoked_subcommand}", context)
        return
    explored = models.measured_models()
    drawn = measure(report=speech.say)
    if as_json:
        click.echo(json.dumps({"models": models.fields(explored), "draw": draw.fields(drawn)}))
    else:
        models.show(explored)
        draw.show(drawn)
    if strict and not all(result.is_met for result in drawn):
        sys.exit(FAILED)


for part in (models, draw, task, ledger, service, testnet, peers, tpm, fleet, oracle, demo):
    command.add_command(part.command)
