"""The whole of it: is a transcript the record of a run by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from leo_ref.transcript.entry import Content, Entry, OpeningEntry
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.reader import Reader
from leo_ref.transcript.replay import ReplayedRun, replay_of
from leo_ref.transcript.report import ReplayReport


@frozen(kw_only=True)
class Checkpoint:
    """Where a transcript stands after some of its lines."""

    reader: Reader
    replay: ReplayedRun | None
    """The run so far; None while the opening has not come."""


AT_FIRST: Final = Checkpoint(reader=Reader(), replay=None)
"""Before the first line."""


@frozen
class VerifiedLine:
    """A line that holds, what it says, and the checkpoint after it."""

    line: int
    entry: Entry
    checkpoint: Checkpoint


@frozen
class VerifiedEntry:
    """An entry that holds, and the run after it."""

    line: int
    entry: Entry
    replay: ReplayedRun


def walked(checkpoint: Checkpoint, lines: Iterable[bytes]) -> Iterator[VerifiedLine | ReplayReport | Broken]:
    """Each line from a checkpoint on once it was replayed; at the end the report, or what is wrong first."""
    for octets in lines:
        number = checkpoint.reader.number
        read = checkpoint.reader.line(octets)
        if isinstance(read, Broken):
            yield read
            return
        reader, entry = read
        after = _after(checkpoint.replay, number, entry)
        if isinstance(after, tuple):
            yield Broken(number, *after)
            return
        checkpoint = Checkpoint(reader=reader, replay=after)
        yield VerifiedLine(number, entry, checkpoint)
    reader, replay = checkpoint.reader, checkpoint.replay
    if replay is None or not replay.closed:
        yield Broken(reader.number, Fault.ENDS_EARLY, "")
        return
    yield evolve(replay.report, lines=reader.number, head=reader.previous)


def replayed(lines: Iterable[bytes]) -> Iterator[VerifiedEntry | ReplayReport | Broken]:
    """Each entry once it was replayed; at the end the report, or what is wrong first.

    ``lines`` are octets up to and with each newline; no more of a line is needed than shows that it is too long.
    """
    for step in walked(AT_FIRST, lines):
        if not isinstance(step, VerifiedLine):
            yield step
        elif step.checkpoint.replay is not None:
            yield VerifiedEntry(step.line, step.entry, step.checkpoint.replay)


def verify(lines: Iterable[bytes]) -> ReplayReport | Broken:
    """The report on a transcript, or what is wrong with it first."""
    for step in walked(AT_FIRST, lines):
        if not isinstance(step, VerifiedLine):
            return step
    raise AssertionError("the last is the verdict")


def _after(replay: ReplayedRun | None, number: int, entry: Entry) -> ReplayedRun | tuple[Fault, str] | None:
    """The run after an entry; None while its opening has not come, before which only long octets may stand."""
    if replay is not None:
        return replay.step(number, entry)
    if isinstance(entry, Content):
        return None
    return replay_of(entry) if isinstance(entry, OpeningEntry) else (Fault.NO_OPENING, f"It is {entry.kind}.")
