"""Requests on transcripts (``docs/transcripts.md``)."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle.answers import Answer, ok
from leo_ref.oracle.fields import Fields
from leo_ref.oracle.session import Session
from leo_ref.transcript.beginning import verify_from
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.line import lines_of


def judge(session: Session, request: dict[str, JsonValue]) -> tuple[Session, Answer]:
    """``transcript``: what a transcript turned out to contain, or what is wrong with it first.

    The session remembers how the transcript begins: of the next, only what is different is replayed.
    """
    lines = tuple(lines_of(Fields(request, "octets").octets("octets")))
    verdict = verify_from(session.beginnings, lines)
    found, after = verdict.found, evolve(session, beginnings=verdict.beginnings)
    if isinstance(found, Broken):
        return after, ok({"line": found.line, "fault": found.fault.name})
    return after, ok(found.facts())
