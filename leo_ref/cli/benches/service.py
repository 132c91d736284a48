"""``leo bench service``: the ledger as a service under load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech

if TYPE_CHECKING:
    from leo_ref.measure.bench.service import ServiceLoad

PASSES: Final = 5


@click.command(name="service", short_help="Transactions a second of `leo ledger serve`, and the latency of a block.")
@click.option("--passes", default=PASSES, show_default=True, type=click.IntRange(1), help="Blocks of 512 transfers.")
@speech.as_json
def command(passes: int, *, as_json: bool) -> None:
    """Load a ledger service over HTTP, on a disk of this machine, beside the same blocks applied in memory.

    Each transaction is on disk before it is acknowledged, and each block before it is told. Clients and service share
    the machine.
    """
    from leo_ref.measure.bench.service import measured

    found = measured(passes, speech.say)
    if as_json:
        click.echo(json.dumps({"service": fields(found)}))
    else:
        show(found)


def fields(found: ServiceLoad) -> dict[str, object]:
    """For programs."""
    return {
        "clients": found.clients,
        "transactions_per_second": round(found.rate, 1),
        "block_ms": round(found.latency_ms, 1),
        "bare_ms": round(found.bare_ms, 1),
        "block_ratio": round(found.block_ratio, 2),
        "whole_ratio": round(found.whole_ratio, 2),
        "passes": [asdict(each) for each in found.passes],
    }


def show(found: ServiceLoad) -> None:
    """For people."""
    speech.table(
        f"A ledger service, asked by {found.clients} clients at once; ratios to apply_block of the same blocks",
        [],
        ["transactions", "acknowledged /s", "block ms", "bare ms", "block ratio", "whole ratio"],
        [
            [
                str(found.passes[-1].transactions),
                f"{found.rate:.0f}",
                f"{found.latency_ms:.0f}",
                f"{found.bare_ms:.0f}",
                f"{found.block_ratio:.2f}",
                f"{found.whole_ratio:.2f}",
            ]
        ],
    )
