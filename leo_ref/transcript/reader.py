"""Lines to entries: form, number, chain and long octets, one line at a time.

Memory grows with the distinct long octets of a run, never with the number of its lines.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import evolve, frozen

from leo_ref.core.encoding import LENGTH_LIMIT, decode, parse
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.transcript.contents import MARK, NO_CONTENTS, Contents, has_long, is_long, marks, put_back
from leo_ref.transcript.entry import PIECES_MOST, Content, Entry
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.line import NO_LINE, Line, line_digest

LINE_MOST: Final = LENGTH_LIMIT
"""Octets of the longest line."""


@frozen(kw_only=True)
class Reader:
    """How far a transcript was read."""

    number: int = 0
    previous: bytes = NO_LINE
    """The digest of the line before."""
    contents: Contents = NO_CONTENTS
    open: tuple[Content, ...] = ()
    """The pieces so far of long octets that are not complete."""
    fresh: frozenset[str] = frozenset()
    """What stands for the long octets that the next entry must name."""

    def line(self, octets: bytes) -> tuple[Reader, Entry] | Broken:
        """The next line's entry, and the reader after it. ``octets`` is the line with its newline."""
        if len(octets) > LINE_MOST:
            return self._broken(Fault.LINE_TOO_LONG, f"It has more than {LINE_MOST} octets.")
        if not octets.endswith(b"\n"):
            return self._broken(Fault.ENDS_EARLY, "Its last line has no newline.")
        octets = octets[:-1]
        value = parse(octets)
        if isinstance(value, Rejection):
            return self._broken(Fault.NOT_A_LINE, str(value))
        # The chain comes first: what was changed in the line before is then told as that, and not by its consequences.
        refusal = self._out_of_place(value)
        if refusal is not None:
            return refusal
        if self.open and not _is_content(value):
            return self._broken(Fault.CONTENT_OUT_OF_ORDER, "Pieces are missing.")
        # Canonical octets have marks as they are; without one there is nothing to put back.
        is_marked = MARK.encode() in octets
        line = decode(Line, put_back(value, self.contents) if is_marked else value)
        if isinstance(line, Rejection):
            return self._broken(Fault.NOT_A_LINE, str(line))
        after = evolve(self, number=self.number + 1, previous=line_digest(octets))
        if isinstance(line.entry, Content):
            return self._piece(after, line.entry)
        if is_long(octets) and has_long(value):
            return self._broken(Fault.CONTENT_INLINE)
        unused = self.fresh - marks(value) if is_marked else self.fresh
        if unused:
            return self._broken(Fault.CONTENT_UNUSED, min(unused).removeprefix(MARK))
        return evolve(after, fresh=frozenset()), line.entry

    def _out_of_place(self, value: JsonValue) -> Broken | None:
        if not isinstance(value, dict):
            return None
        number, previous = value.get("number"), value.get("previous")
        if isinstance(number, int) and number != self.number:
            return self._broken(Fault.WRONG_NUMBER, f"It has {number}.")
        if isinstance(previous, str) and previous != self.previous.hex():
            return self._broken(Fault.CHAIN_BROKEN, f"The digest of the line before is {self.previous.hex()}.")
        return None

    def _piece(self, after: Reader, piece: Content) -> tuple[Reader, Entry] | Broken:
        if piece.pieces > PIECES_MOST:
            return self._broken(Fault.CONTENT_TOO_LONG, f"{piece.pieces} pieces.")
        mark = MARK + piece.digest.hex()
        if mark in self.contents:
            return self._broken(Fault.CONTENT_AGAIN, piece.digest.hex())
        known = (*self.open, piece)
        other = any((part.digest, part.pieces) != (piece.digest, piece.pieces) for part in known)
        if other or piece.piece != len(known) or piece.piece > piece.pieces:
            return self._broken(Fault.CONTENT_OUT_OF_ORDER, f"It is {piece.piece} of {piece.pieces}.")
        if piece.piece < piece.pieces:
            return evolve(after, open=known), piece
        octets = b"".join(part.octets for part in known)
        if sha256(octets).digest() != piece.digest:
            return self._broken(Fault.CONTENT_OTHER, f"Theirs is {sha256(octets).hexdigest()}.")
        contents = self.contents.set(mark, octets.hex())
        return evolve(after, open=(), contents=contents, fresh=self.fresh | {mark}), piece

    def _broken(self, fault: Fault, detail: str = "") -> Broken:
        return Broken(self.number, fault, detail)


def _is_content(value: JsonValue) -> bool:
    entry = value.get("entry") if isinstance(value, dict) else None
    return isinstance(entry, dict) and entry.get("kind") == Content.kind
