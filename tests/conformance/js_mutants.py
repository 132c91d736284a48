"""Faults put into a copy of the example in JavaScript, one at a time: does ``leo fuzz`` find each, and how soon?

``python -m tests.conformance.js_mutants`` (``./leo dev fuzz-mutants``). The faults are made by rules on the text, not
by hand: a guard is taken out, a comparison is turned, a number is one off. Which are tried follows from a seed.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from conformance.engine import reading
from conformance.engine.conversation import GaveUp
from conformance.engine.fuzz.run import FuzzPlan, fuzz
from leo_ref.speccheck.wide.dice import Dice
from tests.vectors.made import ROOT

EXAMPLE: Final = ROOT / "examples" / "js"
FOLDERS: Final = {
    "rules": ("src/rules/*.js",),
    "encoding": ("src/encoding/*.js",),
    "draw": ("src/sortition.js", "src/ticket.js", "src/vrf.js", "src/hash_to_curve.js", "src/curve.js"),
}
"""Where faults are made, by what they are about."""

GUARD: Final = re.compile(r"^\s*if \(.*\) (?:refuse|return refuse)\(.*\);$")
TURNED: Final = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " === ": " !== ", " !== ": " === "}
NUMBER: Final = re.compile(r"(?<![\w.\"'$])(\d+)(n?)(?![\w.\"'])")


@dataclass(frozen=True)
class Mutant:
    """A line of a file, and what it becomes."""

    about: str
    path: str
    line: int
    rule: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """Where it is, and what was done."""
        return f"{self.path}:{self.line} {self.rule}"


def mutants(folder: Path = EXAMPLE) -> list[Mutant]:
    """Every fault that the rules make, in the order of the files."""
    found = []
    for about, patterns in FOLDERS.items():
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                name = path.relative_to(folder).as_posix()
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    if line.lstrip().startswith(("*", "/", "import")):
                        continue
                    found += [Mutant(about, name, number, rule, line, after) for rule, after in changes(line)]
    return found


def changes(line: str) -> Iterator[tuple[str, str]]:
    """What the rules make of a line."""
    if GUARD.match(line):
        yield "guard removed", ""
    code = line.partition(" //")[0].partition("refuse(")[0]  # what a refusal carries is not compared
    for sign, other in TURNED.items():
        if sign in code:
            yield f"{sign.strip()} is {other.strip()}", line.replace(sign, other, 1)
    for match in NUMBER.finditer(code):
        more = f"{int(match[1]) + 1}{match[2]}"
        yield f"{match[0]} is {more}", line[: match.start()] + more + line[match.end() :]


def chosen(count: int, seed: str) -> list[Mutant]:
    """So many of them, as many of each kind as of another."""
    dice, every = Dice("js-mutants", seed), mutants()
    found: list[Mutant] = []
    while len(found) < min(count, len(every)):
        about = [*FOLDERS][len(found) % len(FOLDERS)]
        rest = [one for one in every if one.about == about and one not in found]
        found.append(dice.pick(rest or [one for one in every if one not in found]))
    return found


def put_in(mutant: Mutant, folder: Path) -> Path:
    """A copy of the example with the fault; its adapter."""
    shutil.copytree(EXAMPLE / "src", folder / "src")
    for name in ("adapter.js", "package.json"):
        shutil.copy(EXAMPLE / name, folder / name)
    (folder / "node_modules").symlink_to(EXAMPLE / "node_modules")
    path = folder / mutant.path
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[mutant.line - 1] == mutant.before, mutant.name
    lines[mutant.line - 1] = mutant.after
    path.write_text("\n".join(lines), encoding="utf-8")
    return folder / "adapter.js"


@dataclass(frozen=True)
class Hunted:
    """What came of a mutant."""

    mutant: Mutant
    how: str
    """What was found; empty if nothing was."""
    questions: int
    seconds: float


def hunted(mutant: Mutant, plan: FuzzPlan) -> Hunted:
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
        for one in mutants():
            click.echo(one.name)
        return
    plan = FuzzPlan(
        vectors=reading.read(reading.FOLDER), command=(), seed=seed, out=Path(), seconds=seconds, shrinking=0
    )
    some = chosen(count, seed) if only is None else [one for one in mutants() if one.name.startswith(f"{only} ")]
    missed = 0
    for one in some:
        came = hunted(one, plan)
        missed += not came.how
        if as_json:
            click.echo(json.dumps({"mutant": one.name, "found": came.how, "seconds": round(came.seconds, 1)}))
        else:
            click.echo(f"{came.seconds:6.1f} s {came.questions:>8,} questions  {one.name}: {came.how or 'NOT FOUND'}")
    click.echo(f"{len(some) - missed} of {len(some)} found", err=as_json)
    sys.exit(1 if missed or not some else 0)


if __name__ == "__main__":
    main()
