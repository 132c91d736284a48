"""The main job: TLC checks every model of the manifest, and the reference is held to each compared one.

TLC and the reference work side by side, one process each: while TLC explores a model, the reference explores it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from attrs import evolve

from leo_ref.tie.actions import ground_actions
from leo_ref.tie.constants import Constants
from leo_ref.tie.manifest import Entry, Expected
from leo_ref.tie.model import model_of
from leo_ref.tie.printed import constants_of
from leo_ref.tie.reference import compare_model, explore_model
from leo_ref.tie.report import Explored, Report
from leo_ref.tlc.failure import TlcFailure
from leo_ref.tlc.ground import GroundAction, write_ground
from leo_ref.tlc.java import Jar
from leo_ref.tlc.result import Progress, TlcResult
from leo_ref.tlc.run import run

HEAP: Final = 3072
"""MiB for Java: enough for every model of the manifest, and little enough for a machine of 8 GiB."""

Told: TypeAlias = Callable[[Entry, str, Progress | None], None]
"""Called with a model, what happens to it, and TLC's progress on it."""


def check(entries: Sequence[Entry], jar: Jar, told: Told) -> list[Report]:
    """A report on each model, in the order given.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    with (
        TemporaryDirectory(prefix="leo-check-") as name,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as reference,
        ThreadPoolExecutor(1) as tlc,
    ):
        folder = Path(name)
        runs = [tlc.submit(_run, entry, jar, folder, told) for entry in entries]
        try:
            found = [_report(entry, done, folder, reference) for entry, done in zip(entries, runs, strict=True)]
            return [evolve(report, problem=report.problem or late()) for report, late in found]
        except BaseException:
            for waiting in runs:
                waiting.cancel()
            raise


def _run(entry: Entry, jar: Jar, folder: Path, told: Told) -> tuple[TlcResult, Constants | None]:
    """TLC's verdict on a model; a failure of TLC says on which."""
    try:
        return _explored(entry, jar, folder, told)
    except TlcFailure as failure:
        raise TlcFailure(failure.name, f"{entry.name}: {failure.what}", failure.remedy) from failure


def _explored(entry: Entry, jar: Jar, folder: Path, told: Told) -> tuple[TlcResult, Constants | None]:
    """TLC's verdict on a model; the graph is dumped where it is compared."""
    constants = None
    files, dump = entry.files(), None
    if entry.compared:
        told(entry, "reads the constants", None)
        constants = constants_of(entry, jar)
        actions = [
            GroundAction(ground.label, ground.expression, ground.refusal)
            for ground in ground_actions(model_of(constants))
        ]
        files = write_ground(files, actions, _own(folder, entry), refusals=True, constants=False)
        dump = _dump(folder, entry)
    told(entry, "TLC explores", None)
    result = run(
        files, jar=jar, dump=dump, heap=HEAP, on_progress=lambda progress: told(entry, "TLC explores", progress)
    )
    told(entry, "TLC is done", None)
    return result, constants


def _own(folder: Path, entry: Entry) -> Path:
    own = folder / entry.name
    own.mkdir()
    return own


def _dump(folder: Path, entry: Entry) -> Path:
    return folder / f"{entry.name}.dot"


def _report(
    entry: Entry, done: Future[tuple[TlcResult, Constants | None]], folder: Path, reference: ProcessPoolExecutor
) -> tuple[Report, Callable[[], str]]:
    """What is known when TLC is done, and a call that waits for the comparison."""
    result, constants = done.result()
    report = Report(
        entry=entry,
        distinct=result.distinct,
        depth=result.depth,
        tlc_seconds=result.seconds,
        problem=unexpected(entry, result),
    )
    if constants is None or report.problem:
        return report, str
    explored: Explored = reference.submit(explore_model, entry.name, constants).result()
    report = evolve(
        report,
        edges=explored.edges,
        refusals=explored.refusals,
        reference_seconds=explored.seconds,
        problem=explored.problem,
    )
    compared = reference.submit(compare_model, entry.name, _dump(folder, entry), result.distinct, result.edges)
    return report, compared.result


def unexpected(entry: Entry, result: TlcResult) -> str:
    """In what TLC's verdict differs from the manifest, for people; empty if it does not."""
    if result.outcome.name != entry.result.name or result.violated != (entry.violates or ""):
        said = f"{result.outcome.name} {result.violated}".strip()
        wanted = f"{entry.result.name} {entry.violates or ''}".strip()
        trace = [f"  {number}. {step.action or 'initial state'}" for number, step in enumerate(result.counterexample)]
        return "\n".join([f"TLC says {said}, the manifest {wanted}.", *trace])
    if entry.result is Expected.OK and (result.distinct, result.depth) != (entry.distinct, entry.depth):
        return (
            f"TLC finds {result.distinct} distinct states to depth {result.depth}, the manifest has {entry.distinct}"
            f" to depth {entry.depth}."
        )
    return ""
