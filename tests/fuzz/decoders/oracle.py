"""Decoders of what others ask the reference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.oracle import Session, answer, answer_line
from leo_ref.vectors.case import expanded
from tests.fuzz.decoders.vectors import requests
from tests.fuzz.judging import Decoder, Outcome
from tests.vectors.made import file


def of_answer(_octets: bytes, given: tuple[Session, bytes]) -> Outcome:
    """A judge of the oracle's lines: one line of ASCII, and in it an answer of one member."""
    session, line = given
    assert isinstance(session, Session), type(session)
    assert line.find(b"\n") == len(line) - 1, line[:200]
    assert line.isascii(), line[:200]
    said = json.loads(line)
    assert isinstance(said, dict), type(said)
    assert type(said.pop("id", None)) is int, line[:200]
    assert len(said) == 1, list(said)
    (kind,) = said
    assert kind in ("ok", "refused", "error"), kind
    return kind if kind == "ok" else str(said[kind]["code"])


@cache
def conversation() -> Session:
    """With one model set up."""
    election = file("models/MCElection.json")
    setting = {"request": "model", "model": "MCElection", "constants": election["constants"]}
    return answer(Session(), setting)[0]


def asked() -> tuple[bytes, ...]:
    """One of each kind of request that the vectors ask, and requests on a model."""
    kinds: dict[str, bytes] = {}
    for kind, whole in requests():
        if kind not in kinds and len(octets := canonical({"id": 1, **whole()})) < 10_000:
            kinds[kind] = octets
    election = file("models/MCElection.json")
    row = election["states"][election["initial"][0]]
    state: JsonValue = {
        name: expanded(election["values"][name][row[index]], election["shared"])
        for index, name in enumerate(election["variables"], 1)
    }
    step: dict[str, JsonValue] = {"model": "MCElection", "state": state, "action": "Post", "arguments": []}
    path: dict[str, JsonValue] = {"model": "MCElection", "start": state, "actions": [["Post", []], ["Elect", ["n1"]]]}
    models = (canonical({"id": 1, "request": "step", **step}), canonical({"id": 1, "request": "path", **path}))
    setting = canonical({"id": 1, "request": "model", "model": "m", "constants": election["constants"]})
    return (*kinds.values(), *models, setting)


DECODERS: Final[Mapping[str, Decoder]] = {
    "oracle.answer_line": Decoder(lambda octets: answer_line(conversation(), octets), of_answer, asked()),
}
