"""What all answers of one monitor show together, through the verifiers that the rules use."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.evidence import log
from leo_ref.evidence.wipe import wanted_wipe
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job, Part
from leo_ref.values import NodeId
from leo_ref.verifiers import SoftwareVerifiers
from tests.evidence.bench import (
    ANOTHER_JOB,
    BEFORE,
    DURING,
    JOB,
    JOIN_JOB,
    MONITOR,
    OTHER,
    STATE,
    TASK,
    TASK_JOB,
    answer,
    named,
    resigned,
)

PASS, FAIL = Finding.PASS, Finding.FAIL
HONEST = tuple(answer(phase) for phase in Phase)


def found(*pieces: Evidence, job: Job = TASK_JOB) -> Mapping[Phase, Finding] | None:
    state = evolve(STATE, jobs=STATE.jobs.set(JOB, job))
    return SoftwareVerifiers().findings(state, JOB, job, NodeId(MONITOR.name), pieces)


def test_honest_answers_pass() -> None:
    assert found(*HONEST) == Map(dict.fromkeys(Phase, PASS))


def test_the_phases_that_came_are_appraised_and_no_others() -> None:
    assert found() == Map()
    assert found(HONEST[0], HONEST[2]) == Map({Phase.BEFORE: PASS, Phase.AFTER: PASS})


NO_ANSWERS = {
    "not signed": evolve(HONEST[0], signature=bytes(64)),
    "no signature at all": evolve(HONEST[0], signature=b""),
    "signed by another": answer(Phase.BEFORE, signer=OTHER),
    "changed after it was signed": evolve(HONEST[0], log=()),
    "of another job": answer(Phase.BEFORE, name=ANOTHER_JOB),
    "of another round": answer(Phase.BEFORE, job=evolve(TASK_JOB, round=1)),
    "to another monitor": answer(Phase.BEFORE, monitor=OTHER),
    "to a question that another monitor proved": answer(Phase.BEFORE, asked_by=OTHER),
    "that names another job": resigned(evolve(HONEST[0], job=ANOTHER_JOB)),
    "that names another round": resigned(evolve(HONEST[0], round=1)),
    "that names another monitor": resigned(evolve(HONEST[0], monitor=NodeId(OTHER.name))),
    "to a question of another phase": resigned(evolve(HONEST[0], phase=Phase.DURING)),
    "to no question": resigned(evolve(HONEST[0], nonce_proof=b"")),
}


@pytest.mark.parametrize("piece", NO_ANSWERS.values(), ids=list(NO_ANSWERS))
def test_what_is_no_answer_to_this_monitor_is_no_evidence(piece: Evidence) -> None:
    assert found(piece) is None
    if piece.phase is Phase.BEFORE:
        assert found(piece, *HONEST[1:]) is None


@pytest.mark.parametrize("order", [(1, 0), (2, 1), (0, 2, 1), (0, 0), (0, 1, 1)])
def test_a_monitor_cannot_turn_an_honest_executor_s_clock_back(order: tuple[int, ...]) -> None:
    assert found(*(HONEST[index] for index in order)) is None


HISTORIES = {
    "started anew before the last answer": ((0, 5), (0, 6), (1, 7)),
    "started anew and back": ((0, 5), (1, 6), (0, 7)),
    "a clock that stands": ((0, 5), (0, 5), (0, 7)),
    "a clock that went back": ((0, 5), (0, 9), (0, 6)),
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=list(HISTORIES))
def test_history_decides_what_no_answer_shows_alone(history: tuple[tuple[int, int], ...]) -> None:
    pieces = [answer(phase, resets=resets, clock=clock) for phase, (resets, clock) in zip(Phase, history, strict=True)]
    for piece in pieces:
        assert found(piece) == Map({piece.phase: PASS})
    together = found(*pieces)
    assert together is not None
    assert FAIL in together.values()


def test_a_log_that_forgets_what_it_said_fails() -> None:
    refused = answer(Phase.DURING, log=(*BEFORE, log.key_refused(TASK_JOB.keys, Part.TASK)))
    assert found(HONEST[0], refused, HONEST[2]) == Map(
        {Phase.BEFORE: PASS, Phase.DURING: Finding.BAD_TASK_KEY, Phase.AFTER: FAIL}
    )


@pytest.mark.parametrize(
    ("part", "finding"), [(Part.TASK, Finding.BAD_TASK_KEY), (Part.SERVICE, Finding.BAD_SERVICE_KEY)]
)
def test_a_key_that_did_not_open_its_payload_is_its_owner_s_matter(part: Part, finding: Finding) -> None:
    job = evolve(TASK_JOB, requested=None)
    piece = answer(Phase.DURING, log=(*BEFORE, log.key_refused(job.keys, part)))
    assert found(HONEST[0], piece, job=job) == Map({Phase.BEFORE: PASS, Phase.DURING: finding})


def test_no_owner_is_blamed_for_a_key_that_is_not_on_the_ledger() -> None:
    forged = TASK_JOB.keys.set(Part.TASK, b"a key that Alice never sent")
    piece = answer(Phase.DURING, log=(*BEFORE, log.key_refused(forged, Part.TASK)))
    assert found(piece) == Map({Phase.DURING: FAIL})
    early = evolve(TASK_JOB, keys=TASK_JOB.keys.delete(Part.SERVICE))
    piece = answer(Phase.DURING, log=(*BEFORE, log.key_refused(TASK_JOB.keys, Part.TASK)))
    assert found(piece, job=early) == Map({Phase.DURING: FAIL})


def test_a_result_that_was_not_asked_payment_for_fails() -> None:
    swapped = (*DURING, log.result_made(named("another result")), log.wiped(wanted_wipe(TASK.requirement)))
    assert found(answer(Phase.AFTER, log=swapped)) == Map({Phase.AFTER: FAIL})
    assert found(HONEST[2], job=evolve(TASK_JOB, requested=None)) == Map({Phase.AFTER: FAIL})


def test_a_candidate_shows_an_empty_log_before_and_nothing_else() -> None:
    def shows(piece: Evidence) -> Mapping[Phase, Finding] | None:
        return found(piece, job=JOIN_JOB)

    assert shows(answer(Phase.BEFORE, job=JOIN_JOB, log=())) == Map({Phase.BEFORE: PASS})
    assert shows(answer(Phase.BEFORE, job=JOIN_JOB)) == Map({Phase.BEFORE: FAIL})
    assert shows(answer(Phase.BEFORE, job=JOIN_JOB, log=(), signer=MONITOR)) is None
    assert shows(answer(Phase.DURING, job=JOIN_JOB, log=())) is None


def test_before_a_group_stands_nobody_can_answer() -> None:
    assert found(HONEST[0], job=evolve(TASK_JOB, executor=None)) is None


def test_a_stranger_asks_in_vain() -> None:
    stranger = NodeId(named("stranger").hex())
    assert SoftwareVerifiers().findings(STATE, JOB, TASK_JOB, stranger, HONEST) is None
