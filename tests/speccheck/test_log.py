"""Logs of any implementation: the example of the page, what is wrong with others, and what TLC says of a run."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema_rs import Draft202012Validator

from leo_ref.cli.entry import leo
from leo_ref.speccheck.runs.log import check, is_log, read
from leo_ref.speccheck.runs.logfault import BadLog, LogFault
from leo_ref.speccheck.tlc.java import Jar
from tests.speccheck.example_log import PAGE, SCHEMA, example, octets, written

LAST = 11
"""The line of the example's last step."""


def with_line(number: int, line: dict[str, Any]) -> list[bytes]:
    """The example with another line; numbers count from 1."""
    lines = example()
    return octets([*lines[: number - 1], line, *lines[number:]])


def with_first(path: tuple[str, ...], value: object) -> list[bytes]:
    """The example with another value in its first line."""
    lines = deepcopy(example())
    there = lines[0]
    for name in path[:-1]:
        there = there[name]
    there[path[-1]] = value
    return octets(lines)


def test_the_schema_is_made_from_what_reads_the_log_and_the_example_is_valid() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == written()
    validator = Draft202012Validator(json.loads(written()))
    assert all(validator.is_valid(line) for line in example())
    assert not validator.is_valid({**example()[1], "more": 1})
    assert not validator.is_valid({"action": "PassTime", "state": {"job": {"t1": {"stage": "LATE"}}}})


def test_the_example_is_a_behaviour(jar: Jar) -> None:
    verdict = check(read(octets(example())), jar)
    assert (verdict.steps, verdict.stopped) == (10, None)


def test_the_command_says_which_conjunct_is_false_and_what_is_allowed(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(with_line(LAST, {"action": "PassTime", "state": {"job": {"t1": {"executor": "n2"}}}})))
    result = CliRunner().invoke(leo, ["check", "--trace", str(file), "--json"], standalone_mode=False)
    assert result.return_value == 1
    stopped = json.loads(result.stdout)["stopped"]
    assert (stopped["line"], stopped["step"], stopped["of"], stopped["states"]) == (11, 10, 10, 2)
    ((module, text),) = [(each["module"], each["text"]) for each in stopped["false"]]
    assert module == "Block"
    assert text.startswith("job' = [t \\in JobIds |->")
    assert stopped["differences"] == [{"part": 'job["t1"]["executor"]', "specification": "n1", "run": "n2"}]
    assert [] in stopped["allowed"]["PassTime"]
    assert f"Block.tla line {stopped['false'][0]['line']}: job'" in PAGE.read_text(encoding="utf-8")


def test_a_step_that_is_refused_shows_the_guard_and_the_reason(jar: Jar) -> None:
    verdict = check(read(with_line(7, {"action": "Apply", "arguments": ["n1", "t1", 1, "ok"]})), jar)
    assert verdict.stopped is not None
    assert (verdict.stopped.line, verdict.stopped.step) == (7, 6)
    (guard,), (arm,) = verdict.stopped.false, verdict.stopped.because
    assert (guard.module, guard.text) == ("Selection", 'ApplyRefusal(n, t, r, proof) = "OK"')
    assert (arm.code, arm.given) == ("ALREADY_APPLIED", 'n = "n1", t = "t1"')
    for each in (guard, arm):
        assert f"{each.module}.tla line {each.line}: {each.text}" in PAGE.read_text(encoding="utf-8")


def test_a_refusal_has_the_code_of_the_specification(jar: Jar) -> None:
    line = {"action": "Apply", "arguments": ["n1", "t1", 1, "ok"], "refused": "NODE_BUSY"}
    stopped = check(read(with_line(7, line)[:7]), jar).stopped
    assert stopped is not None
    assert stopped.because[0].code == "ALREADY_APPLIED"


def test_a_refusal_of_unknown_code_is_none_of_what_is_allowed(jar: Jar) -> None:
    lines = example()[:7]
    lines[5]["refused"], lines[6]["refused"] = True, True
    del lines[5]["state"]
    stopped = check(read(octets(lines)), jar).stopped
    assert stopped is not None
    assert (stopped.step, stopped.because) == (5, ())


def test_whoever_is_named_honest_is_bound_to_the_protocol(jar: Jar) -> None:
    """A node that is not among the byzantine does not accuse without evidence; one of unknown honesty may."""
    accusation = [*running(), {"action": "GiveAccusation", "arguments": ["n2", "pass"]}]
    assert check(read(octets(accusation)), jar).stopped is None
    accusation[0]["start"]["byzantine"] = ["n1", "n3", "alice", "bob"]
    stopped = check(read(octets(accusation)), jar).stopped
    assert stopped is not None
    assert (stopped.step, stopped.because[0].code) == (len(accusation) - 1, "NOT_HONEST")


