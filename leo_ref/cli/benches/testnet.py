"""``leo bench testnet``: networks of processes on this machine, by their number of nodes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech

SIZES: Final = (12, 25, 50)


@click.command(name="testnet", short_help="Time and memory of networks of processes, by the number of nodes.")
@click.option(
    "--nodes",
    "sizes",
    multiple=True,
    default=SIZES,
    show_default=True,
    type=click.IntRange(12, 200),
    help="Repeatable.",
)
@click.option("--interval", default=2.0, show_default=True, type=click.FloatRange(min=0.1), help="Between blocks.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it as SVG.")
@speech.as_json
def command(sizes: tuple[int, ...], interval: float, plot: Path | None, *, as_json: bool) -> None:
    """Start a network for each number of nodes, play the story on it, and end it.

    Memory is the proportional set size of all processes together: pages that several share count once.
    """
    from leo_ref.measure.bench.testnet import measured

    found = [measured(nodes, interval, speech.say) for nodes in sizes]
    if plot is not None:
        from leo_ref.measure.bench.plot import network_by_nodes

        network_by_nodes(found, plot)
    if as_json:
        click.echo(json.dumps({"testnet": [asdict(each) for each in found]}))
        return
    speech.table(
        "A ledger service, nodes and three others, each a process on this machine",
        [],
        ["nodes", "start s", "story s", "blocks", "processor s", "idle MiB", "story MiB", "MiB a process"],
        [
            [
                str(each.nodes),
                f"{each.starting:.1f}",
                f"{each.playing:.1f}",
                str(each.blocks),
                f"{each.processor:.0f}",
                f"{each.idle_memory:.0f}",
                f"{each.memory:.0f}",
                f"{each.memory / (each.nodes + 4):.0f}",
            ]
            for each in found
        ],
    )
