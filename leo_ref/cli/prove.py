"""``leo prove``: the properties of all amounts, put to two solvers."""

from __future__ import annotations

import json
from typing import Final

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from leo_ref.prove.properties.catalogue import PROPERTIES, SIZE, chosen
from leo_ref.prove.properties.property import Property
from leo_ref.prove.report import SECONDS, PropertyReport
from leo_ref.prove.rules import Rules

LOG_WIDTH: Final = 120
"""Columns where the output goes to a file or a log."""

HELP: Final = """Prove what must hold of settlement and credit, for all amounts.

The rules' own functions are run on integers that may be any. z3 and cvc5 must both find that no path on which a
property fails can be taken. docs/assurance.md says what this covers and what it does not.

Exit code 0: both solvers proved every property. 1: a property is false (numbers are shown, tried on the rules), or
a solver did not answer in time, or they disagree. 2: a name is wrong.
"""


@click.command(name="prove", help=HELP)
@click.option(
    *("--property", "names"),
    type=click.Choice([each.name for each in PROPERTIES]),
    multiple=True,
    metavar="NAME",
    help="Only this one; more than once for several.",
)
@click.option("--size", type=click.IntRange(1, 8), default=SIZE, show_default=True, help="Most nodes, for credit.")
@click.option("--seconds", type=click.IntRange(1), default=SECONDS, show_default=True, help="Most for one question.")
@click.option("--list", "only_list", is_flag=True, help="Name the properties and what each says, and prove nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output; progress on standard error.")
def command(names: tuple[str, ...], size: int, seconds: int, *, only_list: bool, as_json: bool) -> int:
    """Prove the properties."""
    wanted = chosen(names)
    if only_list:
        _list(wanted, as_json=as_json)
        return 0
    from leo_ref.prove.prove import prove  # the solvers are in an extra

    console = Console(stderr=as_json, highlight=False)
    if not console.is_terminal:
        console.width = LOG_WIDTH
    reports: list[PropertyReport] = []
    with Bars(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    ) as bars:
        task = bars.add_task("starting")

        def progressed(about: Property, paths: int, questions: int) -> None:
            bars.update(task, description=f"{about.name}: {paths:,} paths, {questions:,} questions")

        for each in wanted:
            reports.append(prove(each, size, Rules(), progressed, seconds))
            if not console.is_terminal:
                console.print(f"{each.name}: {reports[-1].conclusion.value}")
    proved = all(report.proved for report in reports)
    if as_json:
        click.echo(json.dumps({"ok": proved, "size": size, "properties": [*map(_fields, reports)]}))
    else:
        _table(reports, console)
    for report in reports:
        if not report.proved:
            console.print(f"\n[bold red]{report.subject.name}[/]: ", end="")
            console.print(report.problem, markup=False)
            for found in report.refutations:
                console.print(f"  {found.solver}: {found.told()}", markup=False)
    return 0 if proved else 1


def _list(wanted: tuple[Property, ...], *, as_json: bool) -> None:
    if as_json:
        fields = [{"name": each.name, "clause": each.clause, "claim": each.claim} for each in wanted]
        click.echo(json.dumps(fields))
        return
    for each in wanted:
        click.echo(f"{each.name:<22} {each.clause:<9} {each.claim}")


def _fields(report: PropertyReport) -> dict[str, object]:
    return {
        "name": report.subject.name,
        "clause": report.subject.clause,
        "claim": report.subject.claim,
        "ranges": report.subject.ranges,
        "conclusion": report.conclusion.value,
        "paths": report.paths,
        "questions": report.questions,
        "answers": dict(report.answers),
        "seconds": {solver: round(seconds, 2) for solver, seconds in report.seconds.items()},
        "problem": report.problem,
        "counterexamples": [
            {"solver": each.solver, "numbers": dict(each.numbers), "choices": dict(each.choices), "wrong": each.wrong}
            for each in report.refutations
        ],
    }


def _table(reports: list[PropertyReport], console: Console) -> None:
    table = Table(title="All amounts", title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("property", no_wrap=True)
    for heading in ("clause", "all of what"):
        table.add_column(heading)
    table.add_column("paths", justify="right")
    for solver in reports[0].answers if reports else ():
        table.add_column(solver)
        table.add_column("s", justify="right")
    for report in reports:
        cells = []
        for solver, answer in report.answers.items():
            cells += [answer, f"{report.seconds[solver]:.1f}"]
        row = (report.subject.name, report.subject.clause, report.subject.ranges, f"{report.paths:,}", *cells)
        table.add_row(*row, style="" if report.proved else "bold red")
    console.print(table)
