"""``leo check --deep``: models that take minutes to hours, resumed where they were stopped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console

from leo_ref.cli.checkout import cache
from leo_ref.speccheck.manifest import ManifestEntry, chosen, deep_manifest
from leo_ref.speccheck.report import ModelReport
from leo_ref.speccheck.tlc.java import find
from leo_ref.speccheck.tlc.result import Progress


def deep_entries(models: tuple[str, ...]) -> list[ManifestEntry]:
    """The deep models with these names, all where there are none; raises as the manifest's functions do."""
    return chosen(deep_manifest(), models)


def check_deep_models(
    entries: list[ManifestEntry], *, as_json: bool, workers: int | None, memory: int, state: Path | None
) -> int:
    """Runs the models and says what each came to; the exit code."""
    jar = find()
    from leo_ref.speccheck.deep.check import Means, check_deep  # the library for graphs is an extra's
    from leo_ref.speccheck.deep.finished import FinishedModels, basis

    console = Console(stderr=True, highlight=False, width=120)
    rests_on = basis(jar)
    kept = cache("deep.jsonl") if state is None else state

    def progressed(entry: ManifestEntry, what: str, progress: Progress | None) -> None:
        far = f": {progress.distinct:,} states, {progress.rate:,}/s, queue {progress.queue:,}" if progress else ""
        console.print(f"{entry.name} {what}{far}")

    means = Means(
        jar=jar,
        workers=workers or len(os.sched_getaffinity(0)),
        memory=memory,
        checkpoints=kept.with_name(f"{kept.stem}-{rests_on[:16]}"),
        progressed=progressed,
    )
    console.print(f"{jar}, {len(entries)} models, {means.workers} threads, {memory} MiB; finished ones are in {kept}")
    reports = []
    for report in check_deep(entries, means, FinishedModels(kept, rests_on)):
        reports.append(report)
        if not as_json:
            click.echo(_said(report))
    if as_json:
        click.echo(
            json.dumps({"ok": not any(report.problem for report in reports), "models": [*map(_fields, reports)]})
        )
    else:
        click.echo(f"{sum(report.distinct for report in reports):,} distinct states in {len(reports)} models")
    return 1 if any(report.problem for report in reports) else 0


def _said(report: ModelReport) -> str:
    if report.problem:
        return f"{report.entry.name}: DIFFERENT\n{report.problem}"
    compared = f", {report.edges:,} edges and {report.refusals:,} refusals equal" if report.entry.compared else ""
    times = f"TLC {report.tlc_seconds:,.0f} s, reference {report.reference_seconds:,.0f} s"
    return f"{report.entry.name}: {report.distinct:,} states{compared}; {times}{'; earlier' if report.earlier else ''}"


def _fields(report: ModelReport) -> dict[str, object]:
    return {
        "name": report.entry.name,
        "distinct": report.distinct,
        "depth": report.depth,
        "compared": report.entry.compared,
        "edges": report.edges,
        "refusals": report.refusals,
        "tlc_seconds": round(report.tlc_seconds, 1),
        "reference_seconds": round(report.reference_seconds, 1),
        "earlier": report.earlier,
        "problem": report.problem,
    }
