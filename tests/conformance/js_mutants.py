"""Faults put into a copy of the example in JavaScript, one at a time: does ``leo fuzz`` find each, and how soon?

``python -m tests.conformance.js_mutants`` (``./leo dev fuzz-mutants``). The faults are made by rules on the text, not
by hand (``tests/mutants/kit/mutant.py``). Which are tried follows from a seed.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from conformance.engine import reading
from conformance.engine.conversation import GaveUp
from conformance.engine.fuzz.run import FuzzPlan, fuzz
from leo_ref.speccheck.wide.dice import Dice
from tests.mutants.kit.mutant import KitMutant, mutants, put_in

ABOUT: Final = {
    "rules": ("rules",),
    "encoding": ("encoding",),
    "draw": ("sortition", "ticket", "vrf", "hash_to_curve", "curve"),
}
"""What ``leo fuzz`` asks about most, and the parts of the example that hold it."""


def hunting() -> dict[str, list[KitMutant]]:
    """The mutants of these parts."""
    return {name: [one for one in mutants() if one.about in parts] for name, parts in ABOUT.items()}


def chosen(count: int, seed: str) -> list[KitMutant]:
    """So many of them, as many of each kind as of another."""
    dice, left = Dice("js-mutants", seed), hunting()
    found: list[KitMutant] = []
    while len(found) < count and any(left.values()):
        rest = left[[*ABOUT][len(found) % len(ABOUT)]] or next(filter(None, left.values()))
        found.append(rest.pop(rest.index(dice.pick(rest))))
    return found


@dataclass(frozen=True)
class Hunted:
    """What came of a mutant."""

    mutant: KitMutant
    how: str
    """What was found; empty if nothing was."""
    questions: int
    seconds: float


def hunted(mutant: KitMutant, plan: FuzzPlan) -> Hunted:
    """Put the program with the fault to ``leo fuzz``."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="leo-mutant-") as name:
        adapter = put_in(mutant, Path(name))
        plan = replace(plan, command=("node", str(adapter)), out=Path(name) / "found")
        try:
            ran = fuzz(plan, lambda _: None)
        except GaveUp as no:
            return Hunted(mutant, f"it does not come up: {no}"[:90], 0, time.monotonic() - began)
    how = ran.stopped or ""
    if ran.finding is not None:
        how = f"{ran.finding.level} {ran.finding.asked.topic}: {ran.finding.asked.end}"
    return Hunted(mutant, how, ran.asked.total(), time.monotonic() - began)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--count", default=20, show_default=True, type=click.IntRange(1), help="Mutants.")
@click.option("--seed", default="1", show_default=True, help="Which of them.")
@click.option("--seconds", default=60.0, show_default=True, help="For each.")
@click.option("--only", metavar="PATH:LINE", help="Those of this line.")
@click.option("--list", "listed", is_flag=True, help="List all, and hunt none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def main(count: int, seed: str, seconds: float, only: str | None, listed: bool, as_json: bool) -> None:
    """Hunt faults in the example in JavaScript; exits with 1 if one of them is not found."""
    if listed:
        for one in (one for part in hunting().values() for one in part):
            click.echo(f"{one.path}:{one.line} {one.kind}")
        return
    plan = FuzzPlan(
        vectors=reading.read(reading.FOLDER), command=(), seed=seed, out=Path(), seconds=seconds, shrinking=0
    )
    some = chosen(count, seed) if only is None else [one for one in mutants() if f"{one.path}:{one.line}" == only]
    missed = 0
    for one in some:
        came = hunted(one, plan)
        missed += not came.how
        if as_json:
            click.echo(json.dumps({"mutant": one.key, "found": came.how, "seconds": round(came.seconds, 1)}))
        else:
            click.echo(f"{came.seconds:6.1f} s {came.questions:>8,} questions  {one.key}: {came.how or 'NOT FOUND'}")
    click.echo(f"{len(some) - missed} of {len(some)} found", err=as_json)
    sys.exit(1 if missed or not some else 0)


if __name__ == "__main__":
    main()
