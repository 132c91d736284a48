"""Making a transcript while a run goes on: frames in, lines out. A line that was given out never changes.

A recorder is a value. ``recorder.begun()`` gives the first lines, ``recorder.frame(frame)`` those of a frame,
``recorder.closed()`` the last; each with the recorder after them.
"""

from __future__ import annotations

from typing import assert_never

from attrs import AttrsInstance, evolve, frozen
from immutables import Map

from leo_ref.core.encoding import encode
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block
from leo_ref.parties.message import LEDGER
from leo_ref.parties.simulator import event
from leo_ref.parties.simulator.event import Event, Fate
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.transcript.contents import pieces, taken_out
from leo_ref.transcript.entry import BlockEntry, Closing, Followed, OpeningEntry, Passed, RefusalEntry
from leo_ref.transcript.line import NO_LINE, line_digest, octets_of, state_digest
from leo_ref.transcript.observer import Observer
from leo_ref.transcript.opening import begun

Lines = tuple[bytes, ...]
"""Lines with the newlines that end them."""


@frozen(kw_only=True)
class Recorder:
    """A transcript so far."""

    opening: OpeningEntry
    observer: Observer
    number: int = 0
    previous: bytes = NO_LINE
    known: frozenset[str] = frozenset()
    """Marks of long octets that are written."""
    pending: tuple[int, ...] = ()
    """Lines of the transactions that reached the ledger since the last block."""
    refused: frozenset[int] = frozenset()
    """Those of them that were refused."""

    def begun(self) -> tuple[Recorder, Lines]:
        """The opening."""
        return self._written(self.opening)

    def frame(self, frame: Frame) -> tuple[Recorder, Lines]:
        """What happened since the frame before."""
        recorder, lines = self, list[bytes]()
        for happened in frame.events:
            recorder, written = recorder._event(happened, frame.state)
            lines += written
        return recorder, tuple(lines)

    def closed(self) -> tuple[Recorder, Lines]:
        """How the ledger stands after the last frame."""
        return self._written(closing(self.observer.newest))

    def _event(self, happened: Event, state: State) -> tuple[Recorder, Lines]:
        match happened:
            case event.Passage(message=Block() as block) if self.observer.has(block):
                entry = Followed(time=happened.time, to=happened.to, fate=happened.fate, height=block.height)
                recorder, lines = self._written(entry)
                if happened.fate is Fate.DELIVERED:
                    recorder = evolve(recorder, observer=recorder.observer.followed(happened.to, block.height))
                return recorder, lines
            case event.Passage():
                return self._passage(happened)
            case event.TransactionRefused():
                line = self.pending[happened.position]
                recorder = evolve(self, refused=self.refused | {line})
                return recorder._written(RefusalEntry(time=happened.time, transaction=line, code=happened.code.name))
            case event.BlockMade():
                recorder, lines = self._written(self._made(happened, state))
                observer = recorder.observer.made(state)
                return evolve(recorder, observer=observer, pending=(), refused=frozenset()), lines
        assert_never(happened)

    def _passage(self, passage: event.Passage) -> tuple[Recorder, Lines]:
        delivered = passage.fate is Fate.DELIVERED
        shown = self.observer.shown(passage.to, passage.message) if delivered else None
        entry = Passed(
            time=passage.time,
            sender=passage.sender,
            to=passage.to,
            fate=passage.fate,
            message=passage.message,
            shown=shown,
        )
        recorder, lines = self._written(entry)
        if passage.to == LEDGER and delivered:
            recorder = evolve(recorder, pending=(*recorder.pending, recorder.number - 1))
        return recorder, lines

    def _made(self, made: event.BlockMade, state: State) -> BlockEntry:
        return BlockEntry(
            time=made.time,
            height=made.block.height,
            parent=made.block.parent,
            producer=made.block.producer,
            turn=made.block.turn,
            passes=made.block.passes,
            beacon_proof=made.block.beacon_proof,
            transactions=tuple(line for line in self.pending if line not in self.refused),
            signature=made.block.signature,
            block=made.block.hash,
            state=state_digest(state),
        )

    def _written(self, entry: AttrsInstance) -> tuple[Recorder, Lines]:
        """The entry as a line, behind the long octets in it that are new."""
        found: dict[str, str] = {}
        value = taken_out(encode(entry), found)
        new = sorted(found.keys() - self.known)
        values = [encode(piece) for mark in new for piece in pieces(found[mark])]
        number, previous, lines = self.number, self.previous, list[bytes]()
        for item in (*values, value):
            octets = octets_of(number, previous, item)
            number, previous = number + 1, line_digest(octets)
            lines.append(octets + b"\n")
        return evolve(self, number=number, previous=previous, known=self.known | set(new)), tuple(lines)


def recorder_of(opening: OpeningEntry) -> Recorder:
    """The recorder of a run that begins like this."""
    beginning = begun(opening)
    assert not isinstance(beginning, tuple), beginning
    return Recorder(opening=opening, observer=Observer(verifiers=beginning.verifiers, states=(beginning.state,)))


def closing(state: State) -> Closing:
    """What a transcript says at its end."""
    return Closing(
        height=state.height,
        outcomes=Map({name: job.outcome for name, job in state.jobs.items() if job.outcome is not None}),
        balances=Map({name: account.balance for name, account in state.accounts.items()}),
        burned=state.burned,
        state=state_digest(state),
    )
