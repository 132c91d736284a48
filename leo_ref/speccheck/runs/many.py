"""Many runs of the reference, of which TLC says whether they are behaviours of ``Leo``: the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeAlias

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.values import NodeId
from leo_ref.rules.election import View
from leo_ref.speccheck import concretion
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.runs.behaviour import SpecRun
from leo_ref.speccheck.runs.calls import Tried
from leo_ref.speccheck.runs.replay import Replayed, replayed
from leo_ref.speccheck.runs.shrink import shrunk
from leo_ref.speccheck.runs.stopped import deepest, stopped
from leo_ref.speccheck.runs.stories import story
from leo_ref.speccheck.runs.told import told
from leo_ref.speccheck.runs.verdict import Verdicts, ask
from leo_ref.speccheck.runs.walk import model, start, walked
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.trace.check import Trace
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.world import World

EACH: Final = 8
"""Random runs of one random model."""

MODELS: Final = 5
"""Random models in one start of TLC."""

STORY: Final = 50
"""One of so many runs is a story of the real parties."""

WORKERS: Final = 2
"""Starts of TLC at a time."""

Source: TypeAlias = Replayed | Trace


@frozen
class Named:
    """A run, and how it is called."""

    says: str
    source: Source

    def behaviour(self) -> SpecRun:
        """As TLC is asked about it."""
        if isinstance(self.source, Replayed):
            return self.source.behaviour()
        return self.source.played.behaviour(self.source.constants)


@frozen(kw_only=True)
class RunsReport:
    """What was asked until the end, or until the first run that is no behaviour."""

    runs: int = 0
    stories: int = 0
    steps: int = 0
    refusals: int = 0
    """Of the steps, those that a ledger refused."""
    starts: int = 0
    """How often TLC was started."""
    seconds: float = 0.0
    problem: str = ""
    """The run that is no behaviour, made short, for people; empty if there is none."""


def check_runs(runs: int, seed: int, jar: Jar, progressed: Callable[[RunsReport], None]) -> RunsReport:
    """So many runs of the reference, validated by TLC.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    begin, report = time.perf_counter(), RunsReport()
    waiting: list[tuple[list[Named], Future[Verdicts]]] = []
    with ThreadPoolExecutor(WORKERS) as pool:
        made = 0
        while (made < runs or waiting) and not report.problem:
            if made < runs and len(waiting) < 2 * WORKERS:
                batch, problem = _batch(seed, made, min(EACH * MODELS, runs - made))
                made += len(batch)
                if problem:
                    report = evolve(report, problem=problem)
                else:
                    waiting.append((batch, pool.submit(ask, [one.behaviour() for one in batch], jar)))
                continue
            batch, future = waiting.pop(0)
            report = _counted(report, batch, time.perf_counter() - begin)
            report = evolve(report, problem=_problem(batch, future.result(), jar))
            progressed(report)
        for _, future in waiting:
            future.cancel()
    return evolve(report, seconds=time.perf_counter() - begin)


def _batch(seed: int, made: int, size: int) -> tuple[list[Named], str]:
    """The next runs; or why one of them could not be told."""
    found: list[Named] = []
    for number in range(made, made + size):
        if number % STORY == STORY - 1:
            says, trace = story(seed, number)
            if not isinstance(trace, Trace):
                return [], f"Run {seed}/{number}, {says}: {trace}"
            found.append(Named(f"{seed}/{number}, {says}", trace))
            continue
        which = number // EACH
        shared = next((one.source for one in reversed(found) if one.says.startswith(f"{seed}/{which}/")), None)
        there = shared.model if isinstance(shared, Replayed) else model(seed, which)
        dice = Dice(seed, which, number, "run")
        found.append(Named(f"{seed}/{which}/{number}", walked(there, start(there, dice), dice)))
    return found, ""


def _counted(report: RunsReport, batch: Sequence[Named], seconds: float) -> RunsReport:
    behaviours = [one.behaviour() for one in batch]
    steps = [step for one in behaviours for step in one.steps]
    return evolve(
        report,
        runs=report.runs + len(batch),
        stories=report.stories + sum(isinstance(one.source, Trace) for one in batch),
        steps=report.steps + len(steps),
        refusals=report.refusals + sum(bool(step.call.refused) for step in steps),
        starts=report.starts + 1,
        seconds=seconds,
    )


def _problem(batch: Sequence[Named], verdicts: Verdicts, jar: Jar) -> str:
    """The first run that fails, made short and explained."""
    if verdicts.violation is None and not verdicts.stopped:
        return ""
    named = batch[verdicts.stopped[0] if verdicts.violation is None else verdicts.violation.run]
    if verdicts.violation is None:
        steps = deepest(named.behaviour(), jar)[0] + 1
    else:
        steps = verdicts.violation.step
    return f"Run {named.says}:\n{explained(shrunk(replay_of(named.source), steps, jar), jar)}"


def explained(run: Replayed, jar: Jar) -> str:
    """What is wrong with a run, its steps included."""
    behaviour = run.behaviour()
    steps = [f"  {number}. {step.call.shown()}" for number, step in enumerate(behaviour.steps, start=1)]
    found = stopped(behaviour, jar)
    if found is not None:
        return "\n".join([*steps, told(found, run.model.constants)])
    violation = ask([behaviour], jar).violation
    assert violation is not None, "a run that fails has a reason"
    return "\n".join([*steps, f"The state after step {violation.step} violates {violation.name}."])


def replay_of(source: Source) -> Replayed:
    """The run as actions that can be played again."""
    if isinstance(source, Replayed):
        return source
    found = model_of(source.constants)
    actions = [Tried(step.action.call, step.action.act(found)) for step in source.played.steps]
    first = dict(zip(source.played.variables, source.played.start, strict=True))
    views = Map({NodeId(node): View() for node in mapping(first["heard"])})
    there = World(ledger=concretion.state(source.constants, first), views=views, byzantine=source.played.byzantine)
    return replayed(found, there, actions)
