"""``leo simulate``: many tasks among honest parties on a bad network, and whether anybody lost more than the prices."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Final

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED

SEED: Final = "leo simulate"
DELAY_MOST: Final = 1000
"""Ten blocks."""
UNITS: Final = 10**8
"""Of one LEO."""


@click.command(name="simulate")
@click.option(
    "--stories",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="How many tasks, each in a network of its own.",
)
@click.option(
    "--delay",
    default=100,
    show_default=True,
    type=click.IntRange(0, DELAY_MOST),
    help="The longest delay of a message, in hundredths of a block.",
)
@click.option(
    "--loss",
    default=200,
    show_default=True,
    type=click.IntRange(0, 999),
    help="How many of a thousand messages are lost.",
)
@click.option("--seed", default=SEED, show_default=True, help="Text from which all chance is derived.")
@click.option("--nodes", default=12, show_default=True, type=click.IntRange(3, 100), help="How many nodes.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="How many processes to use.")
@speech.as_json
def command(stories: int, delay: int, loss: int, seed: str, nodes: int, processes: int, *, as_json: bool) -> None:
    """Play tasks of honest parties, with evidence made in software and the default parameters.

    The network delays each message by a random time up to --delay, and loses some. Blocks are delayed and never lost.
    The same seed gives the same tasks, on any number of processes. A task takes some seconds.

    Exit code 0: every task ended as DONE or UNFILLED, and nobody lost more than the prices; 1: otherwise.
    """
    from leo_ref.measure.bench.workers import on_processes
    from leo_ref.parties.simulator.trial import Weather, trial_of, unfilled

    weather = Weather(delay=delay, loss=loss)
    pieces = [(f"{seed}/{number}", nodes, weather) for number in range(1, stories + 1)]
    with speech.progress("stories") as report:
        found = on_processes(trial_of, pieces, processes, report)
    outcomes = Counter("open" if each.outcome is None else each.outcome.value for each in found)
    expected = float(unfilled(nodes))
    bad = [(number, each) for number, each in enumerate(found, start=1) if not each.is_well]
    if as_json:
        print(
            json.dumps(
                {
                    "ok": not bad,
                    "stories": stories,
                    "delay": delay,
                    "loss": loss,
                    "seed": seed,
                    "nodes": nodes,
                    "outcomes": dict(sorted(outcomes.items())),
                    "unfilled": {"seen": outcomes["UNFILLED"] / stories, "computed": expected},
                    "blocks": {"least": min(each.blocks for each in found), "most": max(each.blocks for each in found)},
                    "challenged": sum(each.challenged for each in found),
                    "asked": sum(each.asked for each in found),
                    "losses": [
                        {
                            "story": number,
                            "outcome": None if each.outcome is None else each.outcome.value,
                            "lost": [{"who": who, "units": str(units)} for who, units in each.losses],
                            "absent": each.absent,
                            "has_result": each.has_result,
                        }
                        for number, each in bad
                    ],
                }
            )
        )
    else:
        print(f"{stories} stories of {nodes} nodes, seed {seed!r}")
        print(f"Messages take up to {delay}/100 of a block; {loss} of 1000 are lost.")
        speech.table(
            "How they ended", ["outcome"], ["stories"], [[name, str(count)] for name, count in sorted(outcomes.items())]
        )
        print(f"UNFILLED: {outcomes['UNFILLED'] / stories:.3%} seen, {expected:.3%} computed.")
        print(f"{sum(each.challenged for each in found)} monitors had to ask about the run on the ledger.")
        print(f"{sum(each.asked for each in found)} monitors asked for the result on the ledger, without a wage then.")
        for number, each in bad:
            lost = [f"{who} lost {units / UNITS} LEO" for who, units in each.losses]
            lost += [f"{each.absent} monitors were absent"] if each.absent else []
            outcome = "open" if each.outcome is None else each.outcome.value
            print(f"story {number}: {outcome}; {'; '.join(lost) or 'nobody lost LEO'}")
        print("Somebody honest lost something." if bad else "Nobody lost anything but the prices.")
    if bad:
        sys.exit(FAILED)
