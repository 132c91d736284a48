"""``leo oracle`` over lines: good requests, and every way to ask badly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle import Session, answer, answer_line, hello
from leo_ref.oracle.fault import RequestFault
from leo_ref.oracle.serve import HANDLERS
from leo_ref.vectors.case import expanded
from leo_ref.vectors.levels import LEVELS
from tests.vectors.made import file

LEO = str(Path(sys.executable).with_name("leo"))
ELECTION = file("models/MCElection.json")
SETTING = {"request": "model", "model": "MCElection", "constants": ELECTION["constants"]}
WITH_MODEL, _ = answer(Session(), SETTING)


def state(number: int) -> dict[str, Any]:  # the values of a model's variables
    row = ELECTION["states"][number]
    values = {name: ELECTION["values"][name][row[index]] for index, name in enumerate(ELECTION["variables"], 1)}
    return {name: expanded(value, ELECTION["shared"]) for name, value in values.items()}


SENSELESS: list[dict[str, Any]] = [
    *({"request": "digest", "domain": domain, "value": 1} for domain in ("\u00e9", "a\0b", "\0", "\ud800")),
    *({"request": "digest", "domain": "d", "value": value} for value in (2**53, -(2**53), "\ud800", [{"\udc00": 1}])),
    *(
        {"request": "tpm_policy", "hash": "sha256", "steps": [{"command": "or", "branches": ["00" * 32] * count}]}
        for count in (0, 1, 9)
    ),
    {"request": "elect", "group": {}},
]
"""What has the right form and no sense: the rule that takes it would trust its caller."""


WRONG: tuple[JsonValue, ...] = (None, False, 1, "high", [], {"#set": [1]}, {"#map": []})
"""None of them is what a variable of a model holds."""


def step(**changes: Any) -> dict[str, Any]:  # a request, well or badly made
    start = ELECTION["initial"][0]
    whole = {"request": "step", "model": "MCElection", "state": state(start), "action": "Post", "arguments": []}
    return whole | changes


def fault(request: JsonValue) -> str:
    said = answer(WITH_MODEL, request)[1]
    assert said.keys() == {"error"}, said
    found = said["error"]
    assert isinstance(found, dict)
    return str(found["code"])


def test_lines_in_lines_out() -> None:
    asked = b'{"id":5,"request":"digest","domain":"d","value":{}}\n{\n{"id":6,"request":"elect","group":{}}\n'
    done = subprocess.run([LEO, "oracle"], input=asked, capture_output=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sorted(one) for one in said] == [["id", "ok"], ["error", "id"], ["error", "id"]]
    assert [one["id"] for one in said] == [5, 0, 6]
    assert done.stderr == b""


def test_a_batch_is_answered_in_one_line_with_the_ids_and_the_session_goes_on() -> None:
    asked = json.dumps([{"id": 3, **SETTING}, {"id": 9, **step()}, {"id": 9, "request": "drink"}]).encode()
    said = json.loads(answer_line(Session(), asked)[1])
    assert [one["id"] for one in said] == [3, 9, 9]
    assert [sorted({*one} - {"id"}) for one in said] == [["ok"], ["ok"], ["error"]]


@pytest.mark.parametrize("line", [b"[]", b"1", b"{}", b'{"id":true,"request":"elect","group":{}}', b'{"id":"1"}'])
def test_what_has_no_id_is_answered_with_0(line: bytes) -> None:
    said = json.loads(answer_line(Session(), line)[1])
    assert said["id"] == 0
    assert "error" in said


def test_octets_are_read_from_a_file_where_the_caller_reads_files(tmp_path: Path) -> None:
    place = tmp_path / "octets"
    place.write_bytes(b'{"a":1}')
    asked = json.dumps({"id": 1, "request": "decode", "type": "value", "octets": {"$file": str(place)}}).encode()
    read = json.loads(answer_line(Session(), asked, lambda path: Path(path).read_bytes())[1])
    assert read == {"id": 1, "ok": {"value": {"a": 1}}}
    for wrong in (
        answer_line(Session(), asked),
        answer_line(Session(), asked, lambda _: Path("/nowhere").read_bytes()),
    ):
        assert json.loads(wrong[1])["error"]["code"] == RequestFault.WRONG_FIELD.name


def test_hello_is_answered_in_the_version_that_is_spoken_here() -> None:
    asked: dict[str, Any] = {"request": "hello", "protocol": 1, "vectors": {"version": 1, "sha256": "00" * 32}}
    assert answer(Session(), asked)[1] == {"ok": hello()}
    assert hello()["levels"] == [*LEVELS]
    for wrong in (2, True, "1"):
        assert fault(asked | {"protocol": wrong}) == RequestFault.WRONG_FIELD.name


def test_nothing_asked_nothing_said() -> None:
    done = subprocess.run([LEO, "oracle"], input=b"", capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_step_is_taken() -> None:
    said = answer(WITH_MODEL, step())[1]
    assert "ok" in said
    assert answer(WITH_MODEL, step(action="Elect", arguments=["n1"]))[1] == {"refused": {"code": "NO_SUCH_JOB"}}


def test_a_refusal_on_a_path_leaves_the_state() -> None:
    start = state(ELECTION["initial"][0])
    actions: JsonValue = [["Elect", ["n1"]], ["Post", []]]
    asked: JsonValue = {"request": "path", "model": "MCElection", "start": start, "actions": actions}
    said = answer(WITH_MODEL, asked)[1]["ok"]
    assert isinstance(said, list)
    assert said == [{"refused": {"code": "NO_SUCH_JOB"}}, answer(WITH_MODEL, step())[1]]


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (None, RequestFault.NOT_AN_OBJECT),
        ([], RequestFault.NOT_AN_OBJECT),
        ({}, RequestFault.UNKNOWN_REQUEST),
        ({"request": "drink"}, RequestFault.UNKNOWN_REQUEST),
        ({"request": ["step"]}, RequestFault.UNKNOWN_REQUEST),
        ({"request": "digest", "domain": "d"}, RequestFault.MISSING_FIELD),
        ({"request": "digest", "domain": "d", "value": 1, "more": 1}, RequestFault.UNKNOWN_FIELD),
        ({"request": "digest", "domain": 1, "value": 1}, RequestFault.WRONG_FIELD),
        *((request, RequestFault.WRONG_FIELD) for request in SENSELESS),
        ({"request": "decode", "type": "song", "octets": ""}, RequestFault.WRONG_FIELD),
        ({"request": "decode", "type": "value", "octets": "0"}, RequestFault.WRONG_FIELD),
        ({"request": "decode", "type": "value", "octets": "AA"}, RequestFault.WRONG_FIELD),
        ({"request": "sortition", "beta": "00", "weight": "1", "total": "1", "tau": 1}, RequestFault.WRONG_FIELD),
        ({"request": "sortition", "beta": "00" * 64, "weight": "2", "total": "1", "tau": 1}, RequestFault.WRONG_FIELD),
        ({"request": "sortition", "beta": "00" * 64, "weight": "0", "total": "0", "tau": 1}, RequestFault.WRONG_FIELD),
        ({"request": "sortition", "beta": "00" * 64, "weight": "0", "total": "1", "tau": 0}, RequestFault.WRONG_FIELD),
        (
            {"request": "sortition", "beta": "00" * 64, "weight": "200002", "total": "200004", "tau": 100_002},
            RequestFault.WRONG_FIELD,
        ),
        ({"request": "vrf_transcript", "suite": "TAI", "seed": "00", "alpha": ""}, RequestFault.WRONG_FIELD),
        ({"request": "model", "model": "m", "constants": {}}, RequestFault.BAD_CONSTANTS),
        ({"request": "model", "model": "m", "constants": {"#set": 1}}, RequestFault.WRONG_FIELD),
        (step(model="other"), RequestFault.UNKNOWN_MODEL),
        (step(state=[]), RequestFault.BAD_STATE),
        (step(state={}), RequestFault.BAD_STATE),
        (step(state=state(0) | {"height": "high"}), RequestFault.BAD_STATE),
        (step(state=state(0) | {"balance": {"stranger": 1}}), RequestFault.BAD_STATE),
        (step(action="Steal"), RequestFault.UNKNOWN_ACTION),
        (step(action="Elect", arguments=["n9"]), RequestFault.UNKNOWN_ACTION),
        (step(arguments=["n1"]), RequestFault.UNKNOWN_ACTION),
        (step(arguments={}), RequestFault.UNKNOWN_ACTION),
    ],
)
def test_a_bad_request_is_a_named_fault(request_: JsonValue, named: RequestFault) -> None:
    assert fault(request_) == named.name


def test_a_state_that_contradicts_itself_is_a_named_fault() -> None:
    family = file("ledger/task.json")
    case = next(one for one in family["vectors"] if one["id"] == "ledger/task/apply")
    request: Any = expanded(case["request"], family["shared"])  # JSON
    request["state"]["nodes"] = {}
    assert fault(request) == RequestFault.BAD_STATE.name


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{", b"\xff", b"1.5", b"NaN", b"[" * 100_000, b"9" * 5000, b'{"request":"step"} {}'),
        b'{"id":1,"id":1,"request":"elect","group":{}}',
        '{"id":1,"request":"elect","group":{}}'.encode("utf-16"),
    ],
)
def test_a_line_that_is_no_request(line: bytes) -> None:
    session, said = answer_line(WITH_MODEL, line + b"\n")
    assert session is WITH_MODEL
    assert json.loads(said)["error"]["code"] == RequestFault.NOT_JSON.name
    assert said.count(b"\n") == 1


def test_nesting_that_a_reader_bears_and_we_do_not() -> None:
    line = b'{"id":1,"request":"model","model":"m","constants":' + b"[" * 900 + b"]" * 900 + b"}"
    assert json.loads(answer_line(Session(), line)[1]).keys() == {"error", "id"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = (
    *(
        "action",
        "actions",
        "alpha",
        "arguments",
        "beta",
        "block",
        "constants",
        "credit",
        "domain",
        "group",
        "job",
        "key",
    ),
    *("model", "nodes", "octets", "outcome", "parameters", "proof", "round", "seed", "start", "state", "suite", "tau"),
    *("total", "type", "value", "weight"),
)


@given(
    st.sampled_from(["hello", "model", "step", "path", "transcript", *HANDLERS]),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6),
)
def test_no_request_raises(name: str, fields: dict[str, JsonValue]) -> None:
    said = answer(WITH_MODEL, {**fields, "request": name})[1]
    assert len(said) == 1
    assert said.keys() <= {"ok", "refused", "error"}


@pytest.mark.parametrize("value", [1.5, b"octets", {1: 2}, [1.0], float("nan")])
def test_a_value_that_is_no_json_of_ours_is_a_named_fault(value: Any) -> None:
    assert fault({"request": "digest", "domain": "d", "value": value}) == RequestFault.WRONG_FIELD.name


def test_without_assertions_the_same_is_said() -> None:
    """``python -O`` takes assertions out, and no answer may hang on one."""
    states: list[dict[str, Any]] = [
        step(state=state(0) | {variable: value}) for variable in ELECTION["variables"] for value in WRONG
    ]
    models: list[dict[str, Any]] = [
        SETTING | {"constants": {**SETTING["constants"], name: False}} for name in SETTING["constants"]
    ]
    asked = [SETTING, *SENSELESS, step(), *states, *models]
    lines = b"".join(json.dumps({"id": 1, **one}).encode("ascii") + b"\n" for one in asked)
    answers = []
    for options in ([], ["-O"]):
        oracle = [sys.executable, *options, "-c", "from leo_ref.cli import main; main()", "oracle"]
        done = subprocess.run(oracle, input=lines, capture_output=True, check=True)
        answers.append([json.loads(line) for line in done.stdout.splitlines()])
    assert len(answers[0]) == len(asked)
    assert not [one for one in answers[0] if "Assertion" in json.dumps(one)]
    assert answers[0] == answers[1]


@given(st.sampled_from(ELECTION["variables"]), json_values)
def test_no_state_raises(variable: str, value: JsonValue) -> None:
    said = answer(WITH_MODEL, step(state=state(0) | {variable: value}))[1]
    assert said.keys() <= {"ok", "refused", "error"}
