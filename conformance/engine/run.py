"""All questions, put by several workers: processes, each with a program of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.sharedctypes import Synchronized
from typing import Final

from conformance.engine.conversation import Conversation, GaveUp, Implementation
from conformance.engine.hello import Hello
from conformance.engine.judging import Judged, Verdict, put
from conformance.engine.program import Bounds
from conformance.engine.questions import Piece, Wanted, everything, names, pieces, questions, setting
from conformance.engine.reading import Vectors
from conformance.engine.reference import Reference

GRACE: Final = 20.0
"""Seconds for workers to end their programs."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked of whom, and how."""

    vectors: Vectors
    command: Sequence[str] = ()
    """The program; none for the reference in this process."""
    wanted: Wanted = everything
    levels: frozenset[str] | None = None
    """Only these are asked; None: all that are declared."""
    values: bool = False
    """Compare what refusals carry, too."""
    expected: Mapping[str, str] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)
    run_seconds: float = 3600.0
    workers: int = 1


@dataclass
class Ran:
    """What came of a run."""

    hello: Hello | None = None
    judged: list[Judged] = field(default_factory=list)
    stopped: str | None = None
    """Why not all was asked, if so."""
    remarks: list[str] = field(default_factory=list)
    """What is wrong beside the answers; each fails the run."""
    seconds: float = 0.0


def implementation(plan: Plan) -> Implementation:
    """Whoever is asked; raises :class:`GaveUp` where it does not come up."""
    found = plan.vectors
    if not plan.command:
        return Reference(found.levels)
    return Conversation(
        plan.command, plan.bounds, vectors=found.digest, levels=found.levels, models=found.model_names()
    )


def run(plan: Plan, progress: Callable[[int, int], None]) -> Ran:
    """Put all questions; ``progress`` is told how many pieces of how many are done."""
    began = time.monotonic()
    plan = replace(plan, bounds=replace(plan.bounds, deadline=began + plan.run_seconds))
    work = [
        piece
        for piece in pieces(plan.vectors)
        if (plan.levels is None or piece.level in plan.levels)
        and (plan.wanted is everything or any(plan.wanted(name) for name, _ in names(plan.vectors, piece)))
    ]
    context = multiprocessing.get_context("fork")
    next_one: Synchronized[int] = context.Value("i", 0)
    ran = Ran()
    sys.stdout.flush()
    workers: dict[Connection, ForkProcess] = {}
    try:
        for _ in range(max(1, min(plan.workers, len(work)))):
            receiver, sender = context.Pipe(duplex=False)
            worker = context.Process(target=_work, args=(plan, work, next_one, sender))
            worker.start()
            sender.close()
            workers[receiver] = worker
        _gather(workers, ran, len(work), progress)
    finally:
        for worker in workers.values():
            worker.terminate()
        for worker in workers.values():
            worker.join(GRACE)
    ran.seconds = time.monotonic() - began
    return ran


def _gather(
    workers: Mapping[Connection, ForkProcess], ran: Ran, whole: int, progress: Callable[[int, int], None]
) -> None:
    """Take what the workers send until all have ended, or one says why the run stops."""
    left, done = set(workers), 0
    while left and ran.stopped is None:
        for receiver in wait(list(left)):
            assert isinstance(receiver, Connection)
            try:
                kind, told = receiver.recv()
            except EOFError:
                left.discard(receiver)
                workers[receiver].join(GRACE)
                if workers[receiver].exitcode != 0:
                    ran.stopped = f"a worker of the kit ended with {workers[receiver].exitcode}"
                continue
            match kind:
                case "hello":
                    ran.hello = told
                case "judged":
                    done += 1
                    ran.judged += told
                    progress(done, whole)
                case "remark":
                    if told not in ran.remarks:
                        ran.remarks.append(told)
                case _:
                    ran.stopped = told


def _work(plan: Plan, work: Sequence[Piece], next_one: Synchronized[int], sender: Connection) -> None:
    """A worker: take the next piece until there is none."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    try:
        asked = implementation(plan)
    except GaveUp as no:
        sender.send(("stopped", str(no)))
        return
    sender.send(("hello", asked.hello))

    try:
        while True:
            with next_one.get_lock():
                number, next_one.value = next_one.value, next_one.value + 1
            if number >= len(work):
                break
            piece = work[number]
            sender.send(("judged", [*_judged(plan, piece, asked)]))
    except GaveUp as no:
        sender.send(("stopped", str(no)))
    finally:
        remark = asked.close()
    if remark is not None:
        sender.send(("remark", remark))


def _judged(plan: Plan, piece: Piece, asked: Implementation) -> Iterator[Judged]:
    """What came of a piece; of a level that is not declared nothing is asked."""
    if piece.level in asked.hello.levels:
        wanted = [*questions(plan.vectors, piece, plan.wanted)]
        yield from put(asked, setting(plan.vectors, piece), wanted, values=plan.values, expected=plan.expected)
        return
    for name, clause in names(plan.vectors, piece):
        if plan.wanted(name):
            reason = f"the level {piece.level} is not declared"
            yield Judged(id=name, clause=clause, verdict=Verdict.NOT_ASKED, reason=reason)


def _end_with_the_first() -> None:
    """Whatever a worker waits for, it ends when the first process was killed; whoever keeps its program ends that."""
    first = multiprocessing.parent_process()
    assert first is not None, "a worker has one"
    first.join()
    os._exit(1)


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)
