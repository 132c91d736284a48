"""One line: an entry, its number, and the digest of the line before, which binds it to everything before."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import canonical, digest, encode
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.state.ledger import State
from leo_ref.core.values import Count, Digest
from leo_ref.transcript.entry import Entry

LINE_DOMAIN: Final = "leo/transcript-line"
STATE_DOMAIN: Final = "leo/state"

NO_LINE: Final = bytes(32)
"""What stands for the line before the first."""


@frozen(kw_only=True)
class Line:
    """A line as it is written."""

    number: Count
    previous: Digest
    entry: Entry


def octets_of(number: int, previous: bytes, entry: JsonValue) -> bytes:
    """The line with an entry that was encoded already, without the newline that ends it."""
    return canonical({"number": number, "previous": previous.hex(), "entry": entry})


def line_digest(octets: bytes) -> bytes:
    """The digest of a line: that of §2, since the octets are canonical."""
    return sha256(LINE_DOMAIN.encode("ascii") + b"\0" + octets).digest()


def lines_of(octets: bytes) -> Iterator[bytes]:
    """The lines of a whole transcript, each with the newline that ends it."""
    start = 0
    while start < len(octets):
        end = octets.find(b"\n", start) + 1 or len(octets)
        yield octets[start:end]
        start = end


def state_digest(state: State) -> bytes:
    """The digest of everything that the ledger knows, 32 octets."""
    return digest(STATE_DOMAIN, encode(state))
