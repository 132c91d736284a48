"""``leo statistics``: whether the draw is fair, as a page with plots."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.cli.checkout import checkout
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure

DRAWS: Final = 1_000_000
LEAST_DRAWS: Final = 1_000
TASKS: Final = 10_000
SEED: Final = "leo statistics"
SEED_MOST: Final = 200


@click.command(name="statistics")
@click.option(
    "--draws", default=DRAWS, show_default=True, type=click.IntRange(LEAST_DRAWS), help="About how many VRF values."
)
@click.option(
    "--tasks",
    default=TASKS,
    show_default=True,
    type=click.IntRange(1),
    help="How many tasks to play for credit and coalitions.",
)
@click.option("--seed", default=SEED, show_default=True, help="Text from which all keys and tasks are derived.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder instead of docs/statistics.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="How many processes to use.")
@speech.as_json
def command(draws: int, tasks: int, seed: str, out: Path | None, processes: int, *, as_json: bool) -> None:
    """Draw tasks with real VRF values, and compare votes, groups and executors with their exact distribution.

    Then play tasks among honest nodes, to see who gets richer, and among coalitions, to see who gets a majority.

    Writes three pages and plots, the same for the same seed on any number of processes. All of it takes about five
    minutes on two cores.

    Exit code 0: all counts fit; 1: one does not (p below 10^-6, or five standard deviations).
    """
    from leo_ref.measure.statistics.coalition import EVENTS, UNBELIEVABLE, counted
    from leo_ref.measure.statistics.findings import findings
    from leo_ref.measure.statistics.growth import growth
    from leo_ref.measure.statistics.page import page
    from leo_ref.measure.statistics.pictures import pictures
    from leo_ref.measure.statistics.risk_page import growth_page, missed, risk_page
    from leo_ref.measure.statistics.sample import sample

    if len(seed) > SEED_MOST or not seed.isprintable() or "'" in seed:
        raise CommandFailure(
            "seed-not-usable",
            f"a seed is at most {SEED_MOST} printable characters without a quote",
            "choose another one",
            USAGE,
        )
    folder = out if out is not None else checkout() / "docs" / "statistics"
    with speech.progress("tasks, in pieces") as report:
        drawn = sample(seed, draws, processes, report)
    with speech.progress("coalitions, in pieces") as report:
        coalitions = counted(seed, tasks, processes, report)
    with speech.progress("credit, by network") as report:
        grown = growth(seed, tasks, processes, report)
    speech.say("comparing")
    found = findings(drawn)
    is_well = found.is_well and all(off < UNBELIEVABLE for each in coalitions for off in each.deviations)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "README.md": page(seed, drawn, found),
        "risk.md": risk_page(seed, coalitions),
        "growth.md": growth_page(seed, grown),
    }
    for name, text in {**pages, **pictures(found)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    if as_json:
        tests = [
            {"name": fit.name, "chi_square": fit.statistic, "degrees": fit.degrees, "p": fit.p} for fit in found.fits
        ]
        owners = [asdict(each, filter=lambda attribute, _: attribute.name != "from_one_key") for each in found.owners]
        print(
            json.dumps(
                {
                    "ok": is_well,
                    "draws": found.draws,
                    "tasks": found.tasks,
                    "seed": seed,
                    "tests": tests,
                    "owners": owners,
                    "coalitions": [
                        {
                            "network": each.network.name,
                            "tau": each.network.tau,
                            "tasks": each.tasks,
                            "drawn": dict(zip(EVENTS, each.seen, strict=True)),
                            "computed": dict(zip(EVENTS, each.chances, strict=True)),
                        }
                        for each in coalitions
                    ],
                    "growth": [
                        {
                            "nodes": each.start.nodes,
                            "richest": each.start.richest,
                            "done": each.done,
                            "top_credit": each.top_credit,
                            "top_executions": each.top_executions,
                        }
                        for each in grown
                    ],
                    "missed": missed(grown),
                    "folder": str(folder),
                }
            )
        )
    else:
        rows = [[fit.name, f"{fit.statistic:.2f}", str(fit.degrees), f"{fit.p:.3g}"] for fit in found.fits]
        title = f"{found.draws:,} draws, {found.tasks:,} tasks, seed {seed!r}"
        speech.table(title, ["test"], ["chi-square", "degrees", "p"], rows)
        print(f"{folder / 'README.md'}, two more pages and plots are written.")
    if not is_well:
        sys.exit(FAILED)
