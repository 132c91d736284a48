"""Plays of a task's life, some seconds of them; ``./leo dev course`` has them all."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Outcome, Task
from leo_ref.rules import challenge, course, result, settlement
from tests.course.judging import PropertyFails, judge, money, paid
from tests.course.scene import ALICE, BOB, EXECUTOR, TIGHT, WIDE, scenes
from tests.course.walk import Walk

ENOUGH = 10**5
"""Plays of each set of adversaries that is walked wholly."""
WHOLE = [(), (EXECUTOR,), ("m1",), (ALICE, EXECUTOR), (BOB, "m1")]


def walk(*byzantine: str) -> Walk:
    """The walk with two monitors in which these parties do as they like."""
    (scene,) = (scene for scene in scenes(TIGHT, 7, 2) if scene.byzantine == frozenset(byzantine))
    return Walk(scene, judge)


@pytest.mark.parametrize("byzantine", WHOLE)
def test_no_play_breaks_a_property(byzantine: tuple[str, ...]) -> None:
    assert walk(*byzantine).plays() > ENOUGH


@pytest.mark.parametrize(("params", "run_window"), [(TIGHT, 7), (WIDE, 8)], ids=["tight", "wide"])
@pytest.mark.parametrize("monitors", [2, 3])
def test_no_play_by_chance_breaks_a_property(monitors: int, params: Parameters, run_window: int) -> None:
    """Of every set of adversaries, also of those that are not walked wholly."""
    for number, scene in enumerate(scenes(params, run_window, monitors)):
        Walk(scene, judge).one(Random(number))


def unsigned_counts(*args: object) -> Rejection | None:
    """Every envelope is taken for the executor's answer."""
    del args
    return None


def forget() -> None:
    """Ends are settled again: by other rules."""
    paid.cache_clear()
    money.cache_clear()


Replace = Callable[[pytest.MonkeyPatch], None]


def believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(challenge, "no_answer", unsigned_counts)


def requested_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(result, "watched_until", lambda params, job, task: job.deadline - task.run_window)  # noqa: ARG005


def never_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(course, "unanswered", lambda height, due: False)  # noqa: ARG005


def fee_from_the_owner(patch: pytest.MonkeyPatch) -> None:
    kept = settlement.to_task_owner

    def less(params: Parameters, job: Job, task: Task, outcome: Outcome) -> int:
        return kept(params, job, task, Outcome.UNDECIDED if outcome is Outcome.EXECUTOR_FAULT else outcome)

    patch.setattr(settlement, "to_task_owner", less)


def shared_by_the_present(patch: pytest.MonkeyPatch) -> None:
    kept = settlement.wage

    def more(params: Parameters, job: Job, outcome: Outcome) -> int:
        return kept(params, job, outcome) * (2 if len(job.confirmed) == 1 else 1)

    patch.setattr(settlement, "wage", more)


@pytest.mark.parametrize(
    ("fault", "byzantine", "said"),
    [
        (believed, ("m1",), "EXECUTOR_FAULT falls on an honest party"),
        (requested_early, (EXECUTOR,), "m[12]"),
        (never_asked, (EXECUTOR,), "does not hold the result"),
        (fee_from_the_owner, (EXECUTOR,), "an honest task owner has"),
        (shared_by_the_present, ("m2",), "gains|cover"),
    ],
)
def test_a_faulty_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, fault: Replace, byzantine: tuple[str, ...], said: str
) -> None:
    forget()
    fault(monkeypatch)
    with pytest.raises((PropertyFails, AssertionError), match=said):
        walk(*byzantine).plays()
    forget()


@pytest.mark.parametrize(
    ("window", "blocks", "said"),
    [
        ("ready_window", 1, "falls on an honest party"),
        ("keys_window", 1, "falls on an honest party"),
        ("answer_window", 1, "falls on an honest party"),
        ("confirm_window", 2 * TIGHT.answer_window + 1, "among honest parties"),
    ],
)
def test_a_window_of_a_block_less_is_too_short(window: str, blocks: int, said: str) -> None:
    honest = said.endswith("parties")
    (scene,) = (scene for scene in scenes(TIGHT, 7, 2) if scene.byzantine == (set() if honest else {"m1"}))
    hasty = evolve(scene, params=evolve(scene.params, **{window: blocks}))
    with pytest.raises(PropertyFails, match=said):
        Walk(hasty, judge).plays()
