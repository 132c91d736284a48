"""The whole of it: is a transcript the record of a run by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from leo_ref.transcript.entry import Content, Entry, OpeningEntry
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.reader import Reader
from leo_ref.transcript.replay import ReplayedRun, replay_of
from leo_ref.transcript.report import ReplayReport


@frozen
class VerifiedEntry:
    """An entry that holds, and the run after it."""

    line: int
    entry: Entry
    replay: ReplayedRun


def replayed(lines: Iterable[bytes]) -> Iterator[VerifiedEntry | ReplayReport | Broken]:
    """Each entry once it was replayed; at the end the report, or what is wrong first.

    ``lines`` are octets up to and with each newline; no more of a line is needed than shows that it is too long.
    """
    reader, replay = Reader(), None
    for octets in lines:
        read = reader.line(octets)
        if isinstance(read, Broken):
            yield read
            return
        number = reader.number
        reader, entry = read
        after = _after(replay, number, entry)
        if isinstance(after, tuple):
            yield Broken(number, *after)
            return
        replay = after
        if replay is not None:
            yield VerifiedEntry(number, entry, replay)
    if replay is None or not replay.closed:
        yield Broken(reader.number, Fault.ENDS_EARLY, "")
        return
    yield evolve(replay.report, lines=reader.number, head=reader.previous)


def verify(lines: Iterable[bytes]) -> ReplayReport | Broken:
    """The report on a transcript, or what is wrong with it first."""
    for told in replayed(lines):
        if isinstance(told, ReplayReport | Broken):
            return told
    raise AssertionError("the last is the verdict")


def _after(replay: ReplayedRun | None, number: int, entry: Entry) -> ReplayedRun | tuple[Fault, str] | None:
    """The run after an entry; None while its opening has not come, before which only long octets may stand."""
    if replay is not None:
        return replay.step(number, entry)
    if isinstance(entry, Content):
        return None
    return replay_of(entry) if isinstance(entry, OpeningEntry) else (Fault.NO_OPENING, f"It is {entry.kind}.")
