"""Questions that are made from a seed: the same each time, of every kind, at every boundary, and made smaller again."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import islice

import pytest

from conformance.engine.fuzz.questions import known
from conformance.engine.reading import FOLDER, read
from leo_ref.fuzz import boundary
from leo_ref.fuzz.asking import Asking, Posed
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.levels.models import RandomModel
from leo_ref.fuzz.levels.variation import FIXED
from leo_ref.fuzz.mutation import mutated
from leo_ref.fuzz.reached import Reached
from leo_ref.fuzz.shrink import smaller
from leo_ref.fuzz.sound import is_sound
from leo_ref.fuzz.source import GENERATORS, QuestionBatch, QuestionSource
from leo_ref.fuzz.tree import Json, at, places, put, size, without
from leo_ref.fuzz.vectors import VectorSummary
from leo_ref.oracle.greeting import LEVELS

BETA = "7f" * 64


@pytest.fixture(scope="module")
def told() -> VectorSummary:
    return known(read(FOLDER), LEVELS)


def batches(told: VectorSummary, seed: str, levels: tuple[str, ...], count: int) -> list[QuestionBatch]:
    return list(islice(QuestionSource(seed, levels, told.requests).batches(), count))


def test_a_seed_has_one_run_and_another_seed_another(told: VectorSummary) -> None:
    levels = ("models", "rules", "encoding", "ledger")
    one, again, other = (batches(told, seed, levels, 5) for seed in ("a", "a", "b"))
    assert one == again
    assert one != other
    assert all(len(batch.asked) >= 256 for batch in one)


@pytest.mark.parametrize("level", sorted({*GENERATORS, "questions", "tcg", "identity", "appraisal"}))
def test_each_level_has_questions_with_sound_answers_and_with_refusals(told: VectorSummary, level: str) -> None:
    (batch,) = batches(told, "c", (level,), 1)
    asked = [one for one in batch.asked if is_sound(one.request)]
    assert len(asked) == len(batch.asked)
    assert any("ok" in one.answer for one in asked)
    assert any("refused" in one.answer for one in asked) or level in ("rules", "questions")
    assert not any("error" in one.answer for one in asked)


def test_levels_of_which_nothing_is_known_have_no_batches() -> None:
    assert list(QuestionSource("a", ["rules"], {}).batches()) == []


def test_the_jobs_of_the_vectors_are_sound_and_one_whose_executor_lies_is_not(told: VectorSummary) -> None:
    asked = [*told.requests["rules"], *told.requests["ledger"]]
    unsound = [one for one in asked if not is_sound(one)]
    assert len(unsound) < len(asked) // 20  # a few vectors put a bare job into a state, to be refused
    job = next(one["job"] for one in asked if is_sound(one) and one.get("job", {}).get("executor"))
    liar = {**job, "liars": [job["executor"]]}
    assert not is_sound({"request": "quorum", "job": liar})
    assert not is_sound({"request": "quorum", "job": {**job, "confirmed": [job["executor"]]}})
    assert not is_sound({"request": "quorum", "job": {**job, "executor": "ff" * 32}})


def test_a_boundary_is_asked_on_both_sides() -> None:
    request = {"request": "sortition", "beta": BETA, "weight": "70", "total": "1000", "tau": 40}
    asking, reached = Asking(), Reached()
    start = asking.ask(request)
    assert start is not None
    found = list(boundary.search(Dice("d"), asking, reached, start, ("weight",)))
    ends = {int(one.request["weight"]): one.end for one in [start, *found]}
    assert any(weight + 1 in ends and ends[weight] != ends[weight + 1] for weight in ends)
    assert reached.boundaries.total() == 1


def test_rare_kinds_are_wanted_and_frequent_ones_seldom() -> None:
    reached, dice = Reached(), Dice("e")
    for topic, times in (("often", 1000), *((f"rare {number}", 5) for number in range(9))):
        reached.ends[topic, "ok"] = times
    assert all(reached.wants(dice, "rare 1", "ok") for _ in range(100))
    assert all(reached.wants(dice, "new", "ok") for _ in range(100))
    assert sum(reached.wants(dice, "often", "ok") for _ in range(400)) < 100


def test_a_change_leaves_the_value_and_what_is_fixed(told: VectorSummary) -> None:
    request = told.requests["sealing"][0]
    before = deepcopy(request)
    made = [mutated(Dice("f", number), request, FIXED) for number in range(200)]
    assert request == before
    assert all(one["request"] == request["request"] for one in made)
    assert len({json.dumps(one) for one in made}) > 100


def test_what_is_smaller_is_smaller_and_small_in_the_end() -> None:
    def differs(request: Json) -> bool:
        return request.get("a", {}).get("deep") in (7, 3) if isinstance(request.get("a"), dict) else False

    request: Json = {"request": "x", "a": {"deep": 7, "other": list(range(50))}, "b": "ab" * 40, "c": [{"d": 1}] * 9}
    while (less := next((one for one in smaller(request) if differs(one)), None)) is not None:
        assert size(less) <= size(request)
        request = less
    assert request == {"request": "x", "a": {"deep": 3}, "b": "00", "c": []}


def test_octets_are_made_shorter_from_any_place() -> None:
    request: Json = {"request": "decode", "octets": b"\xea\xeb\xec\xedX\xfa\xfb\xfc\xfd\xfeY\xca\xcb\xcc\xcd".hex()}
    while (less := next((one for one in smaller(request) if has_both(one)), None)) is not None:
        request = less
    assert bytes.fromhex(request["octets"]) == b"XY"


def has_both(request: Json) -> bool:
    octets = request["octets"]
    if not isinstance(octets, str) or len(octets) % 2:
        return False
    return b"X" in bytes.fromhex(octets) and b"Y" in bytes.fromhex(octets)


def test_a_tree_is_taken_apart_and_changed_in_a_place() -> None:
    value: Json = {"a": [1, {"b": "x"}], "c": None}
    assert {place: at(value, place) for place, _ in places(value)}[("a", 1, "b")] == "x"
    assert put(value, ("a", 1, "b"), 2) == {"a": [1, {"b": 2}], "c": None}
    assert without(value, ("a", 0)) == {"a": [{"b": "x"}], "c": None}
    assert value == {"a": [1, {"b": "x"}], "c": None}


def test_the_steps_of_a_random_model_end_as_its_own_attempts_say() -> None:
    random, asking, reached = RandomModel("g"), Asking(), Reached()
    assert asking.ask(random.setting) is not None
    found = [asking.ask(request) for number in range(6) for request in random.steps(Dice("g", number), reached)]
    ends = [one.end for one in found if isinstance(one, Posed)]
    assert len(ends) == len(found) > 50
    assert "ok" in ends
    path = asking.ask(random.path(Dice("h")))
    assert path is not None
    assert {next(iter(one)) for one in path.answer["ok"]} == {"ok", "refused"}
