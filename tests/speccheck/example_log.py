"""The example of docs/traces.md and the schema beside it, which ``python -m tests.speccheck.example_log`` writes."""

from __future__ import annotations

import json
from typing import Any, Final

from leo_ref.speccheck.abstraction import NO_JOB
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.runs import logstate
from leo_ref.speccheck.runs.leo import PARAMETERS
from leo_ref.speccheck.runs.log import FORMAT, VERSION
from leo_ref.speccheck.runs.logconstants import CREDIT_MOST, MEMBERS, SERVICE, TASK
from leo_ref.speccheck.runs.logfields import MOST
from tests.vectors.made import ROOT

PAGE: Final = ROOT / "docs" / "traces.md"
SCHEMA: Final = ROOT / "docs" / "traces.schema.json"

NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": MOST}
TEXT: Final = {"type": "string"}
TEXTS: Final = {"type": "array", "items": TEXT}


def example() -> list[dict[str, Any]]:
    """The objects of the example."""
    text = PAGE.read_text(encoding="utf-8").split("```json\n", 1)[1].split("```", 1)[0]
    decoder, found, at = json.JSONDecoder(), list[dict[str, Any]](), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def octets(lines: list[dict[str, Any]]) -> list[bytes]:
    """As a file has them."""
    return [json.dumps(line).encode() + b"\n" for line in lines]


def record(members: dict[str, Any], needed: tuple[str, ...] = ()) -> dict[str, Any]:
    required = {"required": [*needed]} if needed else {}
    return {"type": "object", "additionalProperties": False, **required, "properties": members}


def of_each(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


def words(known: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": [*known]}


def job() -> dict[str, Any]:
    """What may be known of a job."""
    members: dict[str, Any] = {}
    for name, empty in sorted(mapping(NO_JOB).items()):
        if name in logstate.WORDS:
            members[name] = words(logstate.WORDS[name])
        elif name == "executor":
            members[name] = TEXT
        elif isinstance(empty, bool):
            members[name] = {"type": "boolean"}
        elif isinstance(empty, int):
            members[name] = NUMBER
        elif isinstance(empty, frozenset):
            members[name] = TEXTS
        else:
            members[name] = of_each(words(logstate.MAPS[name]) if name in logstate.MAPS else NUMBER)
    return record(members)


def schema() -> dict[str, Any]:
    """The schema of a line."""
    state = {
        **dict.fromkeys(("height", "burned"), NUMBER),
        **dict.fromkeys(("byzantine", "holds"), TEXTS),
        **dict.fromkeys(("balance", "credit", "since"), of_each(NUMBER)),
        "status": of_each(words(logstate.STATUSES)),
        "seen": of_each(words(logstate.SEEN)),
        "elected": of_each(TEXT),
        "heard": of_each(TEXTS),
        "service": of_each(record({"standing": words(logstate.STANDINGS), "bond": NUMBER})),
        "job": of_each(job()),
    }
    parameters = dict.fromkeys(sorted(PARAMETERS), NUMBER) | {"total_credit": {**NUMBER, "maximum": CREDIT_MOST}}
    keys = ("owner", "endorsement_key")
    service = record({"owner": TEXT, **dict.fromkeys(SERVICE, NUMBER)}, ("owner", *SERVICE))
    task = record({"owner": TEXT, "service": TEXT, **dict.fromkeys(TASK, NUMBER)}, ("owner", "service", *TASK))
    drawn = record({"j": NUMBER, "beta": NUMBER}, ("j", "beta"))
    constants = {
        "parameters": record(parameters),
        "nodes": of_each(record(dict.fromkeys(keys, TEXT), keys)),
        "owners": TEXTS,
        "services": of_each(service),
        "tasks": {**of_each(task), "minProperties": 1},
        "joins": of_each(TEXT),
        "draw": of_each({"type": "array", "items": of_each(drawn)}),
        "attested": TEXT,
    }
    known = {"$ref": "#/$defs/state"}
    first = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "constants": record(constants, MEMBERS),
        "start": known,
    }
    step = {
        "action": TEXT,
        "arguments": {
            "description": "null: not known",
            "type": "array",
            "items": {"type": ["string", "integer", "null"]},
        },
        "refused": {
            "description": "the code of the refusal, or true where it is not known",
            "anyOf": [{"type": "string", "minLength": 1}, {"const": True}],
        },
        "state": known,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a log (docs/traces.md): the first, or a step",
        "anyOf": [{"$ref": "#/$defs/first"}, {"$ref": "#/$defs/step"}],
        "$defs": {
            "first": record(first, ("format", "version", "constants")),
            "state": record(state),
            "step": record(step, ("action",)),
        },
    }


def written() -> str:
    """The schema's file."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(written(), encoding="utf-8")
