"""What came of a job that ran, as its executor seals it (§10)."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

WELL: Final = "RESULT"
"""How a program ended that did its work."""


@frozen
class ProgramResult:
    """What a program left behind."""

    ended: str
    """:data:`WELL`, or how the program ended without a result, in capitals."""
    output: bytes

    @property
    def is_well(self) -> bool:
        """Whether the program did its work."""
        return self.ended == WELL


def framed(result: ProgramResult) -> bytes:
    """The octets that are sealed: how it ended, a line feed, the output."""
    return result.ended.encode() + b"\n" + result.output


def unframed(octets: bytes) -> ProgramResult | None:
    """The result in what was sealed; None where it is none."""
    ended, mark, output = octets.partition(b"\n")
    known = re.fullmatch(rb"[A-Z_]{1,32}", ended)
    return ProgramResult(known[0].decode(), output) if known and mark else None
