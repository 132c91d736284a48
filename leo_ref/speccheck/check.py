"""The main job: TLC checks every model of the manifest, and the reference is held to each compared one.

Some runs of TLC at a time, the largest models first, and one process of the reference work side by side.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from attrs import frozen

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.manifest import Expected, ManifestEntry
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.premises import Premise, read_premises, unreached, watching
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.reference import compare_model, explore_model
from leo_ref.speccheck.report import Explored, ModelReport
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.ground import GroundAction, write_ground
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.result import Progress, TlcResult
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.stop import Stop

HEAP: Final = 2048
"""MiB for each Java: enough for every model of the manifest, and little enough for two on a machine of 8 GiB."""

MOST_RUNS: Final = 4
"""Runs of TLC at a time, however many cores there are: no more memory is taken than for these."""

BRIEF: Final = 2000
"""States up to which a run is one of seconds, as are the runs that must fail."""

Progressed: TypeAlias = Callable[[ManifestEntry, str, Progress | None], None]
"""Called with a model, what happens to it, and TLC's progress on it."""


@frozen(kw_only=True)
class _Sides:
    """What is known of a model when TLC is done; the reference may still be at work."""

    entry: ManifestEntry
    result: TlcResult
    premises: tuple[Premise, ...]
    explored: Future[Explored] | None = None
    compared: Future[str] | None = None


def check(
    entries: Sequence[ManifestEntry],
    jar: Jar,
    progressed: Progressed,
    *,
    runs: int | None = None,
    graph: Path | None = None,
) -> list[ModelReport]:
    """A report on each model, in the order given.

    Args:
        entries: The models.
        jar: The TLC to run.
        progressed: Called in the threads in which TLC is waited for.
        runs: Runs of TLC at a time; as many as there are cores unless given, and no more than four.
        graph: Where the graph of the model goes if both sides have the same; there is only one model then.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
        TieFailure: REFERENCE_KILLED, GRAPH_NOT_WRITTEN.
    """
    assert graph is None or [entry.compared for entry in entries] == [True], "one graph, of a compared model"
    runs = runs or min(MOST_RUNS, len(os.sched_getaffinity(0)))
    with (
        TemporaryDirectory(prefix="leo-check-") as name,
        reference_process() as reference,
        _waiting(runs) as (threads, stop),
    ):
        known = read_premises()
        begun = {
            threads.submit(
                _both_sides,
                entry,
                tuple(premise for premise in known if premise.model == entry.name),
                _Means(jar, Path(name), reference, progressed, stop, graph),
            ): entry.name
            for entry in sorted(entries, key=_size, reverse=True)
        }
        sides = {begun[done]: done.result() for done in as_completed(begun)}
        return [_report(sides[entry.name]) for entry in entries]


def _size(entry: ManifestEntry) -> tuple[bool, int]:
    """A key by which what takes longest comes last: the dump of a compared model has each refusal in it."""
    return entry.compared, entry.distinct or 0


@contextmanager
def _waiting(runs: int) -> Iterator[tuple[ThreadPoolExecutor, Stop]]:
    """Threads that wait for TLC; what runs when the block is left is ended, and what has not begun is left out."""
    threads, stop = ThreadPoolExecutor(runs), Stop()
    try:
        yield threads, stop
    finally:
        stop.stop()
        threads.shutdown(cancel_futures=True)


@contextmanager
def reference_process(memory: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """A process for the reference's side; gone when the block is left in whatever way.

    It gets no more address space than ``memory`` MiB, if that is given.
    """
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=(memory,))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise TieFailure(
            Failure.REFERENCE_KILLED, "It may have run out of memory.", "Free memory and run it again."
        ) from error
    except MemoryError as error:
        raise TieFailure(
            Failure.REFERENCE_MEMORY, f"It may take {memory} MiB.", "Give it more by --memory, if the machine has more."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in active_children():
            child.kill()
            child.join()


def _begin(memory: int | None) -> None:
    """What the process does first: interrupts are the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))


@frozen
class _Means:
    """What the check of one model works with."""

    jar: Jar
    folder: Path
    reference: ProcessPoolExecutor
    progressed: Progressed
    stop: Stop
    graph: Path | None


def _both_sides(entry: ManifestEntry, premises: tuple[Premise, ...], means: _Means) -> _Sides:
    """TLC's verdict on a model, and where it is compared, the reference's work on it; a failure says on which."""
    try:
        if not entry.compared:
            result = _explore(entry, watching(entry.files(), premises, means.folder), None, means)
            return _Sides(entry=entry, result=result, premises=premises)
        means.progressed(entry, "reads the constants", None)
        constants = constants_of(entry, means.jar, means.stop)
        explored = means.reference.submit(explore_model, entry.name, constants)
        dump = means.folder / f"{entry.name}.dot"
        files = grounded(entry, constants, means.folder)
        result = _explore(entry, watching(files, premises, files.module.parent), dump, means)
    except TlcFailure as failure:
        raise TlcFailure(failure.name, f"{entry.name}: {failure.what}", failure.remedy) from failure
    if unexpected(entry, result):
        return _Sides(entry=entry, result=result, premises=premises)
    compared = means.reference.submit(compare_model, entry.name, dump, result.distinct, result.edges, means.graph)
    return _Sides(entry=entry, result=result, premises=premises, explored=explored, compared=compared)


def _explore(entry: ManifestEntry, files: ModelFiles, dump: Path | None, means: _Means) -> TlcResult:
    means.progressed(entry, "TLC explores", None)
    return run(
        files,
        jar=means.jar,
        dump=dump,
        heap=HEAP,
        brief=(entry.distinct or 0) <= BRIEF,
        on_progress=lambda progress: means.progressed(entry, "TLC explores", progress),
        stop=means.stop,
    )


def grounded(entry: ManifestEntry, constants: Constants, folder: Path) -> ModelFiles:
    """The model with one action a choice of arguments, and every refusal in the state."""
    own = folder / entry.name
    own.mkdir()
    actions = [
        GroundAction(ground.label, ground.expression, ground.refusal) for ground in ground_actions(model_of(constants))
    ]
    return write_ground(entry.files(), actions, own, refusals=True, constants=False)


def _report(side: _Sides) -> ModelReport:
    """What the check of one model came to; waits for the reference."""
    entry, result = side.entry, side.result
    explored = side.explored.result() if side.explored else Explored(states=0, edges=0, refusals=0, seconds=0)
    difference = side.compared.result() if side.compared else ""
    missed = unreached(side.premises, result)
    return ModelReport(
        entry=entry,
        distinct=result.distinct,
        depth=result.depth,
        tlc_seconds=result.seconds,
        edges=explored.edges,
        refusals=explored.refusals,
        reference_seconds=explored.seconds,
        premises=len(side.premises) - len(missed),
        problem=unexpected(entry, result) or explored.problem or difference or _vacuous(missed),
    )


def _vacuous(missed: Sequence[Premise]) -> str:
    """Which properties were not put to the test, for people; empty if all were."""
    return "\n".join(f"{premise.property} holds, and is never met: {premise.premise}" for premise in missed)


def unexpected(entry: ManifestEntry, result: TlcResult) -> str:
    """In what TLC's verdict differs from the manifest, for people; empty if it does not."""
    named = result.violated if entry.result is not Expected.LIVENESS else entry.violates
    if result.outcome.name != entry.result.name or named != (entry.violates or ""):
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
