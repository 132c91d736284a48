"""Plays of a join after its draw that take some seconds; ``./leo dev course-joins`` has all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

import pytest
from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import ConfirmCandidate
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules import enrolment, settlement
from leo_ref.rules.verifiers import Verifiers
from tests.course.enrolling import CANDIDATE, FAKE, TIGHT, WIDE, Scene, Walk, scenes
from tests.course.judging import PropertyFails

ENOUGH = 1_000_000
ticking = import_module("leo_ref.ledger.tick")
"""The package has a function of this name."""


def scene(*byzantine: str, count: int = 2) -> Scene:
    (found,) = (each for each in scenes(TIGHT, count) if each.byzantine == frozenset(byzantine))
    return found


def test_no_play_breaks_a_property() -> None:
    walks = [Walk(each) for each in scenes(WIDE, 2)]
    assert sum(walk.plays() for walk in walks) > ENOUGH
    ends = set[Outcome]().union(*(walk.outcomes for walk in walks))
    assert ends == {Outcome.ADMITTED, Outcome.REFUSED, Outcome.UNDECIDED}


@pytest.mark.parametrize("byzantine", [(), ("m2",), (CANDIDATE, FAKE), ("m1", "m3"), (CANDIDATE, FAKE, "m1")])
def test_no_play_with_three_attestors_breaks_a_property(byzantine: tuple[str, ...]) -> None:
    assert Walk(scene(*byzantine, count=3)).plays() > len(byzantine)


@pytest.mark.parametrize("byzantine", [(), ("m2",), (CANDIDATE,), (CANDIDATE, FAKE, "m1")])
def test_no_play_for_a_key_that_another_holds_breaks_a_property(byzantine: tuple[str, ...]) -> None:
    walk = Walk(evolve(scene(*byzantine), held=True))
    assert walk.plays() > len(byzantine)
    assert Outcome.ADMITTED not in walk.outcomes
    assert (Outcome.DUPLICATE in walk.outcomes) == (FAKE not in byzantine)


Replace = Callable[[pytest.MonkeyPatch], None]


def believed(patch: pytest.MonkeyPatch) -> None:
    """An attestor is believed about its own credential."""
    patch.setattr("tests.course.symbols.Symbols.right_answer", lambda *_: b"right")


def outvoted(patch: pytest.MonkeyPatch) -> None:
    """A proof counts as one voice."""
    patch.setattr(enrolment, "proved", lambda job, _: job)


def answered_by_saying_nothing(patch: pytest.MonkeyPatch) -> None:
    """Only a wrong answer is a proof."""
    kept = enrolment.confirm_candidate

    def lenient(
        params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: ConfirmCandidate
    ) -> State | Rejection:
        after = kept(params, verifiers, state, sender, body)
        silent = NodeId(sender) not in state.jobs[body.job].answers
        return state if silent and not isinstance(after, Rejection) else after

    patch.setattr(enrolment, "confirm_candidate", lenient)


def shown_or_not(patch: pytest.MonkeyPatch) -> None:
    """Nothing needs to be shown."""
    kept = enrolment.join_ends_as

    def blind(height: int, job: Job) -> Outcome | None:
        found = kept(height, job)
        return None if job.stage is Stage.ENROL else found

    patch.setattr(ticking, "join_ends_as", blind)
    patch.setattr(enrolment, "join_ends_as", blind)


def absent_although_proved(patch: pytest.MonkeyPatch) -> None:
    """Who had no time to speak is absent."""

    def unheard(job: Job) -> list[str]:
        return [node for node in job.group if node not in job.confirmed | job.provers | job.liars]

    patch.setattr("leo_ref.rules.settlement.silent", unheard)


def paid_if_early(patch: pytest.MonkeyPatch) -> None:
    """Only who spoke before the proof is paid."""
    kept = settlement.paid_monitors

    def early(job: Job, outcome: Outcome) -> Iterable[NodeId]:
        return job.confirmed | job.provers if outcome is Outcome.REFUSED else kept(job, outcome)

    patch.setattr(settlement, "paid_monitors", early)


def free_of_charge(patch: pytest.MonkeyPatch) -> None:
    """A join costs no fee."""
    patch.setattr(settlement, "fee", lambda *_: 0)


@pytest.mark.parametrize(
    ("fault", "byzantine", "said"),
    [
        (believed, ("m1",), "REFUSED falls on an honest candidate"),
        (outvoted, (CANDIDATE, FAKE, "m1"), "a fake is admitted|honest m2 loses"),
        (answered_by_saying_nothing, (CANDIDATE, FAKE, "m1"), "a fake is admitted|honest m2 loses"),
        (shown_or_not, (CANDIDATE,), "nothing was shown"),
        (absent_although_proved, (CANDIDATE,), "honest m[12] loses"),
        (paid_if_early, (CANDIDATE,), "honest m[12] works for nothing"),
        (free_of_charge, (), "a draw costs nothing|m[12] gains"),
    ],
)
def test_a_faulty_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, fault: Replace, byzantine: tuple[str, ...], said: str
) -> None:
    fault(monkeypatch)
    with pytest.raises(PropertyFails, match=said):
        Walk(scene(*byzantine)).plays()


def test_a_key_of_another_that_is_admitted_or_undecided_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "held_by_others", lambda *_: frozenset())
    with pytest.raises(PropertyFails, match="ADMITTED of a key"):
        Walk(evolve(scene(), held=True)).plays()
    monkeypatch.undo()
    kept: Callable[[Job, Outcome], Job] = ticking.settled_as

    def undecided(job: Job, outcome: Outcome) -> Job:
        return kept(job, Outcome.UNDECIDED if outcome is Outcome.DUPLICATE else outcome)

    monkeypatch.setattr(ticking, "settled_as", undecided)
    with pytest.raises(PropertyFails, match="UNDECIDED among honest parties"):
        Walk(evolve(scene(), held=True)).plays()


@pytest.mark.parametrize("window", ["enrol_window", "answer_window", "confirm_window"])
def test_a_window_of_one_block_is_too_short(window: str) -> None:
    hasty = evolve(scene("m1"), params=evolve(TIGHT, **{window: 1}))
    with pytest.raises(PropertyFails):
        Walk(hasty).plays()
