"""``leo bench ledger``: what the costliest transaction of each kind costs whoever keeps the ledger."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED
from leo_ref.measure.bench.ledger.cost import MOST_MS, Cost, cost, worst
from leo_ref.measure.bench.ledger.places import JOBS_MANY, NODES_MANY
from leo_ref.measure.bench.ledger.works import works

PASSES: Final = 5


@click.command(name="ledger", short_help="The costliest transaction of each kind, applied and refused.")
@click.option("--passes", default=PASSES, show_default=True, type=click.IntRange(1), help="Passes over all of them.")
@speech.as_json
@speech.strict
def command(passes: int, *, as_json: bool, strict: bool) -> None:
    """Read and apply the costliest transactions that somebody can send: of each kind one that is applied, one refused.

    In milliseconds of the processor, the medians of all passes, so they say little of another machine. Evidence is that
    of a TPM, its log with as many events as are read.
    """
    costs = []
    for work in works():
        costs.append(cost(work, passes))
        speech.say(f"{costs[-1].kind}, {costs[-1].what}")
    found = worst(costs)
    if as_json:
        click.echo(json.dumps({"ledger": fields(found)}))
    else:
        show(found)
    if strict and not all(each.is_met for each in found):
        sys.exit(FAILED)


def fields(found: list[Cost]) -> list[dict[str, Any]]:  # Any: JSON
    """For programs."""
    return [{**asdict(each), "ms": each.ms, "target": MOST_MS, "ok": each.is_met} for each in found]


def show(found: list[Cost]) -> None:
    """For people."""
    speech.table(
        f"Transactions at their worst among {NODES_MANY:,} nodes and {JOBS_MANY:,} jobs; less than {MOST_MS} ms each",
        ["transaction", "ends", "what costs"],
        ["octets", "read", "apply", "ms", ""],
        [
            [
                each.kind,
                each.ends,
                each.what,
                f"{each.octets:,}",
                f"{each.read_ms:.1f}",
                f"{each.apply_ms:.1f}",
                f"{each.ms:.1f}",
                speech.mark(each.is_met),
            ]
            for each in found
        ],
    )
