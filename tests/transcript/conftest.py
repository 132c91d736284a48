"""One small run: three nodes are drawn, the task is done; and means to change what is told of it."""

from __future__ import annotations

import pytest

from leo_ref.core.encoding import encode
from leo_ref.parties.simulator.plan import Plan
from leo_ref.transcript.contents import taken_out
from leo_ref.transcript.entry import Content, Entry
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.line import NO_LINE, line_digest, octets_of
from leo_ref.transcript.reader import Reader
from tests.parties.simulator.deployment import deployment, recorded, run


@pytest.fixture(scope="session")
def small() -> list[bytes]:
    """The lines of a small run."""
    return recorded(run(deployment(nodes=3), Plan(seed=b"small", duplicate=50), 40), 3)


def entries_of(lines: list[bytes]) -> list[Entry]:
    """What the lines say."""
    reader, entries = Reader(), list[Entry]()
    for octets in lines:
        read = reader.line(octets)
        assert not isinstance(read, Broken), read
        reader, entry = read
        entries.append(entry)
    return entries


def chained(entries: list[Entry]) -> list[bytes]:
    """The lines that say this, each bound to the one before: what a forger would write."""
    previous, lines = NO_LINE, list[bytes]()
    for number, entry in enumerate(entries):
        value = encode(entry)
        octets = octets_of(number, previous, value if isinstance(entry, Content) else taken_out(value, {}))
        previous = line_digest(octets)
        lines.append(octets + b"\n")
    return lines
