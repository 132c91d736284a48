"""Lines of JSON: one request or an array of them in, one answer or an array of them out, matched by their ids."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, TypeAlias

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle.answers import Answer, error
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.greeting import BATCH, greet
from leo_ref.oracle.serve import answer
from leo_ref.oracle.session import Session

ReadFile: TypeAlias = Callable[[str], bytes]
"""Reads the file of ``{"$file": path}``; raises OSError."""

NO_ID: Final = 0
"""The id of an answer to what has none of its own."""


def answer_line(session: Session, line: bytes, read: ReadFile | None = None) -> tuple[Session, bytes]:
    """The answers to a line, as one line of ASCII; no input raises.

    ``read`` reads the files that requests refer to. Without it such a request is at fault.
    """
    try:
        message: JsonValue = json.loads(
            line.decode("utf-8"), object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as wrong:
        return session, _line(_numbered(NO_ID, error(BadRequest(RequestFault.NOT_JSON, type(wrong).__name__))))
    after, said = answer_message(session, message, read)
    return after, _line(said)


def answer_message(session: Session, message: JsonValue, read: ReadFile | None = None) -> tuple[Session, JsonValue]:
    """The answer to a request with its id; of an array of them the array of their answers."""
    if not isinstance(message, list):
        return _one(session, message, read)
    if not 0 < len(message) <= BATCH:
        bad = BadRequest(RequestFault.WRONG_FIELD, f"a batch has 1 to {BATCH} requests")
        return session, _numbered(NO_ID, error(bad))
    answers: list[JsonValue] = []
    for request in message:
        session, said = _one(session, request, read)
        answers.append(said)
    return session, answers


def _one(session: Session, request: JsonValue, read: ReadFile | None) -> tuple[Session, JsonValue]:
    number: JsonValue = request.get("id") if isinstance(request, dict) else None
    if not isinstance(request, dict) or isinstance(number, bool) or not isinstance(number, int):
        return session, _numbered(NO_ID, error(BadRequest(RequestFault.MISSING_FIELD, "id, an integer")))
    try:
        asked = {name: _read(value, read) for name, value in request.items() if name != "id"}
        if asked.get("request") == "hello":
            return session, _numbered(number, greet(asked, files=read is not None))
    except BadRequest as bad:
        return session, _numbered(number, error(bad))
    session, said = answer(session, asked)
    return session, _numbered(number, said)


def _read(value: JsonValue, read: ReadFile | None) -> JsonValue:
    """The digits of the file, where the value refers to one."""
    match value:
        case {"$file": str(path), **others} if not others:
            if read is None:
                raise BadRequest(RequestFault.WRONG_FIELD, "files are not read here")
            try:
                return read(path).hex()
            except (OSError, ValueError) as fault:
                raise BadRequest(RequestFault.WRONG_FIELD, f"the file cannot be read: {type(fault).__name__}") from None
        case _:
            return value


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _no_number(text: str) -> JsonValue:
    raise ValueError(text)


def _numbered(number: int, said: Answer) -> JsonValue:
    return {"id": number, **said}


def _line(said: JsonValue) -> bytes:
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode("ascii") + b"\n"
