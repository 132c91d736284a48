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
from leo_ref.cli.failure import FAILED, USAGE, Failure

DRAWS: Final = 1_000_000
LEAST_DRAWS: Final = 1_000
SEED: Final = "leo statistics"
SEED_MOST: Final = 200


@click.command(name="statistics", short_help="Draw a million times and compare with the exact distribution.")
@click.option("--draws", default=DRAWS, show_default=True, type=click.IntRange(LEAST_DRAWS), help="VRF values, about.")
@click.option("--seed", default=SEED, show_default=True, help="What all keys and tasks are derived from.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder instead of docs/statistics.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1))
@speech.as_json
def command(draws: int, seed: str, out: Path | None, processes: int, *, as_json: bool) -> None:
    """Draw tasks with real VRF values, and compare votes, groups and executors with their exact distribution.

    Writes a page and its plots, the same for the same seed on any number of processes. A million draws take about two
    minutes on two cores. Exit code 1 if a fit cannot be believed (p below 10^-6).
    """
    from leo_ref.statistics.findings import findings
    from leo_ref.statistics.page import page
    from leo_ref.statistics.pictures import pictures
    from leo_ref.statistics.sample import sample

    if len(seed) > SEED_MOST or not seed.isprintable() or "'" in seed:
        raise Failure(
            "seed-not-usable",
            f"a seed is at most {SEED_MOST} printable characters without a quote",
            "choose another one",
            USAGE,
        )
    folder = out if out is not None else checkout() / "docs" / "statistics"
    with speech.progress("tasks, in pieces") as told:
        drawn = sample(seed, draws, processes, told)
    speech.say("comparing")
    found = findings(drawn)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"README.md": page(seed, drawn, found), **pictures(found)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    if as_json:
        tests = [
            {"name": fit.name, "chi_square": fit.statistic, "degrees": fit.degrees, "p": fit.p} for fit in found.fits
        ]
        owners = [asdict(each, filter=lambda attribute, _: attribute.name != "from_one_key") for each in found.owners]
        print(
            json.dumps(
                {
                    "ok": found.is_well,
                    "draws": found.draws,
                    "tasks": found.tasks,
                    "seed": seed,
                    "tests": tests,
                    "owners": owners,
                    "folder": str(folder),
                }
            )
        )
    else:
        rows = [[fit.name, f"{fit.statistic:.2f}", str(fit.degrees), f"{fit.p:.3g}"] for fit in found.fits]
        title = f"{found.draws:,} draws, {found.tasks:,} tasks, seed {seed!r}"
        speech.table(title, ["test"], ["chi-square", "degrees", "p"], rows)
        print(f"{folder / 'README.md'} and its plots are written.")
    if not found.is_well:
        sys.exit(FAILED)
