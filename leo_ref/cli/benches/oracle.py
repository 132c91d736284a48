"""``leo bench oracle``: what the protocol of the kit costs beside direct calls."""

from __future__ import annotations

import json
import sys

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED


@click.command(name="oracle", short_help="Steps over lines, beside direct calls.")
@click.option("--passes", default=5, show_default=True, type=click.IntRange(1), help="How often to measure.")
@click.option("--batch", default=64, show_default=True, type=click.IntRange(2, 1024), help="Requests in one line.")
@speech.as_json
@speech.strict
def command(passes: int, batch: int, *, as_json: bool, strict: bool) -> None:
    """Compare single steps of a model asked over `leo oracle` with the same steps by calls in one process.

    The request's writing and the answer's reading count. They are measured by turns; the median of the passes counts.
    """
    from leo_ref.measure.bench.oracle import TARGET, measure

    found = measure(passes, batch)
    ratios = {"single": found.single / found.direct, "batched": found.batched / found.direct}
    if as_json:
        rates = {"direct": round(found.direct), "single": round(found.single), "batched": round(found.batched)}
        told = {"steps": found.steps, "batch": batch, "per_second": rates, "ok": found.is_met}
        click.echo(json.dumps({"oracle": told | {name: round(ratio, 3) for name, ratio in ratios.items()}}))
    else:
        speech.table(
            f"{found.steps} steps of a model",
            ["how"],
            ["steps per second", "over direct calls", "at least", ""],
            [
                ["direct calls", f"{found.direct:,.0f}", "", "", ""],
                ["one request a line", f"{found.single:,.0f}", f"{ratios['single']:.2f}", "", ""],
                [
                    f"batches of {batch}",
                    f"{found.batched:,.0f}",
                    f"{ratios['batched']:.2f}",
                    f"{TARGET}",
                    speech.mark(found.is_met),
                ],
            ],
        )
    if strict and not found.is_met:
        sys.exit(FAILED)
