"""Runs of the reference are behaviours of Leo; with a fault they are not, and the false conjunct is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from leo_ref.core.state.node import Status
from leo_ref.core.values import NodeId
from leo_ref.speccheck.inverse import world_of
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.runs.behaviour import SpecRun
from leo_ref.speccheck.runs.calls import Tried, tried
from leo_ref.speccheck.runs.log import read
from leo_ref.speccheck.runs.many import RunsReport, check_runs, explained, replay_of
from leo_ref.speccheck.runs.replay import Replayed, replayed
from leo_ref.speccheck.runs.shrink import shrunk
from leo_ref.speccheck.runs.stopped import Stopped, deepest, stopped
from leo_ref.speccheck.runs.stories import story
from leo_ref.speccheck.runs.verdict import ask
from leo_ref.speccheck.runs.walk import model, start, step, walked
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.trace.check import Trace
from leo_ref.speccheck.wide.actions import domains
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.world import World
from tests.faults.faults import FAULTS
from tests.speccheck.example_log import example, octets
from tests.vectors.made import ROOT

T = TypeVar("T")
FAULTY: Final = {fault.name: fault for fault in FAULTS}

DRAWN: Final[list[tuple[str, tuple[Any, ...]]]] = [
    ("OfferService", ("s1",)),
    ("PostTask", ("t1",)),
    *[("PassTime", ())] * 2,
    *[("Claim", (node, "t1", 1, "ok")) for node in ("n1", "n2", "n3")],
]
READY: Final = [*DRAWN, *[("PassTime", ())] * 2, ("GiveShow", ("pass",)), *[("PassTime", ())] * 4]
RUNNING: Final = [
    *READY,
    ("GiveApproval", ("n2",)),
    ("GiveApproval", ("n3",)),
    *[("PassTime", ())] * 4,
    ("GiveKey", ("task", "right")),
    ("GiveKey", ("service", "right")),
    *[("PassTime", ())] * 4,
]


def put_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault of this name in the reference."""
    for place, attribute, replacement in FAULTY[name].patches:
        monkeypatch.setattr(import_module(place), attribute, replacement)


def played(moves: Sequence[tuple[str, tuple[Any, ...]]]) -> Replayed:
    """A run in the model of the page's example, in which nobody is bound to the protocol."""
    begun = read(octets(example()[:1]))
    found = model_of(begun.constants)
    there = world_of(found, dict(zip(begun.variables, begun.starts[0], strict=True)))
    return replayed(found, there, [tried(found, *move) for move in moves])


def explanation(moves: Sequence[tuple[str, tuple[Any, ...]]], jar: Jar) -> Stopped:
    found = stopped(played(moves).behaviour(), jar)
    assert found is not None
    return found


def test_random_runs_and_a_story_are_behaviours(jar: Jar) -> None:
    says, trace = story(1, 49)
    assert isinstance(trace, Trace), says
    runs = [walked(there, start(there, dice), dice) for there, dice in seeded(range(6))]
    behaviours = [*(run.behaviour() for run in runs), trace.played.behaviour(trace.constants)]
    verdicts = ask(behaviours, jar)
    assert (verdicts.stopped, verdicts.violation) == ((), None)
    assert sum(bool(each.call.refused) for one in behaviours for each in one.steps) > 20
    assert replay_of(trace).behaviour().steps[-1].state == behaviours[-1].steps[-1].state


