"""From known beginnings a transcript gets the verdict that it gets from its first line on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.transcript.beginning import APART, NO_BEGINNINGS, verify_from
from leo_ref.transcript.entry import Entry
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.reader import Reader
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.transcript.conftest import chained, entries_of


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_the_verdict_does_not_depend_on_what_is_known(small: list[bytes], data: st.DataObject) -> None:
    """Entries are left out, swapped or given twice, and the lines bound anew or left as they are."""
    entries, known = entries_of(small), NO_BEGINNINGS
    for _ in range(3):
        other = list(range(len(small)))
        where = data.draw(st.integers(0, len(small) - 2), label="where")
        change = data.draw(st.sampled_from(["none", "left out", "swapped", "twice", "ends"]), label="change")
        other = {
            "none": other,
            "left out": other[:where] + other[where + 1 :],
            "swapped": [*other[:where], where + 1, where, *other[where + 2 :]],
            "twice": [*other[: where + 1], where, *other[where + 1 :]],
            "ends": other[:where],
        }[change]
        is_bound = data.draw(st.booleans(), label="bound anew")
        lines = chained([entries[n] for n in other]) if is_bound else [small[n] for n in other]
        verdict = verify_from(known, lines)
        assert verdict.found == verify(lines)
        known = verdict.beginnings


def test_what_is_known_is_not_replayed_again(small: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    first = verify_from(NO_BEGINNINGS, small)
    assert isinstance(first.found, ReplayReport)
    assert len(first.beginnings) == len(small) // APART
    read = list[int]()
    line = Reader.line

    def counted(reader: Reader, octets: bytes) -> tuple[Reader, Entry] | Broken:
        read.append(reader.number)
        return line(reader, octets)

    monkeypatch.setattr(Reader, "line", counted)
    assert verify_from(first.beginnings, small).found == first.found
    assert read == [*range(len(small) // APART * APART, len(small))]


def test_a_beginning_that_another_transcript_has_not_is_forgotten(small: list[bytes]) -> None:
    first = verify_from(NO_BEGINNINGS, small).beginnings
    second = verify_from(first, [*small[: APART + 1], *small[APART + 2 :]]).beginnings
    assert {checkpoint.reader.number for checkpoint in second.values()} == {APART}
    assert {*second.keys()} <= {*first.keys()}
