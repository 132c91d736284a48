"""One monitor's phases as one value: it grows by answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.attestation.appraisal.answer import published, question_digest
from leo_ref.attestation.appraisal.bundle import Allowed, Asked
from leo_ref.attestation.appraisal.phases import Phases, answered, in_order
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.values import NodeId
from leo_ref.tcg.attest import Clock
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import POLICIES
from leo_ref.vectors.appraisal.scene import NamedQuestion as Scene
from tests.software.one_task import EXECUTOR, JOB, LOGS, MONITOR, OTHER

ROUND = 2
ME, SUBJECT = NodeId(MONITOR.name), NodeId(EXECUTOR.name)
CLOCKS = {Phase.BEFORE: 10, Phase.DURING: 20, Phase.AFTER: 30}


def question(phase: Phase) -> Asked:
    """What the monitor asks, with a nonce of its own for each phase."""
    return Asked(
        nonce=phase.value.encode() * 8,
        job=JOB,
        round=ROUND,
        phase=phase,
        monitor=ME,
        logs=(Allowed(log=LOGS[phase], finding=Finding.PASS),),
    )


def answer(phase: Phase) -> Evidence:
    """The executor's honest answer."""
    extra = question_digest(question(phase).nonce, JOB, ROUND, phase, ME)
    shown = forged(
        Scene(phase=phase), "references", log=LOGS[phase], clock=Clock(CLOCKS[phase], 1, 0, True), extra=extra
    )
    evidence = Evidence(
        job=JOB,
        round=ROUND,
        phase=phase,
        monitor=ME,
        nonce_proof=b"",
        quote=to_octets(shown.answer.quote),
        log=shown.answer.log,
        signature=b"",
    )
    return enveloped(EXECUTOR.account, evidence)


HONEST = tuple(answer(phase) for phase in Phase)


def phases(*pieces: Evidence) -> Phases | Rejection:
    """The monitor's looks, each at an answer to the question of the phase that it names."""
    found: Phases | Rejection = Phases(
        job=JOB, round=ROUND, monitor=ME, subject=SUBJECT, had=tuple(Phase), key=KEY.enrolled
    )
    for piece in pieces:
        if isinstance(found, Rejection):
            return found
        found = answered(found, POLICIES["references"], question(piece.phase), piece, published())
    return found


def test_it_holds_questions_envelopes_and_what_was_seen() -> None:
    found = phases(*HONEST)
    assert isinstance(found, Phases)
    assert found.findings == Map(dict.fromkeys(Phase, Finding.PASS))
    assert [look.evidence for look in found.looks] == list(HONEST)
    assert len({look.asked.nonce for look in found.looks}) == len(Phase)
    seen = [look.appraisal.seen for look in found.looks]
    assert all(seen)
    for earlier, later in pairwise(seen):
        assert earlier is not None
        assert later is not None
        assert earlier.quoted.clock.milliseconds < later.quoted.clock.milliseconds
        assert later.log[: len(earlier.log)] == earlier.log


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((HONEST[0], HONEST[0]), Code.NOT_ASKED),
        ((HONEST[1], HONEST[0]), Code.PHASE_ORDER),
        ((HONEST[0], enveloped(OTHER.account, HONEST[1])), Code.EVIDENCE_NOT_SIGNED),
        ((evolve(HONEST[0], round=ROUND + 1),), Code.EVIDENCE_NOT_SIGNED),
        ((enveloped(EXECUTOR.account, evolve(HONEST[0], monitor=NodeId(OTHER.name))),), Code.EVIDENCE_NOT_SIGNED),
    ],
)
def test_what_is_no_answer_has_a_code(pieces: tuple[Evidence, ...], code: Code) -> None:
    found = phases(*pieces)
    assert isinstance(found, Rejection)
    assert found.code is code


@given(had=st.lists(st.sampled_from(Phase), unique=True), answered=st.lists(st.sampled_from(Phase), max_size=4))
def test_answers_are_in_order_exactly_if_they_are_some_of_the_phases_in_their_order(
    had: list[Phase], answered: list[Phase]
) -> None:
    rest = iter(had)
    assert in_order(tuple(had), tuple(answered)) == all(phase in rest for phase in answered)


@settings(max_examples=50)
@given(order=st.permutations(range(3)), count=st.integers(0, 3))
def test_it_grows_one_answer_at_a_time(order: list[int], count: int) -> None:
    """What is seen of the first answers is the same whether more came or not."""
    pieces = tuple(HONEST[place] for place in order[:count])
    found = phases(*pieces)
    if isinstance(found, Rejection):
        assert list(order[:count]) != sorted(order[:count])
        return
    fewer = phases(*pieces[:-1])
    assert isinstance(fewer, Phases)
    assert found.looks[: len(fewer.looks)] == fewer.looks
