"""The deep models, one after the other: TLC with several threads beside the reference, and what is finished is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from leo_ref.speccheck.check import Progressed, grounded, reference_process
from leo_ref.speccheck.deep.finished import FinishedModels
from leo_ref.speccheck.deep.side import explore_deep, hold_deep
from leo_ref.speccheck.manifest import Expected, ManifestEntry
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.report import ModelReport
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.result import TlcResult
from leo_ref.speccheck.tlc.run import run

TIME_LIMIT: Final = 30 * 24 * 3600.0
"""Seconds that TLC may take for one model."""


@frozen(kw_only=True)
class Means:
    """What a deep check works with."""

    jar: Jar
    workers: int
    """TLC's threads."""
    memory: int
    """MiB in all: half is for Java, half for the reference."""
    checkpoints: Path
    """The folder in which models that TLC explores alone leave their checkpoints."""
    progressed: Progressed


def check_deep(entries: Sequence[ManifestEntry], means: Means, finished: FinishedModels) -> Iterator[ModelReport]:
    """A report on each model, when it is there; one that is finished is not run again.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
        TieFailure: REFERENCE_KILLED, REFERENCE_MEMORY, STATE_NOT_WRITTEN.
    """
    for entry in entries:
        report = finished.report(entry)
        if report is None:
            try:
                report = _compared(entry, means) if entry.compared else _explored(entry, means)
            except TlcFailure as failure:
                raise TlcFailure(failure.name, f"{entry.name}: {failure.what}", failure.remedy) from failure
            if not report.problem:
                finished.add(report)
        yield report


def _explored(entry: ManifestEntry, means: Means) -> ModelReport:
    """TLC alone, from the last checkpoint if there is one."""
    folder = means.checkpoints / entry.name
    folder.mkdir(parents=True, exist_ok=True)
    result = _run(entry.files(), entry, means, None, folder)
    shutil.rmtree(folder)
    return _report(entry, result, problem=_unexpected(entry, result))


def _compared(entry: ManifestEntry, means: Means) -> ModelReport:
    """TLC and the reference at once, and then the one held to the other."""
    with TemporaryDirectory(prefix="leo-deep-") as name, reference_process(means.memory // 2) as reference:
        folder = Path(name)
        means.progressed(entry, "reads the constants", None)
        constants = constants_of(entry, means.jar)
        exploring = reference.submit(explore_deep, entry.name, constants)
        dump = folder / "graph.dot"
        result = _run(grounded(entry, constants, folder), entry, means, dump, None)
        problem = _unexpected(entry, result)
        if problem:
            return _report(entry, result, problem=problem)
        means.progressed(entry, "the reference explores, and TLC's graph is held to its", None)
        explored = exploring.result()
        difference = reference.submit(hold_deep, entry.name, dump, result.distinct, result.edges).result()
        return _report(
            entry,
            result,
            edges=explored.edges,
            refusals=explored.refusals,
            reference_seconds=explored.seconds,
            problem=explored.problem or difference,
        )


def _run(
    files: ModelFiles, entry: ManifestEntry, means: Means, dump: Path | None, checkpoints: Path | None
) -> TlcResult:
    means.progressed(entry, "TLC explores", None)
    return run(
        files,
        jar=means.jar,
        dump=dump,
        workers=means.workers,
        heap=means.memory // 2,
        time_limit=TIME_LIMIT,
        checkpoints=checkpoints,
        on_progress=lambda progress: means.progressed(entry, "TLC explores", progress),
    )


def _report(
    entry: ManifestEntry,
    result: TlcResult,
    *,
    edges: int = 0,
    refusals: int = 0,
    reference_seconds: float = 0.0,
    problem: str,
) -> ModelReport:
    return ModelReport(
        entry=entry,
        distinct=result.distinct,
        depth=result.depth,
        tlc_seconds=result.seconds,
        edges=edges,
        refusals=refusals,
        reference_seconds=reference_seconds,
        problem=problem,
    )


def _unexpected(entry: ManifestEntry, result: TlcResult) -> str:
    """In what TLC's verdict differs from the manifest; the depth is not looked at, which some threads do not find."""
    if result.outcome.name != Expected.OK.name:
        trace = [f"  {number}. {step.action or 'initial state'}" for number, step in enumerate(result.counterexample)]
        return "\n".join([f"TLC says {result.outcome.name} {result.violated}, the manifest OK.", *trace])
    if entry.distinct is not None and result.distinct != entry.distinct:
        return f"TLC finds {result.distinct} distinct states, the manifest has {entry.distinct}."
    return ""