def running() -> list[dict[str, Any]]:
    """The example until its task runs, a step a line and nothing known of the states."""
    moves = [(line["action"], line.get("arguments", [])) for line in example()[1:]]
    moves[6] = ("Apply", ["n2", "t1", 1, "ok"])
    moves += [("GiveShow", ["pass"]), *[("PassTime", [])] * 4, ("GiveApproval", ["n2"]), ("GiveApproval", ["n3"])]
    moves += [*[("PassTime", [])] * 4, ("GiveKey", ["task", "right"]), ("GiveKey", ["service", "right"])]
    moves += [("PassTime", [])] * 4
    steps = [
        {"action": name, "arguments": arguments} for name, arguments in moves if arguments != ["n1", "t1", 1, "ok"]
    ]
    return [example()[0], *steps[:4], {"action": "Apply", "arguments": ["n1", "t1", 1, "ok"]}, *steps[4:]]


WRONG: dict[str, tuple[list[bytes], int, LogFault]] = {
    "no line": ([], 1, LogFault.EMPTY),
    "no JSON": ([b"{\n"], 1, LogFault.NOT_JSON),
    "octets": ([b"\xff\n"], 1, LogFault.NOT_JSON),
    "deep": ([b"[" * 100_000], 1, LogFault.NOT_JSON),
    "twice": ([b'{"format":"leo-log","format":"leo-log"}'], 1, LogFault.NOT_JSON),
    "an array": ([b"[]"], 1, LogFault.WRONG_TYPE),
    "another format": (with_first(("format",), "other"), 1, LogFault.UNKNOWN_NAME),
    "another version": (with_first(("version",), 2), 1, LogFault.OUT_OF_RANGE),
    "no constants": (octets([{"format": "leo-log", "version": 1}]), 1, LogFault.WRONG_MEMBERS),
    "no task": (with_first(("constants", "tasks"), {}), 1, LogFault.NO_TASK),
    "a service of nobody": (with_first(("constants", "services", "s1", "owner"), "eve"), 1, LogFault.UNKNOWN_NAME),
    "an amount too large": (
        with_first(("constants", "tasks", "t1", "payment"), 2**31),
        1,
        LogFault.OUT_OF_RANGE,
    ),
    "a default too large": (
        with_first(("constants", "parameters"), {}),
        1,
        LogFault.OUT_OF_RANGE,
    ),
    "credit too large": (with_first(("constants", "parameters", "total_credit"), 32_768), 1, LogFault.OUT_OF_RANGE),
    "a window too short": (with_first(("constants", "parameters", "apply_window"), 1), 1, LogFault.OUT_OF_RANGE),
    "one name for two": (with_first(("constants", "owners"), ["alice", "bob", "n1"]), 1, LogFault.UNKNOWN_NAME),
    "a name that ends a module": (
        with_first(("constants", "owners"), ["alice", "bob", "n\n===="]),
        1,
        LogFault.WRONG_TYPE,
    ),
    "a name without a letter": (with_first(("constants", "owners"), ["alice", "bob", ""]), 1, LogFault.WRONG_TYPE),
    "a name in other letters": (with_first(("constants", "owners"), ["alice", "bob", "é"]), 1, LogFault.WRONG_TYPE),
    "a float": (with_first(("start", "balance", "alice"), 1.5), 1, LogFault.WRONG_TYPE),
    "true for a number": (with_first(("start", "balance", "alice"), True), 1, LogFault.WRONG_TYPE),
    "no action": (with_line(3, {"state": {}}), 3, LogFault.WRONG_MEMBERS),
    "an unknown action": (with_line(3, {"action": "Post"}), 3, LogFault.UNKNOWN_NAME),
    "too few arguments": (with_line(3, {"action": "PostTask"}), 3, LogFault.WRONG_MEMBERS),
    "an unknown argument": (with_line(3, {"action": "PostTask", "arguments": ["t2"]}), 3, LogFault.UNKNOWN_NAME),
    "a refusal that is none": (with_line(3, {"action": "PassTime", "refused": 7}), 3, LogFault.WRONG_TYPE),
    "an unknown member": (
        with_line(3, {"action": "PassTime", "state": {"job": {"t1": {"price": 1}}}}),
        3,
        LogFault.WRONG_MEMBERS,
    ),
    "an unknown stage": (
        with_line(3, {"action": "PassTime", "state": {"job": {"t1": {"stage": "LATE"}}}}),
        3,
        LogFault.UNKNOWN_NAME,
    ),
}


@pytest.mark.parametrize(("lines", "line", "fault"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_log_is_named_with_its_line(lines: list[bytes], line: int, fault: LogFault) -> None:
    with pytest.raises(BadLog) as found:
        read(lines)
    assert (found.value.line, found.value.fault) == (line, fault)


def test_logs_and_transcripts_are_told_apart() -> None:
    assert is_log(octets(example())[0])
    assert not any(is_log(line) for line in (b"", b"{", b"[]", b'{"kind":"opening"}', b"\xff"))
