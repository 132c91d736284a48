"""What the generator makes: the same octets every time, every code, as the schemas have it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.core.rejections import CODES
from leo_ref.oracle import Session, answer
from leo_ref.speccheck.constants import constants_value, read_constants
from leo_ref.speccheck.tlc.itf import from_json
from leo_ref.transcript.fault import Fault
from leo_ref.vectors.case import codes_of, expanded
from leo_ref.vectors.sharing import LONG, Sharing
from leo_ref.vectors.transcript import names
from leo_ref.vectors.transcripts.recorded import RECORDED
from tests.vectors.made import MODELS, ROOT, VECTORS, complete, file, model

SCHEMAS = ROOT / "conformance" / "schema"


def files() -> Iterator[tuple[str, Any]]:
    """All that is JSON, by their paths."""
    for path in sorted(VECTORS.glob("**/*.json")):
        yield path.relative_to(VECTORS).as_posix(), json.loads(path.read_text(encoding="utf-8"))


def test_the_checkout_has_what_would_be_made_under_any_hash_seed() -> None:
    """It was made under some other."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.vectors.made"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    made = json.loads(said.stdout)
    del made["index.json"], made["metadata.json"]  # only some of the models are made
    stale = [path for path, digest in made.items() if sha256((VECTORS / path).read_bytes()).hexdigest() != digest]
    assert not stale, "./leo vectors"


def test_every_code_is_reached_by_the_vector_that_the_index_names() -> None:
    reaches = file("index.json")["codes"]
    assert reaches.keys() == CODES.keys()
    known = {pair for path in VECTORS.glob("*/*.json") for pair in refusals(json.loads(path.read_text()))}
    assert {(identity, code) for code, identity in reaches.items()} <= known


def test_every_fault_of_a_transcript_is_in_the_vector_that_the_index_names() -> None:
    index = file("index.json")["faults"]
    assert index.keys() == Fault.__members__.keys()
    known = {
        one["id"]: one["answer"]["ok"].get("fault")
        for path in VECTORS.glob("transcripts/*.json")
        for one in json.loads(path.read_text(encoding="utf-8"))["vectors"]
    }
    assert {fault: known[identity] for fault, identity in index.items()} == {fault: fault for fault in index}


def test_the_runs_that_are_to_be_recorded_are_there() -> None:
    assert set(names()) == set(RECORDED)


def refusals(found: Any) -> list[tuple[str, str]]:
    """The id and codes of each refusal in a file, by the rules of conformance/README.md."""
    if found["kind"] == "cases":
        return [(one["id"], code) for one in found["vectors"] for code in codes_of(one["answer"])]
    if found["kind"] == "model":
        return [
            (
                f"models/{found['model']}/{found['actions'][action][0]}@{found['states'][source][0]}",
                found["classes"][of][1],
            )
            for source, action, of in found["refusals"]
        ]
    return []


