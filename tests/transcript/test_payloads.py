"""Payloads as long as they may be go through transcripts, and nothing longer does."""

from __future__ import annotations

from hashlib import sha256

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.encoding import JsonValue
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.values import JobId
from leo_ref.parties.message import Payload, ResultDelivery, Sent, TaskOrder
from leo_ref.parties.simulator.event import Fate, Passage
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.sealing.payload import PLAINTEXT_MOST
from leo_ref.transcript.contents import MARK
from leo_ref.transcript.entry import PIECE_MOST, PIECES_MOST, Content, OpeningEntry, Passed
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.line import line_digest, octets_of
from leo_ref.transcript.reader import LINE_MOST
from leo_ref.transcript.recorder import recorder_of
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.parties.simulator.deployment import beginning, deployment, recorded, run
from tests.transcript.conftest import chained, entries_of

OPENING = OpeningEntry(genesis=beginning(3), names=Map())


def lost(*messages: Payload | ResultDelivery) -> list[bytes]:
    """The transcript of a run in which these messages get lost, and nothing else happens."""
    recorder, begun = recorder_of(OPENING).begun()
    events = tuple(
        Passage(time=1, sender="somebody", to="another", message=message, fate=Fate.LOST) for message in messages
    )
    frame = Frame(time=1, state=recorder.observer.newest, block=None, parties=Map(), events=events)
    recorder, lines = recorder.frame(frame)
    return [*begun, *lines, *recorder.closed()[1]]


@pytest.mark.parametrize("length", [3 * 2**20, PAYLOAD_MOST])
def test_payloads_are_read_back(length: int) -> None:
    octets = bytes(range(256)) * (length // 256)
    messages = (Payload(octets=octets), ResultDelivery(job=JobId("0c" * 32), sealed=octets))
    lines = lost(*messages)
    assert all(len(line) <= LINE_MOST for line in lines)
    assert isinstance(verify(lines), ReplayReport)
    entries = entries_of(lines)
    assert [entry.message for entry in entries if isinstance(entry, Passed)] == list(messages)
    pieces = [entry for entry in entries if isinstance(entry, Content)]
    assert len(pieces) == length // PIECE_MOST <= PIECES_MOST


def test_one_octet_more_is_a_piece_too_many() -> None:
    octets = bytes(PAYLOAD_MOST + 1)
    count = -(-len(octets) // PIECE_MOST)
    piece = Content(digest=sha256(octets).digest(), piece=1, pieces=count, octets=octets[:PIECE_MOST])
    broken = verify(chained([piece]))
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (0, Fault.CONTENT_TOO_LONG)


def test_octets_that_are_longer_than_their_field_are_no_line() -> None:
    """Content may be as long as a payload, a field shorter: a proof of 5000 octets."""
    octets = bytes(5000)
    piece = Content(digest=sha256(octets).digest(), piece=1, pieces=1, octets=octets)
    lines = chained([piece])
    message: JsonValue = {
        "kind": "announcement",
        "job": "0c" * 32,
        "node": "0d" * 32,
        "proof": MARK + piece.digest.hex(),
    }
    passed: JsonValue = {
        "kind": "passed",
        "time": 1,
        "sender": "a",
        "to": "b",
        "fate": "lost",
        "message": message,
        "shown": None,
    }
    broken = verify([*lines, octets_of(1, line_digest(lines[0][:-1]), passed) + b"\n"])
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (1, Fault.NOT_A_LINE)
    assert "WRONG_LENGTH" in broken.detail


@pytest.mark.parametrize("length", [3 * 2**20, PLAINTEXT_MOST])
def test_a_run_with_a_long_payload_verifies(length: int) -> None:
    """The owner seals it, every node takes it, the ledger has its imprint."""
    start = deployment(nodes=2)
    orders = tuple(
        (time, Sent(sent.to, evolve(sent.message, data=bytes(length))))
        if isinstance(sent.message, TaskOrder)
        else (time, sent)
        for time, sent in start.orders
    )
    frames = run(evolve(start, orders=orders), Plan(seed=b"1"), 5)
    (job,) = frames[-1].state.jobs.values()
    lines = recorded(frames, 2)
    report = verify(lines)
    assert isinstance(report, ReplayReport), report
    assert report.blocks == 5
    assert len(job.group) == 2
