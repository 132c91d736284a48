"""Requests on transcripts (``docs/transcripts.md``)."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle.answers import Answer, ok
from leo_ref.oracle.fields import Fields
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.line import lines_of
from leo_ref.transcript.verify import verify


def judge(request: dict[str, JsonValue]) -> Answer:
    """``transcript``: what a transcript turned out to contain, or what is wrong with it first."""
    found = verify(lines_of(Fields(request, "octets").octets("octets")))
    if isinstance(found, Broken):
        return ok({"line": found.line, "fault": found.fault.name})
    return ok(found.facts())
