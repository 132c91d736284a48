"""One step from states of random models: the same on both sides, and different once either side is changed."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve, frozen

from leo_ref.speccheck.tlc.compare import DifferenceKind, compare
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.java import Jar, find
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.wide.compare import told
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.wide.shrink import shrunk
from leo_ref.speccheck.wide.steps import OneStep, asked, difference, module, states_of
from leo_ref.speccheck.wide.walk import Visited, attempts
from tests.faults.faults import FAULTS

STATES: Final = 250
FAULTY: Final = {fault.name: fault for fault in FAULTS}


@frozen
class Answered:
    """States of a random model, and TLC's answers."""

    sampled: OneStep
    spec: StateGraph

    def again(self) -> OneStep:
        """The same states, and what the reference does there with whatever is patched now.

        The ledgers are copies, of which no answer is remembered.
        """
        worlds = [evolve(visit.world, ledger=evolve(visit.world.ledger)) for visit in self.sampled.visited]
        visited = [Visited(world, attempts(self.sampled.actions, world)) for world in worlds]
        return evolve(self.sampled, visited=visited)


@pytest.fixture(scope="module")
def answered() -> Answered:
    sampled = states_of(1, 3, states=STATES)
    return Answered(sampled, asked(sampled, find()))


def put_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault of this name in the reference."""
    for place, attribute, replacement in FAULTY[name].patches:
        monkeypatch.setattr(import_module(place), attribute, replacement)


def test_every_successor_and_every_refusal_is_the_same(answered: Answered) -> None:
    assert compare(answered.spec, answered.sampled.graph()) is None
    assert len(answered.spec.initial) == STATES
    assert answered.spec.edge_count > 600


def test_one_seed_makes_one_module() -> None:
    one, other = states_of(7, 2, states=20), states_of(7, 2, states=20)
    assert module(one) == module(other)
    assert module(one) != module(states_of(7, 3, states=20))


def test_states_are_far_beyond_the_models(answered: Answered) -> None:
    """Several jobs are open at once in most of them."""
    opened = [sum(job.open for job in visit.world.ledger.jobs.values()) for visit in answered.sampled.visited]
    assert sum(number >= 2 for number in opened) > len(opened) // 3
    assert max(opened) >= 3


@pytest.mark.parametrize(
    "name",
    [
        "leaving a job",
        "timeout the wrong way round",
        "heads for J",
        "lies keep credit",
        "liars stay confirmed",
        "keys without a quorum",
        "keys by anyone",
        "anyone executes",
    ],
)
def test_a_fault_of_the_reference_differs(answered: Answered, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back(name, monkeypatch)
    found = compare(answered.spec, answered.again().graph())
    assert found is not None
    assert found.kind in (DifferenceKind.STEP, DifferenceKind.REFUSAL, DifferenceKind.UNREACHED)


def test_a_difference_is_made_small(answered: Answered, jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back("keys by anyone", monkeypatch)
    sampled = answered.again()
    found = compare(answered.spec, sampled.graph())
    assert found is not None
    small = shrunk(sampled, found, jar)
    text = told(sampled, small)
    assert "ReleaseKey" in text
    assert "NOT_KEY_OWNER" in text
    job = dict(zip(small.variables, small.path[-1].state, strict=True))["job"]
    assert isinstance(job, tuple)
    assert sum(dict(record[1])["stage"] != "NONE" for _, record in job[1] if isinstance(record, tuple)) == 1
    assert len(text.splitlines()) < 40


def test_a_changed_specification_differs(jar: Jar, tmp_path: Path) -> None:
    """Windows that close a block late, in a copy of the specification."""
    library = tmp_path / "spec"
    shutil.copytree(specification(), library, ignore=shutil.ignore_patterns("models"))
    course = library / "Course.tla"
    text = course.read_text(encoding="utf-8")
    changed = text.replace("Over(t) == height + 1 >= job[t].deadline", "Over(t) == height >= job[t].deadline")
    assert changed != text
    course.write_text(changed, encoding="utf-8")
    found = difference(states_of(1, 3, states=60), jar, library)
    assert found is not None
    assert {visit.label for visit in found.missing} == {"PassTime"}


def test_dice_are_fair_enough_and_follow_from_their_seed() -> None:
    assert [Dice("a", 1).number(0, 99) for _ in range(2)] == [Dice("a", 1).number(0, 99)] * 2
    dice = Dice("b")
    assert {dice.number(3, 5) for _ in range(60)} == {3, 4, 5}
    assert dice.sample([1, 2, 3], 5) == [1, 2, 3]
    few = dice.sample(range(100), 7)
    assert few == sorted(set(few))
    assert len(few) == 7