def seeded(numbers: Sequence[int]) -> list[tuple[Model, Dice]]:
    return [(model(7, number // 3), Dice(7, number, "run")) for number in numbers]


def test_one_seed_makes_one_run() -> None:
    (one, dice), (_, again) = seeded([4])[0], seeded([4])[0]
    assert walked(one, start(one, dice), dice).behaviour() == walked(one, start(one, again), again).behaviour()


class Drawn:
    """Hypothesis as the one who chooses."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def pick(self, options: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(options))

    def odds(self, percent: int) -> bool:
        return self._data.draw(st.integers(1, 100)) <= percent


def test_games_of_hypothesis_are_behaviours(jar: Jar) -> None:
    """Its state machine chooses every step; TLC is asked about all games at once."""
    there = model(7, 1)
    sets = {name: [[*values] for values in one] for name, one in domains(there.constants).items()}
    games: list[Replayed] = []

    class Game(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 99))
        def begin(self, seed: int) -> None:
            self.begun: World = start(there, Dice(seed, "game"))
            self.now, self.actions = self.begun, list[Tried]()

        @rule(data=st.data(), steps=st.integers(1, 6))
        def on(self, data: st.DataObject, steps: int) -> None:
            for _ in range(steps):
                taken = step(there, self.now, Drawn(data), sets)
                if taken is not None:
                    after = taken.act(self.now)
                    self.now = self.now if isinstance(after, str) else after
                    self.actions.append(taken)

        def teardown(self) -> None:
            if hasattr(self, "actions"):
                games.append(replayed(there, self.begun, self.actions))

    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=12, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert sum(len(game.actions) for game in games) > 100
    verdicts = ask([game.behaviour() for game in games], jar)
    assert (verdicts.stopped, verdicts.violation) == ((), None)


def test_a_guard_that_is_missing_is_named(jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back("leaving a job", monkeypatch)
    found = explanation([*DRAWN, ("Leave", ("n2",))], jar)
    assert (found.step, found.of) == (8, 8)
    assert [(each.module, each.text) for each in found.false] == [("Admission", 'LeaveRefusal(n) = "OK"')]
    assert [(each.text, each.code) for each in found.because] == [("BusyIn(job, n)", "NODE_BUSY")]
    assert "Leave" not in found.allowed
    assert found.differences == ()


def test_an_effect_that_is_missing_is_named_with_what_differs(jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back("lies keep credit", monkeypatch)
    found = explanation([*RUNNING, ("GiveAccusation", ("n2", "pass"))], jar)
    ((module, text),) = [(each.module, each.text) for each in found.false]
    assert module == "Challenge"
    assert text.startswith("credit' = IF e = ")
    assert [path for path, _, _ in found.differences] == [("credit",)]
    assert found.call.shown() == 'GiveAccusation("n2", "pass")'


def test_a_wrong_end_of_a_window_is_named(jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back("keys without a quorum", monkeypatch)
    found = explanation([*READY, *[("PassTime", ())] * 4], jar)
    assert [each.module for each in found.false] == ["Block"] * len(found.false)
    assert found.false[-1].text.startswith("job' = ")


def test_a_failing_run_is_made_short(jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back("leaving a job", monkeypatch)
    more = [("Transfer", ("alice", "bob", 1)), ("Announce", ("n1", "n2")), ("Leave", ("n2",)), ("PassTime", ())]
    run = played([*DRAWN, *more])
    steps = deepest(run.behaviour(), jar)[0] + 1
    assert steps == len(run.actions) - 1
    small = shrunk(run, steps, jar)
    names = [each.call.operator for each in small.behaviour().steps]
    assert names == ["OfferService", "PostTask", "PassTime", "PassTime", "Claim", "Leave"]
    assert "BusyIn(job, n) -> NODE_BUSY" in explained(small, jar)


def test_a_violated_property_is_named(jar: Jar) -> None:
    run = played(DRAWN)
    name, nodes = NodeId("n1"), run.start.ledger.nodes
    left = evolve(nodes[name], credit=7, status=Status.LEFT)
    wrong = evolve(run.start, ledger=evolve(run.start.ledger, nodes=nodes.set(name, left)))
    verdicts = ask([run.behaviour(), replayed(run.model, wrong, run.actions[:2]).behaviour()], jar)
    assert verdicts.violation is not None
    assert (verdicts.violation.run, verdicts.violation.step) == (1, 0)
    assert verdicts.violation.name == "OnlyMembersHoldCredit"


def test_a_changed_specification_is_noticed(jar: Jar, tmp_path: Path) -> None:
    """A posted task that costs nothing, in a copy of the specification."""
    library = tmp_path / "spec"
    shutil.copytree(specification(), library, ignore=shutil.ignore_patterns("models"))
    market = library / "Market.tla"
    text = market.read_text(encoding="utf-8")
    changed = text.replace("[Tasks[t].owner] = @ - Tasks[t].payment", "[Tasks[t].owner] = @")
    assert changed != text
    market.write_text(changed, encoding="utf-8")
    run: SpecRun = played(DRAWN[:3]).behaviour()
    assert ask([run], jar, invariants=False, library=library).stopped == (0,)
    found = stopped(run, jar, library)
    assert found is not None
    assert [each.text for each in found.false] == ["balance' = [balance EXCEPT ![Tasks[t].owner] = @]"]


def test_runs_are_counted(jar: Jar) -> None:
    heard: list[RunsReport] = []
    report = check_runs(3, 5, jar, heard.append)
    assert report.problem == ""
    assert (report.runs, report.stories, report.starts) == (3, 0, 1)
    assert report.steps > report.refusals > 0
    assert [each.runs for each in heard] == [3]


PLAYED: Final = """
from leo_ref.speccheck.runs.walk import model, start, walked
from leo_ref.speccheck.wide.dice import Dice
for number in range(3):
    random, dice = model("s", number), Dice("s", number)
    run = walked(random, start(random, dice), dice)
    print([world.ledger.burned for world in run.worlds], run.taken)
"""


def test_one_seed_gives_the_same_runs_under_any_hash_seed() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", PLAYED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1] != b""
