"""Whatever is done to the octets of a transcript is named, and where."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.parties.simulator.plan import Plan
from leo_ref.transcript.entry import Content
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.reader import LINE_MOST
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.parties.simulator.deployment import ALICES, BOB, NODES, deployment, recorded, run
from tests.transcript.conftest import chained, entries_of


def as_read(octets: bytes) -> list[bytes]:
    """The lines of a file."""
    return BytesIO(octets).readlines()


def test_a_run_is_told_and_read_back(small: list[bytes]) -> None:
    assert chained(entries_of(small)) == small
    report = verify(small)
    assert isinstance(report, ReplayReport)
    assert report.lines == len(small)
    assert report.blocks == 40
    assert report.shown["pass"] >= 2
    assert [outcome.value for outcome in report.outcomes.values()] == ["DONE"]
    assert report.lies == 0
    assert report.results >= 1


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_every_changed_octet_is_named(small: list[bytes], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(small) - 1), label="line")
    index = data.draw(st.integers(0, len(small[number]) - 1), label="octet")
    change = data.draw(st.integers(1, 255), label="change")
    octets = bytearray(small[number])
    octets[index] ^= change
    broken = verify(as_read(b"".join([*small[:number], bytes(octets), *small[number + 1 :]])))
    assert isinstance(broken, Broken)
    assert number <= broken.line <= number + 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_transcript_that_ends_early_is_named(small: list[bytes], data: st.DataObject) -> None:
    octets = b"".join(small)
    end = data.draw(st.integers(0, len(octets) - 1))
    broken = verify(as_read(octets[:end]))
    assert isinstance(broken, Broken)
    assert broken.fault is Fault.ENDS_EARLY
    assert broken.line == octets[:end].count(b"\n")


def test_lines_that_are_left_out_or_swapped_are_named(small: list[bytes]) -> None:
    for number in range(1, len(small) - 1, 37):
        left_out = verify([*small[:number], *small[number + 1 :]])
        assert isinstance(left_out, Broken)
        assert (left_out.line, left_out.fault) == (number, Fault.WRONG_NUMBER)
        swapped = verify([*small[:number], small[number + 1], small[number], *small[number + 2 :]])
        assert isinstance(swapped, Broken)
        assert (swapped.line, swapped.fault) == (number, Fault.WRONG_NUMBER)


def test_what_follows_the_end_is_named_whatever_it_is(small: list[bytes]) -> None:
    entries = entries_of(small)
    kinds = {entry.kind: entry for entry in entries}
    assert {"opening", "followed", "passed", "made", "closing"} <= {*kinds}
    long = Content(digest=sha256(b"long").digest(), piece=1, pieces=1, octets=b"long")
    for entry in (*kinds.values(), long):
        broken = verify(chained([*entries, entry]))
        assert isinstance(broken, Broken)
        assert (broken.line, broken.fault) == (len(small), Fault.AFTER_CLOSING), entry.kind
    again = verify([*small, small[-1]])
    assert isinstance(again, Broken)
    assert again.line == len(small)


@pytest.mark.parametrize("octets", [b"\n", b"{}\n", b"[]\n", b"\xff\n", b'{"number":0}\n', b"null\n"])
def test_what_is_no_line_is_named(octets: bytes) -> None:
    broken = verify([octets])
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (0, Fault.NOT_A_LINE)


def test_a_line_without_end_is_named_before_it_is_read() -> None:
    broken = verify([b" " * (LINE_MOST + 1)])
    assert isinstance(broken, Broken)
    assert broken.fault is Fault.LINE_TOO_LONG


def test_nothing_at_all_ends_early() -> None:
    assert verify([]) == Broken(0, Fault.ENDS_EARLY, "")


storms = st.builds(
    lambda seed, most, drop, duplicate, crashes: Plan(
        seed=seed, delay=(1, most), drop=drop, duplicate=duplicate, crashes=Map(crashes)
    ),
    st.binary(max_size=4),
    st.sampled_from([20, 120, 250]),
    st.sampled_from([0, 250]),
    st.sampled_from([0, 200]),
    st.dictionaries(
        st.sampled_from([keys.name for keys in (*NODES[:5], *ALICES, BOB)]), st.integers(0, 2400), max_size=2
    ),
)


@settings(max_examples=10, deadline=None)
@given(storms, st.sampled_from([8, 20]), st.integers(1, 2))
def test_a_run_through_any_storm_verifies(plan: Plan, tau: int, tasks: int) -> None:
    frames = run(deployment(tasks=tasks, tau=tau), plan, 30)
    report = verify(recorded(frames))
    assert isinstance(report, ReplayReport), report
    assert dict(report.outcomes) == {name: job.outcome for name, job in frames[-1].state.jobs.items() if job.outcome}
