"""One monitor's phases as one value: it grows by answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.appraisal.phases import Phases
from leo_ref.evidence.dossier import in_order, phases_of
from leo_ref.evidence.envelope import enveloped
from leo_ref.rejections import Code, Rejection
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job
from tests.appraisal.test_verifiers import HONEST, LEDGER, ME, VERIFIERS
from tests.evidence.bench import JOB, JOIN_JOB, OTHER, TASK_JOB, resigned


def phases(*pieces: Evidence, job: Job = TASK_JOB) -> Phases | Rejection:
    return VERIFIERS.phases(evolve(LEDGER, jobs=LEDGER.jobs.set(JOB, job)), JOB, job, ME, pieces)


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
        ((evolve(HONEST[0], nonce_proof=b""),), Code.EVIDENCE_NOT_SIGNED),
        ((resigned(evolve(HONEST[0], nonce_proof=HONEST[1].nonce_proof)),), Code.EVIDENCE_NOT_SIGNED),
    ],
)
def test_what_is_no_answer_has_a_code(pieces: tuple[Evidence, ...], code: Code) -> None:
    found = phases(*pieces)
    assert isinstance(found, Rejection)
    assert found.code is code


def test_nobody_is_looked_at_before_the_election() -> None:
    found = phases(job=evolve(TASK_JOB, executor=None))
    assert isinstance(found, Rejection)
    assert found.code is Code.WRONG_STAGE


@given(had=st.lists(st.sampled_from(Phase), unique=True), answered=st.lists(st.sampled_from(Phase), max_size=4))
def test_answers_are_in_order_exactly_if_they_are_some_of_the_phases_in_their_order(
    had: list[Phase], answered: list[Phase]
) -> None:
    rest = iter(had)
    assert in_order(tuple(had), tuple(answered)) == all(phase in rest for phase in answered)


def test_a_candidate_is_looked_at_once() -> None:
    assert phases_of(JOIN_JOB) == (Phase.BEFORE,)
    assert phases_of(TASK_JOB) == tuple(Phase)


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