def schema_of(path: str) -> Any:
    top = {"index.json": "index", "metadata.json": "metadata"}
    name = top.get(path) or ("model" if path.startswith("models/") else "cases")
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(path.name.partition(".")[0] for path in SCHEMAS.glob("*.schema.json")))
def test_a_schema_is_one(name: str) -> None:
    meta.validate(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def test_what_is_made_is_as_its_schema_has_it() -> None:
    for path, found in (*files(), ("models/whole.json", complete("MCElection"))):
        Draft202012Validator(schema_of(path)).validate(found)


def test_ids_are_unique() -> None:
    ids = [one["id"] for _, found in files() if found["kind"] == "cases" for one in found["vectors"]]
    assert len(ids) == len(set(ids)) > 300
    for name in MODELS:
        found = complete(name)
        states = [row[0] for row in found["states"]]
        assert len(states) == len(set(states)) == found["graph"]["states"]


def test_git_has_less_than_ten_megabytes_and_six_of_transcripts() -> None:
    assert sum(path.stat().st_size for path in VECTORS.glob("**/*.json")) < 10_000_000
    assert sum(path.stat().st_size for path in VECTORS.glob("**/*.gz")) < 6_000_000


@pytest.mark.parametrize("name", MODELS)
def test_paths_cover_all_edges_and_refusals(name: str) -> None:
    for found in (complete(name), file(f"models/{name}.json")):
        edges = {tuple(row[:3]) for row in found["edges"]}
        refused = {(source, action, found["classes"][of][1]) for source, action, of in found["refusals"]}
        for start, turns in found["paths"]:
            at = start
            for action, result in zip(turns[::2], turns[1::2], strict=True):
                if isinstance(result, int):
                    edges.discard((at, action, result))
                    at = result
                else:
                    refused.discard((at, action, result))
        assert (edges, refused) == (set(), set())


@pytest.mark.parametrize("name", MODELS)
def test_a_choice_has_every_class_of_the_whole(name: str) -> None:
    whole, chosen = complete(name), file(f"models/{name}.json")
    assert whole["complete"] == {"edges": True, "refusals": True}
    assert len(whole["edges"]) == whole["graph"]["edges"]
    assert len(whole["refusals"]) == whole["graph"]["refusals"]
    assert classes(whole) == classes(chosen)


def classes(found: Any) -> set[tuple[str, str, str]]:
    rows = [(row[1], row[-1]) for row in (*found["edges"], *found["refusals"])]
    named = set()
    for action, of in rows:
        before, result, _ = found["classes"][of]
        after = result if isinstance(result, str) else found["standings"][result]
        named.add((found["actions"][action][0], found["standings"][before], after))
    return named


@pytest.mark.parametrize("name", sorted(path.stem for path in VECTORS.glob("models/*.json")))
def test_constants_are_read_back(name: str) -> None:
    _, _, constants = model(name)
    assert read_constants(constants_value(constants)) == constants
    assert constants_value(constants) == from_json(file(f"models/{name}.json")["constants"])


def test_what_stands_for_much_is_written_out() -> None:
    shared: dict[str, JsonValue] = {"a": {"b": 1}, "c": [{"$shared": "a"}, 2]}
    many: JsonValue = {"$repeat": "ff", "times": 2}
    other: JsonValue = {"$changed": {"$shared": "a"}, "by": {"c": {"$octets": {"d": [2], "a": None}}}}
    assert expanded(other, shared) == {"b": 1, "c": b'{"a":null,"d":[2]}'.hex()}
    assert expanded({"x": [{"$shared": "c"}], "y": many, "z": {"$joined": ["00", many, "11"]}}, shared) == {
        "x": [[{"b": 1}, 2]],
        "y": "ffff",
        "z": "00ffff11",
    }


LONG_TEXT = "long " * LONG


@pytest.mark.parametrize(
    ("named", "values", "names"),
    [
        ({}, [{"a": LONG_TEXT}, {"b": LONG_TEXT}], 1),
        ({}, [{"a": LONG_TEXT}, {"a": LONG_TEXT}], 1),
        ({}, [[{"a": LONG_TEXT, "b": LONG_TEXT}]], 1),
        ({}, [{"a": LONG_TEXT}], 0),
        ({}, [{"a": "short"}, {"a": "short"}], 0),
        ({"mine": {"a": LONG_TEXT}}, [{"a": LONG_TEXT}, LONG_TEXT], 1),
        ({"mine": LONG_TEXT}, [{"a": LONG_TEXT}], 0),
        ({}, [{"$repeat": LONG_TEXT, "times": 2}, LONG_TEXT], 0),
        ({}, [{"$joined": [LONG_TEXT, LONG_TEXT]}], 0),
        ({}, [{"$transcript": "x", "entries": [[0, 1, [LONG_TEXT]], [1, 2, [LONG_TEXT]]], "octets": []}], 1),
    ],
)
def test_what_is_long_and_said_again_is_written_once(
    named: dict[str, JsonValue], values: list[JsonValue], names: int
) -> None:
    sharing = Sharing(named, values)
    written = [sharing.written(value) for value in values]
    assert sharing.shared.keys() >= named.keys()
    assert len(sharing.shared) == len(named) + names
    for value, text in zip(values, written, strict=True):
        if not (isinstance(value, dict) and any(name.startswith("$") for name in value)):
            assert expanded(text, sharing.shared) == value
    assert (
        canonical(written).count(LONG_TEXT.encode()) + canonical(sharing.shared).count(LONG_TEXT.encode())
        == (2 if any("$repeat" in value or "$joined" in value for value in values if isinstance(value, dict)) else 1)
        or not names
    )


def test_an_environment_s_refusal_is_no_vector() -> None:
    for path in VECTORS.glob("models/*.json"):
        assert {code for _, code in refusals(json.loads(path.read_text(encoding="utf-8")))} <= CODES.keys()


def test_the_oracle_answers_every_case_as_it_is_written() -> None:
    family = file("rules/elect.json")
    case = family["vectors"][2]
    assert answer(Session(), expanded(case["request"], family["shared"]))[1] == case["answer"]
