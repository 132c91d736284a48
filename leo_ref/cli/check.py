"""``leo check``: TLC checks the specification, and the reference is held to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from leo_ref.cli.deep import check_deep_models, deep_entries
from leo_ref.cli.distributed import print_commands
from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.cli.runs import check_runs
from leo_ref.cli.wide import check_steps
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.manifest import ManifestEntry, chosen, read_manifest
from leo_ref.speccheck.report import ModelReport
from leo_ref.speccheck.tlc.java import find
from leo_ref.speccheck.tlc.result import Progress

LOG_WIDTH: Final = 120
"""Columns where the output goes to a file or a log."""


@click.command(name="check")
@click.argument("models", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output; progress on standard error.")
@click.option("--list", "only_list", is_flag=True, help="Name the models and what each is for, and check nothing.")
@click.option(
    "--trace",
    type=click.Path(path_type=Path),
    help="Check instead whether the run in this file, a transcript or a log, is a behaviour of Leo.",
)
@click.option(
    "--graph",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the whole graph of one compared model, JSON lines, if both sides have the same.",
)
@click.option(
    "--jobs", type=click.IntRange(1), help="Runs of TLC at a time; as many as cores, at most 4, if not given."
)
@click.option("--deep", is_flag=True, help="Check the deep models instead: millions of states, resumed where stopped.")
@click.option("--workers", type=click.IntRange(1), help="With --deep: TLC's threads; else one a core.")
@click.option(
    "--memory",
    type=click.IntRange(1024),
    default=4096,
    show_default=True,
    help="With --deep or --distributed: MiB, half for Java.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --deep: the file of what is finished, instead of .leo/deep.jsonl.",
)
@click.option(
    "--distributed",
    metavar="ADDRESS",
    help="Print the commands that run one model on several machines, of which this one is at ADDRESS.",
)
@click.option("--steps", type=click.IntRange(1), help="Compare instead one step from so many states of random models.")
@click.option("--runs", type=click.IntRange(1), help="Have TLC validate instead so many runs of the reference.")
@click.option("--seed", type=int, default=1, show_default=True, help="What random models and runs follow from.")
def command(
    models: tuple[str, ...],
    *,
    as_json: bool,
    only_list: bool,
    trace: Path | None,
    graph: Path | None,
    jobs: int | None,
    deep: bool,
    workers: int | None,
    memory: int,
    state: Path | None,
    distributed: str | None,
    steps: int | None,
    runs: int | None,
    seed: int,
) -> int:
    """Check the specification with TLC and compare it, state by state and edge by edge, with the reference.

    MODELS are names that --list prints; without any, all are checked.

    With --trace FILE, TLC says whether a run is a behaviour of `Leo`: a transcript, which is replayed as `leo verify`
    does, or the log of any implementation (docs/traces.md). If it is not, the first step that is not allowed is named
    with its line, the conjunct of the specification that is false there, and what would have been allowed.

    With --graph FILE and one compared model its graph is written if TLC's is the reference's: states, steps, every
    refusal, and paths that take every step. docs/graphs.md says how to read it.

    With --deep MODELS are those of `spec/models/deep/`. What is finished is kept in a file and not run again, unless
    specification, reference or TLC changed. States are compared by digests of 16 octets. docs/deep.md says what it
    takes, and how a model is run on several machines.

    With --steps N nothing is explored. Random models, far larger than those of `spec/models/`, are put into N states in
    the middle of several jobs; TLC and the reference say for hundreds of actions in each where they lead, or why they
    are refused. A difference is made small before it is told.

    With --runs N, TLC validates N runs of the reference: random ones of random models, and one in 50 of its own parties
    with a fault on a bad network. A run that is no behaviour is made short before it is told.

    Exit code 0: every model has the result, the number of states and the depth of spec/models/manifest.json, every
    compared graph is the reference's own (initial states, states, labelled edges, and in every state the same refusals
    with the same codes), and every situation of spec/models/premises.json is met; or every run is a behaviour; or every
    answer was the same. 1: something differs. 2: a name or a file is wrong.
    """
    asked = {"--trace": trace, "--steps": steps, "--runs": runs, "--graph": graph, "--deep": deep or None}
    others = [option for option, value in asked.items() if value is not None]
    if len(others) > 1 or (models and not {*others} <= {"--graph", "--deep"}):
        what = " and ".join([*(["models"] if models else []), *others])
        raise CommandFailure("one-at-a-time", f"{what} are asked for at once", "leave out one of them", USAGE)
    if trace is not None:
        from leo_ref.cli.traces import check_trace  # the graphs are held by a library that an extra brings

        return check_trace(trace, as_json=as_json)
    if runs is not None:
        return check_runs(runs, seed, as_json=as_json)
    if steps is not None:
        return check_steps(steps, seed, as_json=as_json)
    if not deep and (workers is not None or state is not None):
        raise CommandFailure("no-deep", "--workers and --state are for --deep", "add --deep", USAGE)
    try:
        entries = deep_entries(models) if deep else chosen(read_manifest(), models)
    except TieFailure as failure:
        if failure.name is not Failure.MODEL_UNKNOWN:
            raise
        raise CommandFailure("model-unknown", f"{failure.name.value} {failure.what}", failure.remedy, USAGE) from None
    if graph is not None:
        _one_compared(entries, graph)
    if only_list:
        _list(entries, as_json=as_json)
        return 0
    if distributed is not None:
        return print_commands(entries, distributed, memory, as_json=as_json)
    if deep:
        return check_deep_models(entries, as_json=as_json, workers=workers, memory=memory, state=state)
    jar = find()
    from leo_ref.speccheck.check import check  # the graphs are held by a library that an extra brings

    console = Console(stderr=as_json, highlight=False)
    if not console.is_terminal:
        console.width = LOG_WIDTH
    console.print(f"{jar}, {len(entries)} models")
    with Bars(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    ) as bars:
        task = bars.add_task("starting")

        def progressed(entry: ManifestEntry, what: str, progress: Progress | None) -> None:
            far = f": {progress.distinct:,} states, {progress.rate:,}/s, queue {progress.queue:,}" if progress else ""
            bars.update(task, description=f"{entry.name} {what}{far}")
            if not console.is_terminal:
                console.print(f"{entry.name} {what}{far}")

        reports = check(entries, jar, progressed, runs=jobs, graph=graph)
    if as_json:
        click.echo(
            json.dumps({"ok": not any(report.problem for report in reports), "models": [*map(_fields, reports)]})
        )
    else:
        _table(reports, console)
    for report in reports:
        if report.problem:
            console.print(f"\n[bold red]{report.entry.name}[/]: ", end="")
            console.print(report.problem, markup=False)
    return 1 if any(report.problem for report in reports) else 0


def _one_compared(entries: list[ManifestEntry], graph: Path) -> None:
    """Whether a graph can be written there, before anything is explored."""
    if len(entries) != 1:
        raise CommandFailure("one-model", f"--graph is for one model, and not for {len(entries)}", "name one", USAGE)
    if not entries[0].compared:
        remedy = "`./leo check MODEL --json` says of each model whether it is compared"
        raise CommandFailure("not-compared", f"{entries[0].name} is explored by TLC alone", remedy, USAGE)
    if not graph.parent.is_dir():
        raise CommandFailure("no-folder", f"{graph.parent} is no folder", "make it, or name another file", USAGE)


def _list(entries: list[ManifestEntry], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([{"name": entry.name, "purpose": entry.purpose} for entry in entries]))
        return
    for entry in entries:
        click.echo(f"{entry.name:<26} {entry.purpose}")


def _fields(report: ModelReport) -> dict[str, object]:
    return {
        "name": report.entry.name,
        "expected": report.entry.result.value,
        "distinct": report.distinct,
        "depth": report.depth,
        "compared": report.entry.compared,
        "edges": report.edges,
        "refusals": report.refusals,
        "premises": report.premises,
        "tlc_seconds": round(report.tlc_seconds, 2),
        "reference_seconds": round(report.reference_seconds, 2),
        "problem": report.problem,
    }


def _table(reports: list[ModelReport], console: Console) -> None:
    table = Table(title="Specification and reference")
    table.add_column("model", no_wrap=True)
    table.add_column("result")
    for heading in ("states", "edges", "refusals", "TLC s", "reference s"):
        table.add_column(heading, justify="right")
    for report in reports:
        table.add_row(report.entry.name, _verdict(report), *_numbers(report))
    compared = [report for report in reports if report.entry.compared and not report.problem]
    table.add_section()
    table.add_row(
        f"{len(compared)} compared exactly",
        "",
        f"{sum(report.distinct for report in compared):,}",
        f"{sum(report.edges for report in compared):,}",
        f"{sum(report.refusals for report in compared):,}",
        f"{sum(report.tlc_seconds for report in reports):.1f}",
        f"{sum(report.reference_seconds for report in reports):.1f}",
    )
    table.add_row(f"{sum(report.premises for report in reports)} premises reached", *[""] * 6)
    console.print(table)


def _verdict(report: ModelReport) -> str:
    if report.problem:
        return "[bold red]DIFFERENT[/]"
    if report.entry.violates:
        return f"[green]violates {report.entry.violates}[/], as it must"
    return "[green]equal[/]" if report.entry.compared else "[green]holds[/]"


def _numbers(report: ModelReport) -> tuple[str, ...]:
    if not report.entry.compared:
        return f"{report.distinct:,}", "", "", f"{report.tlc_seconds:.1f}", ""
    return (
        f"{report.distinct:,}",
        f"{report.edges:,}",
        f"{report.refusals:,}",
        f"{report.tlc_seconds:.1f}",
        f"{report.reference_seconds:.1f}",
    )
