"""A run: batches of questions, the next one made while the program answers; it ends with the first difference."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from conformance.engine.conversation import Conversation, GaveUp
from conformance.engine.fuzz.finding import Finding, written
from conformance.engine.fuzz.questions import NOT_CHANGED, known
from conformance.engine.fuzz.small import shrunk
from conformance.engine.hello import Hello
from conformance.engine.judging import Verdict
from conformance.engine.program import Bounds, NoAnswer
from conformance.engine.reading import Vectors
from conformance.engine.strict import Json
from leo_ref.fuzz.asking import Posed
from leo_ref.fuzz.reached import Reached
from leo_ref.fuzz.source import QuestionBatch, QuestionSource
from leo_ref.fuzz.vectors import VectorSummary

PATIENCE: Final = 5.0
"""Seconds for an answer meanwhile, at most."""


@dataclass(frozen=True, kw_only=True)
class FuzzPlan:
    """What is asked of whom."""

    vectors: Vectors
    command: Sequence[str]
    seed: str
    out: Path
    levels: tuple[str, ...] = ()
    """Only these; none for all that are declared."""
    questions: int | None = None
    seconds: float | None = None
    values: bool = False
    shrinking: float = 120.0
    """Seconds in which the question of a difference is made smaller."""
    bounds: Bounds = field(default_factory=Bounds)


@dataclass
class Fuzzed:
    """What came of a run."""

    hello: Hello
    reached: Reached
    known: VectorSummary
    asked: Counter[str] = field(default_factory=Counter)
    """Questions by level whose answers were compared."""
    finding: Finding | None = None
    file: Path | None = None
    """Of the finding."""
    before: int = 0
    """Characters of the question before it was made smaller."""
    stopped: str | None = None
    seconds: float = 0.0


class NoLevel(Exception):
    """A level was asked for that the program does not declare, or there is none to ask; the text says which."""


def fuzz(plan: FuzzPlan, progress: Callable[[Fuzzed], None]) -> Fuzzed:
    """Ask until a difference is found, or questions or seconds are used up.

    Raises:
        GaveUp: The program does not come up.
        NoLevel: There is nothing to ask it.
    """
    began = time.monotonic()

    def told_of() -> None:
        ran.seconds = time.monotonic() - began
        progress(ran)

    asked = Conversation(plan.command, plan.bounds, vectors=plan.vectors.digest, levels=plan.vectors.levels)
    try:
        levels = _levels(plan, asked.hello)
        told = known(plan.vectors, levels)
        source = QuestionSource(plan.seed, levels, told.requests, set_state=asked.hello.set_state)
        ran = Fuzzed(asked.hello, source.reached, told)
        try:
            _asked(plan, asked, source, ran, told_of)
        except GaveUp as no:
            ran.stopped = str(no)
    finally:
        asked.close()
    ran.seconds = time.monotonic() - began
    if ran.finding is not None:
        ran.before = ran.finding.length
        ran.file = written(plan.out, ran.finding)
        ran.finding = _small(plan, ran.finding)
        written(plan.out, ran.finding)
    return ran


def _levels(plan: FuzzPlan, hello: Hello) -> list[str]:
    for level in plan.levels:
        if level not in hello.levels:
            raise NoLevel(f"the program does not declare the level {level}")
    found = [level for level in plan.levels or hello.levels if level != NOT_CHANGED]
    if not found:
        raise NoLevel("the program declares no level of which questions can be made")
    return found


def _asked(
    plan: FuzzPlan, asked: Conversation, source: QuestionSource, ran: Fuzzed, progress: Callable[[], None]
) -> None:
    """Every batch, until the end."""
    late = float("inf") if plan.seconds is None else time.monotonic() + plan.seconds
    left = plan.questions
    with ThreadPoolExecutor(1) as answering:
        waiting: tuple[QuestionBatch, list[Posed], Future[list[Json | NoAnswer]]] | None = None
        for batch in source.batches():
            part = [one for one in batch.asked if asked.hello.lacks(one.request) is None][:left]
            left = None if left is None else left - len(part)
            future = answering.submit(_put, asked, batch, part)
            if waiting is not None:
                _compared(plan, ran, *waiting)
                progress()
            waiting = batch, part, future
            if ran.finding is not None or left == 0 or time.monotonic() > late:
                break
        if waiting is not None and ran.finding is None:
            _compared(plan, ran, *waiting)
            progress()


def _put(asked: Conversation, batch: QuestionBatch, part: Sequence[Posed]) -> list[Json | NoAnswer]:
    if batch.setting is not None:
        asked.ask([batch.setting])
    return asked.ask([one.request for one in part])


def _compared(
    plan: FuzzPlan, ran: Fuzzed, batch: QuestionBatch, part: Sequence[Posed], future: Future[list[Json | NoAnswer]]
) -> None:
    """Take the answers, and the first that differs."""
    for number, (one, came) in enumerate(zip(part, future.result(), strict=True)):
        ran.asked[batch.level] += 1
        found = Finding(
            level=batch.level,
            clause=ran.known.clause(one, {} if isinstance(came, NoAnswer) else came),
            where=f"seed {plan.seed}, batch {batch.number}, question {number}",
            setting=batch.setting,
            asked=one,
            came=came,
            values=plan.values,
        )
        if found.judged.verdict is not Verdict.PASSED:
            ran.finding = found
            return


def _small(plan: FuzzPlan, finding: Finding) -> Finding:
    """The finding made smaller, by a program of its own, which may end as often as it likes."""
    if plan.shrinking <= 0:
        return finding
    late = time.monotonic() + plan.shrinking
    bounds = replace(plan.bounds, seconds=min(PATIENCE, plan.bounds.seconds), in_a_row=1 << 30, deadline=late)
    try:
        asked = Conversation(plan.command, bounds, vectors=plan.vectors.digest, levels=plan.vectors.levels)
    except GaveUp:
        return finding
    try:
        return shrunk(finding, asked, late)
    finally:
        asked.close()
