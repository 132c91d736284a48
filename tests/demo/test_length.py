"""No story is longer than its blocks, and Alice comes when the join is over, however slow everybody is."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Outcome
from leo_ref.core.state.transaction import (
    AnswerCredential,
    Apply,
    Approve,
    Confirm,
    ConfirmCandidate,
    ReleaseKey,
    RequestPayment,
    Show,
    Transaction,
)
from leo_ref.demo.participants import BLOCKS, PARAMETERS, TASK_AFTER, participants_of
from leo_ref.demo.picture import alices_picture
from leo_ref.demo.play import End, play
from leo_ref.demo.setup import begin, software, weather
from leo_ref.demo.twist import Faulty, chain_of
from leo_ref.parties.message import Message, Outbox, Party, Wake
from leo_ref.parties.simulator.simulation import Frame, simulate

LATE = (Apply, AnswerCredential, ConfirmCandidate, Show, Approve, ReleaseKey, RequestPayment, Confirm)


def test_the_parameters_are_the_defaults() -> None:
    assert participants_of("leo").parameters == PARAMETERS == Parameters()
    assert participants_of("leo", 100).parameters == Parameters()


def late(party: Party, outbox: Outbox, _message: Message | Wake) -> tuple[Party, Outbox]:
    """Claims only in the last round, and all else in the last block of its window."""
    chain = chain_of(party)

    def goes(body: object) -> bool:
        if not isinstance(body, LATE):
            return True
        job = chain.state.jobs[body.job]
        last = chain.state.height + 1 == job.deadline
        return last and (job.round == chain.params.rounds or not isinstance(body, Apply))

    sent = (item for item in outbox if not isinstance(item.message, Transaction) or goes(item.message.body))
    return party, tuple(sent)


def test_the_slowest_story_ends_with_its_last_block() -> None:
    actors = participants_of("slowest")
    stage = software(actors, alices_picture())
    start = begin(actors, stage)
    start = evolve(start, parties=Map({name: Faulty(party, late) for name, party in start.parties.items()}))
    heights: list[int] = []

    def seen() -> Iterator[Frame]:
        for frame in simulate(start, weather(actors), BLOCKS):
            if any(not job.open for job in frame.state.jobs.values()):
                heights.append(frame.state.height)
            yield frame

    *_, end = play(actors, stage, start, seen())
    assert isinstance(end, End)
    assert (end.job.outcome, end.job.round, end.adds_up) == (Outcome.DONE, PARAMETERS.rounds, True)
    assert end.result is not None
    assert (heights[0], heights[-1]) == (TASK_AFTER, BLOCKS)
