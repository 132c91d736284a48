"""``leo bench task``: one task drawn among many nodes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.measure.bench.task import TaskDrawn, draw

FIRST: Final = 1_000
LAST: Final = 100_000


@click.command(name="task", short_help="One task drawn among 10^3 to 10^5 nodes, or more.")
@click.option("--nodes", multiple=True, type=click.IntRange(1), help="Networks of this size only; may be given again.")
@click.option(
    "--to",
    default=LAST,
    show_default=True,
    type=click.IntRange(FIRST),
    help="The largest network; all powers of ten up to it are drawn.",
)
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="How many processes to use.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write the cost of a node as SVG.")
@speech.as_json
def command(nodes: tuple[int, ...], to: int, processes: int, plot: Path | None, *, as_json: bool) -> None:
    """Draw one task among many nodes: each proves, hashes and counts its votes; then every winner is verified.

    The cost of a node is in scalar multiplications that the same processes make at the same time. Keys are made
    before, apart. 10^5 nodes take about 20 seconds on two cores, 10^6 nodes three minutes.
    """
    if plot is not None:
        from leo_ref.measure.bench.plot import cost_by_nodes
    sizes = sorted(set(nodes)) or [10**k for k in range(3, len(str(to))) if 10**k <= to]
    drawn = []
    for size in sizes:
        with speech.progress(f"{size:,} nodes") as report:
            drawn.append(draw(size, processes, report))
    if plot is not None:
        cost_by_nodes(drawn, plot)
    if as_json:
        click.echo(json.dumps({"task": [asdict(each) for each in drawn]}))
    else:
        show(drawn)


def show(drawn: list[TaskDrawn]) -> None:
    """For people."""
    speech.table(
        f"One task drawn on {drawn[0].processes} processes; a node costs, in scalar multiplications",
        [],
        ["nodes", "draw s", "keys s", "verify ms", "node µs", "node cost", "winners", "votes", "expected"],
        [
            [
                f"{each.nodes:,}",
                f"{each.seconds:.2f}",
                f"{each.key_seconds:.2f}",
                f"{each.verify_seconds * 1000:.1f}",
                f"{each.node_us:.0f}",
                f"{each.node_cost:.2f}",
                str(each.winners),
                str(each.votes),
                str(each.expected_votes),
            ]
            for each in drawn
        ],
    )
