"""Work in pieces on several processes: results in the order of the pieces, and no process left behind."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from leo_ref.measure.bench.failure import BenchFailure, Failure

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Progressed = Callable[[int, int], None]
"""Called with how many pieces are done, and of how many."""


def on_processes(
    work: Callable[[Piece], Result],
    pieces: Sequence[Piece],
    processes: int,
    report: Progressed = lambda _done, _all: None,
) -> list[Result]:
    """``work`` of every piece, in their order; with one process, in this one.

    Pieces should take about a second: a run that is stopped waits for those at work.

    Raises:
        BenchFailure: ``WORKER_LOST``.
    """
    results: list[Result] = []
    if processes == 1:
        for piece in pieces:
            results.append(work(piece))
            report(len(results), len(pieces))
        return results
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(processes, mp_context=context, initializer=_leave_signals_to_the_parent)
    try:
        for result in executor.map(work, pieces):
            results.append(result)
            report(len(results), len(pieces))
    except BrokenProcessPool as error:
        raise BenchFailure(
            Failure.WORKER_LOST, f"{len(results)} of {len(pieces)} pieces were done.", "Free memory and run it again."
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)
    return results


def _leave_signals_to_the_parent() -> None:
    """A terminal interrupts every process at once; the parent ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
