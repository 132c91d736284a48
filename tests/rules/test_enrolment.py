"""A candidate challenged, answering and shown (§5), and what is owed when."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.transaction import Show
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.duty import Duty, attestor_duty, candidate_duties
from tests.course.scene import JOB
from tests.course.symbols import FAIL, PASS, WRONG, evidence
from tests.rules.joins import (
    ATTESTORS,
    CANDIDATE,
    PARAMS,
    SHARE,
    Play,
    answered,
    balance,
    challenged,
    enrolling,
    opened,
    shown,
)


def test_challenges_come_in_the_first_part_and_once() -> None:
    play = Play(enrolling())
    assert play.refused("m1", evolve(challenged("m1"), job=JobId("other"))) is Code.NO_SUCH_JOB
    assert play.refused(CANDIDATE, challenged("m1")) is Code.NOT_A_MONITOR
    play.send("m1", challenged("m1", junk=True))
    assert play.refused("m1", challenged("m1")) is Code.ALREADY_CHALLENGED
    play.end_blocks(PARAMS.enrol_window - 1)
    play.send("m2", challenged("m2"))
    play.end_blocks()
    assert play.refused("m3", challenged("m3")) is Code.CHALLENGES_OVER
    play.send(CANDIDATE, shown())
    play.end_stage()
    assert play.refused("m3", challenged("m3")) is Code.WRONG_STAGE


def test_answers_come_once_and_only_from_the_candidate() -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1"))
    assert play.refused("m1", answered("m1")) is Code.NOT_CANDIDATE
    assert play.refused(CANDIDATE, answered("m2")) is Code.NOT_CHALLENGED
    play.send(CANDIDATE, answered("m1", WRONG))
    assert play.refused(CANDIDATE, answered("m1")) is Code.NOT_CHALLENGED
    assert play.job.answers == Map({NodeId("m1"): WRONG})


def test_an_answer_counts_up_to_the_last_block() -> None:
    play = Play(enrolling())
    play.end_blocks(PARAMS.enrol_window - 1)
    play.send("m1", challenged("m1"))
    play.end_blocks(PARAMS.answer_window)
    play.send(CANDIDATE, answered("m1"), shown())
    play.end_blocks()
    assert play.job.stage is Stage.CONFIRM
    assert play.job.deadline == play.state.height + PARAMS.confirm_window


EVIDENCE: Final[dict[Code, Evidence]] = {
    Code.OTHER_QUESTION: evidence(CANDIDATE, Phase.BEFORE, NodeId("m1"), PASS),
    Code.QUESTION_FORGED: evidence(CANDIDATE, Phase.BEFORE, None, PASS, asks=b"m1"),
    Code.EVIDENCE_NOT_SIGNED: evidence("m1", Phase.BEFORE, None, PASS),
    Code.EVIDENCE_FAILS: evidence(CANDIDATE, Phase.BEFORE, None, FAIL),
}


@pytest.mark.parametrize("code", EVIDENCE)
def test_what_is_shown_must_pass(code: Code) -> None:
    play = Play(enrolling())
    assert play.refused(CANDIDATE, Show(job=JOB, evidence=EVIDENCE[code])) is code
    assert play.refused("m1", shown()) is Code.NOT_CANDIDATE
    play.send(CANDIDATE, shown())
    assert play.refused(CANDIDATE, shown()) is Code.ALREADY_SHOWN


def test_enrolment_lasts_to_its_end_and_nothing_shown_is_refused() -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1"))
    play.send(CANDIDATE, answered("m1"))
    play.end_blocks(PARAMS.enrol_window + PARAMS.answer_window - 1)
    assert play.job.stage is Stage.ENROL
    credit = play.state.nodes[NodeId("m2")].credit
    play.end_blocks()
    assert play.job.outcome is Outcome.REFUSED
    assert play.state.burned == PARAMS.join_deposit - SHARE
    got = [balance(play.state, node) - 2 * PARAMS.join_deposit for node in ATTESTORS]
    assert got == [SHARE, 0, 0], "who challenged has worked"
    assert play.state.nodes[NodeId("m1")].credit > credit > play.state.nodes[NodeId("m2")].credit


def test_what_is_owed_when() -> None:
    play, m1 = Play(enrolling()), NodeId("m1")
    assert attestor_duty(PARAMS, 0, play.job, m1) is Duty.CHALLENGE_CANDIDATE
    assert attestor_duty(PARAMS, 0, play.job, CANDIDATE) is None
    assert attestor_duty(PARAMS, PARAMS.enrol_window, play.job, m1) is None
    assert list(candidate_duties(play.job)) == [(Duty.SHOW, None)]
    play.send("m1", challenged("m1"))
    assert attestor_duty(PARAMS, 0, play.job, m1) is None
    assert list(candidate_duties(play.job)) == [(Duty.SHOW, None), (Duty.ANSWER_CREDENTIAL, m1)]
    play.send(CANDIDATE, shown(), answered("m1"))
    assert list(candidate_duties(play.job)) == []
    play.end_stage()
    assert attestor_duty(PARAMS, play.state.height, play.job, m1) is Duty.CONFIRM_CANDIDATE
    assert attestor_duty(PARAMS, play.state.height, play.job, NodeId("m2")) is None
    play.send("m1", opened("m1"))
    assert attestor_duty(PARAMS, play.state.height, play.job, m1) is None
