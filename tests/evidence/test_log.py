"""Which event of a job log is the first that the task does not allow."""

from __future__ import annotations

import pytest

from leo_ref.evidence.log import EVENTS, expected, first_unexpected
from leo_ref.state.evidence import Phase
from tests.evidence.bench import DURING, LOGS, OFFER, TASK_JOB


@pytest.mark.parametrize("phase", list(Phase))
def test_of_an_allowed_log_no_event_is_unexpected(phase: Phase) -> None:
    assert first_unexpected(LOGS[phase], expected(TASK_JOB, OFFER, phase)) is None


@pytest.mark.parametrize("phase", list(Phase))
def test_the_first_event_that_differs_is_named(phase: Phase) -> None:
    log, allowed = LOGS[phase], expected(TASK_JOB, OFFER, phase)
    for place in range(len(log)):
        assert first_unexpected((*log[:place], *(bytes(32) for _ in log[place:])), allowed) == EVENTS[place]
        assert first_unexpected((*log[:place], bytes(32), *log[place + 1 :]), allowed) == EVENTS[place]


def test_a_log_that_is_too_short_or_too_long_is_unexpected() -> None:
    allowed = expected(TASK_JOB, OFFER, Phase.DURING)
    assert first_unexpected(DURING[:-1], allowed) == "keys"
    assert first_unexpected((*DURING, bytes(32)), allowed) == "result"
    assert first_unexpected((), allowed) == "image"
