"""The conformance suite seen from outside: other programs, damaged vectors. It is run as whoever uses it runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.made import ROOT, VECTORS

LEO = str(Path(sys.executable).with_name("leo"))
USAGE = 4


def suite(*arguments: str) -> subprocess.CompletedProcess[str]:
    """``pytest conformance/`` with arguments, where nothing but pytest is installed."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "conformance", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, body: str) -> str:
    """The command of a program that answers each line with ``answer(request)``."""
    script = folder / "program.py"
    script.write_text(
        f"import json, os, sys, time\n{body}\n"
        "for line in sys.stdin:\n    print(json.dumps(answer(json.loads(line))), flush=True)\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {script}"


def test_the_oracle_passes_as_any_program_does() -> None:
    chosen = "quorum or tickets or MCElection or ledger/join or documents"
    done = suite("--implementation", f"{LEO} oracle", "--values", "-k", chosen)
    assert done.returncode == 0, done.stdout
    assert " skipped" not in done.stdout


def test_a_program_may_not_support_something(tmp_path: Path) -> None:
    command = program(tmp_path, "answer = lambda request: {'unsupported': 'no ' + request['request']}")
    done = suite("--implementation", command, "-k", "quorum or MCElection", "-rs")
    assert done.returncode == 0, done.stdout
    assert "passed" not in done.stdout
    assert "no quorum" in done.stdout
    assert "no model" in done.stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("answer = lambda request: {'ok': True}", "expected"),
        ("answer = lambda request: {'refused': {'code': 'NO_QUORUM'}}", "nothing expected"),
        ("answer = lambda request: os._exit(3)", "ended with 3"),
        ("answer = lambda request: sys.exit('out of ideas')", "out of ideas"),
        ("answer = lambda request: time.sleep(60)", "no answer within 0.5 s"),
        ("answer = lambda request: {'ok': 1, 'refused': {}}", "is no answer"),
        ("answer = lambda request: print('hello') or {'ok': False}", "it said "),
        ("answer = lambda request: print('[]') or {'ok': False}", "it said "),
        ("answer = lambda request: {'error': {'code': 'BAD', 'detail': ''}}", "nothing expected"),
        ("answer = lambda request: {'\\ud800': 1}", "is no answer"),
    ],
    ids=["yes", "no", "crash", "complaint", "sleep", "both", "chatter", "two-lines", "error", "no text"],
)
def test_whatever_is_no_right_answer_is_a_failure(tmp_path: Path, body: str, said: str) -> None:
    command = program(tmp_path, body)
    done = suite("--implementation", command, "--time-limit", "0.5", "-k", "exactly-half")
    assert done.returncode == 1, done.stdout
    assert said in done.stdout
    assert "Traceback" not in done.stdout.replace("complaining: Traceback", "")


def test_a_program_that_is_not_there() -> None:
    done = suite("--implementation", "/nowhere/at-all", "-k", "exactly-half")
    assert done.returncode == 1
    assert "cannot be started" in done.stdout


def test_a_program_that_dies_is_started_anew_and_told_the_model(tmp_path: Path) -> None:
    body = (
        "from leo_ref import oracle\n"
        "session, count = oracle.Session(), 0\n"
        "def answer(request):\n"
        "    global session, count\n"
        "    count += 1\n"
        "    if count == 30:\n        os._exit(1)\n"
        "    session, said = oracle.answer(session, request)\n"
        "    return said\n"
    )
    done = suite("--implementation", program(tmp_path, body), "-k", "test_steps and MCElection-0")
    assert done.returncode == 1
    assert "it ended with 1" in done.stdout
    assert "UNKNOWN_MODEL" not in done.stdout
    assert "models/MCElection" in done.stdout


def test_refusals_carry_values_only_where_asked(tmp_path: Path) -> None:
    body = (
        "from leo_ref import oracle\n"
        "def answer(request):\n"
        "    said = oracle.answer(oracle.Session(), request)[1]\n"
        "    if 'refused' in said:\n        said['refused'].pop('values')\n"
        "    return said\n"
    )
    command = program(tmp_path, body)
    assert suite("--implementation", command, "-k", "not-drawn").returncode == 0
    assert suite("--implementation", command, "-k", "not-drawn", "--values").returncode == 1


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a file and its digest in the index, so that only what it says is wrong."""
    file = json.loads(path.read_text(encoding="utf-8"))
    change(file)
    path.write_text(json.dumps(file), encoding="utf-8")
    if path.name != "index.json":
        index = path.parents[1] / "index.json"
        listed = json.loads(index.read_text(encoding="utf-8"))
        for entry in listed["files"]:
            if path.match(entry["path"]):
                entry["sha256"] = sha256(path.read_bytes()).hexdigest()
        index.write_text(json.dumps(listed), encoding="utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda folder: cut(folder / "rules/elect.json"), "rules/elect.json was cut or changed"),
    "index cut": (lambda folder: cut(folder / "index.json"), "index.json is not JSON"),
    "index missing": (lambda folder: (folder / "index.json").unlink(), "index.json cannot be read"),
    "missing": (lambda folder: (folder / "draw/vrf.json").unlink(), "draw/vrf.json cannot be read"),
    "too many": (lambda folder: (folder / "more.json").touch(), "more.json is not in index.json"),
    "transcript cut": (
        lambda folder: cut(folder / "transcripts/honest.jsonl.gz"),
        "transcripts/honest.jsonl.gz was cut or changed",
    ),
    "transcript missing": (
        lambda folder: (folder / "transcripts/honest.jsonl.gz").unlink(),
        "transcripts/honest.jsonl.gz cannot be read",
    ),
    "transcripts too many": (
        lambda folder: (folder / "transcripts/more.jsonl.gz").touch(),
        "transcripts/more.jsonl.gz is not in index.json",
    ),
    "not octets of text": (lambda folder: (folder / "index.json").write_bytes(b"\xff"), "index.json is not JSON"),
    "not an object": (lambda folder: (folder / "index.json").write_text("[]"), "at $"),
    "version": (
        lambda folder: edit(folder / "rules/elect.json", lambda file: file.update(version=2)),
        "rules/elect.json has the version 2, and only 1 is known",
    ),
    "version of a model": (
        lambda folder: edit(folder / "models/MCElection.json", lambda file: file.update(version="1")),
        "MCElection.json has the version '1'",
    ),
    "field": (
        lambda folder: edit(folder / "rules/elect.json", lambda file: file["vectors"][0].pop("why")),
        "rules/elect.json is not as schema/cases.schema.json has it, at $.vectors[0]",
    ),
    "row": (
        lambda folder: edit(folder / "models/MCElection.json", lambda file: file["edges"][0].append(1)),
        "MCElection.json is not as schema/model.schema.json has it, at $.edges[0]",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_vectors_are_one_clear_error(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "vectors"
    shutil.copytree(VECTORS, folder)
    break_it, said = DAMAGES[damage]
    break_it(folder)
    done = suite("--vectors", str(folder))
    assert done.returncode == USAGE, done.stdout
    assert said in done.stderr
    assert done.stderr.count("ERROR") == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "passed" not in done.stdout


def test_vectors_elsewhere_are_used(tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    shutil.copytree(VECTORS, folder)
    edit(folder / "rules/quorum.json", lambda file: file["vectors"][0]["answer"].update(ok=True))
    done = suite("--vectors", str(folder), "-k", "quorum")
    assert done.returncode == 1
    assert "rules/quorum/exactly-half" in done.stdout
    assert "half is not more than half (§11)" in done.stdout
