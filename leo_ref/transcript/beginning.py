"""Beginnings of a transcript that hold, so that another one that begins alike is verified from where they part.

What a line says hangs on all lines before it and on nothing else, so the run after a beginning follows from its octets.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import islice
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.transcript.fault import Broken
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import AT_FIRST, Checkpoint, VerifiedLine, walked

APART: Final = 64
"""Lines from one beginning that is kept to the next."""

Beginnings = Map[bytes, Checkpoint]
"""Where a transcript stands after its first lines, by the SHA-256 of their octets."""

NO_BEGINNINGS: Final[Beginnings] = Map()


@frozen(kw_only=True)
class TranscriptVerdict:
    """What a transcript turned out to be, and those of its beginnings that hold."""

    found: ReplayReport | Broken
    beginnings: Beginnings


def verify_from(known: Beginnings, lines: Sequence[bytes]) -> TranscriptVerdict:
    """The verdict of :func:`leo_ref.transcript.verify.verify`, found from the longest beginning that is known."""
    digests = digests_of(lines)
    start = max((number for number, digest in digests.items() if digest in known), default=0)
    checkpoint = known[digests[start]] if start else AT_FIRST
    kept = {digests[number]: known[digests[number]] for number in digests if number <= start}
    for step in walked(checkpoint, islice(lines, start, None)):
        if not isinstance(step, VerifiedLine):
            return TranscriptVerdict(found=step, beginnings=Map(kept))
        if step.checkpoint.reader.number in digests:
            kept[digests[step.checkpoint.reader.number]] = step.checkpoint
    raise AssertionError("the last is the verdict")


def digests_of(lines: Sequence[bytes]) -> dict[int, bytes]:
    """Numbers of lines, and the SHA-256 of so many lines from the first on."""
    found, together = dict[int, bytes](), sha256()
    for number, octets in enumerate(lines, start=1):
        together.update(octets)
        if number % APART == 0:
            found[number] = together.digest()
    return found
