"""Plays of a task's life that take some seconds; ``python -m tests.course.run`` has all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from leo_ref.rejections import Rejection
from leo_ref.rules import challenge, course, result, settlement
from leo_ref.state.job import Job, Outcome
from tests.course.judging import PropertyFails, judge, money
from tests.course.scene import ALICE, BOB, EXECUTOR, TIGHT, scenes
from tests.course.walk import Walk

ENOUGH = 100_000


def walk(*byzantine: str) -> Walk:
    """The walk with two monitors in which these parties do as they like."""
    (scene,) = (scene for scene in scenes(TIGHT, 7, 2) if scene.byzantine == frozenset(byzantine))
    return Walk(scene, judge)


@pytest.mark.parametrize("byzantine", [(), (EXECUTOR,), ("m1",), (ALICE, EXECUTOR), (BOB, "m1")])
def test_no_play_breaks_a_property(byzantine: tuple[str, ...]) -> None:
    assert walk(*byzantine).plays() > ENOUGH


def unsigned_counts(*args: object) -> Rejection | None:
    """Every envelope is taken for the executor's answer."""
    del args
    return None


Replace = Callable[[pytest.MonkeyPatch], None]


def believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(challenge, "no_answer", unsigned_counts)


def requested_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(result, "watched_until", lambda params, job, task: job.deadline - task.run_window)  # noqa: ARG005


def never_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(course, "unanswered", lambda height, due: False)  # noqa: ARG005


def fee_from_the_owner(patch: pytest.MonkeyPatch) -> None:
    kept = settlement.to_task_owner

    def less(params: object, job: Job, task: object, outcome: Outcome) -> int:
        return kept(params, job, task, Outcome.UNDECIDED if outcome is Outcome.EXECUTOR_FAULT else outcome)  # type: ignore[arg-type]

    patch.setattr(settlement, "to_task_owner", less)


def shared_by_the_present(patch: pytest.MonkeyPatch) -> None:
    kept = settlement.wage

    def more(params: object, job: Job, outcome: Outcome) -> int:
        return kept(params, job, outcome) * (2 if len(job.confirmed) == 1 else 1)  # type: ignore[arg-type]

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
    money.cache_clear()
    fault(monkeypatch)
    with pytest.raises((PropertyFails, AssertionError), match=said):
        walk(*byzantine).plays()
    money.cache_clear()


@pytest.mark.parametrize("window", ["ready_window", "keys_window", "answer_window"])
def test_a_window_of_one_block_is_too_short(window: str) -> None:
    (scene,) = (scene for scene in scenes(TIGHT, 7, 2) if scene.byzantine == {"m1"})
    hasty = evolve(scene, params=evolve(scene.params, **{window: 1}))
    with pytest.raises(PropertyFails, match="falls on an honest party"):
        Walk(hasty, judge).plays()
