"""Which event of a job log is the first that the task does not allow."""

from __future__ import annotations

import pytest

from leo_ref.attestation.evidence.log import EVENTS, expected, first_unexpected
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.evidence import LOG_EVENTS, Evidence, Phase
from tests.software.one_task import DURING, EXECUTOR, JOB, LOGS, OFFER, TASK_JOB


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


def with_events(count: int) -> Evidence:
    """Evidence with a log of so many events."""
    return Evidence(
        job=JOB,
        round=1,
        phase=Phase.AFTER,
        monitor=None,
        nonce_proof=b"",
        quote=EXECUTOR.name.encode(),
        log=(bytes(32),) * count,
        signature=bytes(64),
    )


def test_no_task_allows_a_log_that_does_not_fit_into_evidence() -> None:
    """The events of a task are as many as evidence has room for, and one more is no evidence."""
    assert len(EVENTS) == LOG_EVENTS
    longest, longer = with_events(LOG_EVENTS), with_events(LOG_EVENTS + 1)
    assert from_octets(Evidence, to_octets(longest)) == longest
    refused = reject(Code.WRONG_LENGTH, path="$.log", expected=LOG_EVENTS, length=LOG_EVENTS + 1)
    assert from_octets(Evidence, to_octets(longer)) == refused
