"""Evidence of software is appraised against what was shown and what the ledger says, and against nothing else."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.attestation.evidence.log import Log
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Part
from leo_ref.software.job import failure
from tests.software.one_task import AFTER, BEFORE, DURING, JOB, JOIN_JOB, MONITOR, STATE, TASK_JOB, answer, named

SHOWN = evolve(TASK_JOB, shown=answer(Phase.BEFORE, monitor=None))


def flaw(piece: Evidence, job: Job = SHOWN) -> str | None:
    """The first check that the piece does not pass."""
    found = failure(evolve(STATE, jobs=STATE.jobs.set(JOB, job)), JOB, job, piece)
    return None if found is None else str(found.values[0])


def test_each_phase_passes_against_what_was_shown() -> None:
    assert flaw(answer(Phase.BEFORE, monitor=None)) is None
    assert flaw(answer(Phase.DURING)) is None
    assert flaw(answer(Phase.AFTER, monitor=None)) is None


@pytest.mark.parametrize(
    ("resets", "clock", "found"), [(1, 6, "REBOOTED"), (0, 5, "CLOCK_NOT_FORWARD"), (0, 4, "CLOCK_NOT_FORWARD")]
)
def test_what_was_shown_decides_what_no_answer_shows_alone(resets: int, clock: int, found: str) -> None:
    assert flaw(answer(Phase.DURING, resets=resets, clock=clock)) == found
    assert flaw(answer(Phase.AFTER, monitor=None, resets=resets, clock=clock)) == found


@pytest.mark.parametrize(
    "events",
    [(), BEFORE[:-1], BEFORE, (*BEFORE, named("x")), DURING, AFTER[:-1], AFTER, (*AFTER, named("x"))],
)
def test_a_phase_has_one_log(events: Log) -> None:
    for phase, log in ((Phase.BEFORE, BEFORE), (Phase.DURING, DURING), (Phase.AFTER, AFTER)):
        asker = MONITOR if phase is Phase.DURING else None
        assert (flaw(answer(phase, log=events, monitor=asker)) is None) == (events == log)


def test_no_log_holds_before_what_it_is_about() -> None:
    early = evolve(SHOWN, keys=SHOWN.keys.delete(Part.SERVICE))
    assert flaw(answer(Phase.DURING), early) == "LOG_UNEXPECTED"
    assert flaw(answer(Phase.AFTER, monitor=None), evolve(SHOWN, requested=None)) == "LOG_UNEXPECTED"


def test_a_candidate_shows_an_empty_log() -> None:
    def shows(log: Log, job: Job = JOIN_JOB) -> str | None:
        return flaw(answer(Phase.BEFORE, monitor=None, job=job, log=log), JOIN_JOB)

    assert shows(()) is None
    assert shows(BEFORE) == "LOG_UNEXPECTED"
    assert shows((), evolve(JOIN_JOB, beacon=bytes(64))) == "WRONG_NONCE"
