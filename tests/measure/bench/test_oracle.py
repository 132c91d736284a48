"""The bench of the protocol measures what it says: the same steps, by calls and over lines."""

from __future__ import annotations

from leo_ref.measure.bench.oracle import measure, steps
from leo_ref.oracle import Session, answer


def test_every_step_is_one_that_succeeds() -> None:
    setting, requests = steps(20)
    session, _ = answer(Session(), setting)
    assert len(requests) == 20
    assert all("ok" in answer(session, request)[1] for request in requests)


def test_both_ways_are_measured() -> None:
    found = measure(passes=1, batch=4, count=8)
    assert (found.steps, found.batch) == (8, 4)
    assert min(found.direct, found.single, found.batched) > 0
