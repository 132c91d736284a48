"""Alice's limit on the result is such that ten nodes are drawn, whatever the seed."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.values import ServiceId
from leo_ref.demo.choice import DRAWN, TRIES, choices
from leo_ref.demo.participants import DEPOSIT, PAYMENT, REQUIREMENT, participants_of
from leo_ref.demo.picture import alices_picture
from leo_ref.demo.play import frames_of, is_hers
from leo_ref.demo.setup import begin, software
from leo_ref.parties.message import TaskOrder


@pytest.mark.parametrize("seed", ["leo", "1", "2"])
def test_exactly_ten_are_drawn(seed: str) -> None:
    actors = participants_of(seed)
    stage = software(actors, alices_picture())
    states = (frame.state for frame in frames_of(actors, stage, begin(actors, stage)))
    jobs = (job for state in states for job in state.jobs.values())
    job = next(job for job in jobs if is_hers(actors, job) and job.executor is not None)
    assert len(job.group) == DRAWN
    assert job.round == 1


def test_choices_differ_in_the_limit_on_the_result_alone() -> None:
    order = TaskOrder(
        service=ServiceId("00" * 32),
        data=b"",
        requirement=REQUIREMENT,
        payment=PAYMENT,
        deposit=DEPOSIT,
        tau=10,
        result_limit=1000,
    )
    found = list(choices(order))
    assert len(found) == TRIES
    for less, chosen in enumerate(found):
        assert chosen == evolve(order, result_limit=1000 - less)
