"""Severity and status in a run: warnings are told and fail nothing, what stands no more is not asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.engine.results import read_results
from tests.conformance.small import edit
from tests.conformance.table import FAILED, PASSED, WRONG, kit, program

HALF = "rules/quorum/exactly-half"
WRONG_HALF = """
def changed(request, said):
    return {"ok": True} if request["request"] == "quorum" and said == {"ok": False} else said
"""


@pytest.fixture
def own(vectors: Path, tmp_path: Path) -> Path:
    """Vectors that a test may change; the table of answers is beside them."""
    shutil.copytree(vectors, tmp_path / "own" / "few")
    shutil.copy(vectors.parent / "table", tmp_path / "own" / "table")
    return tmp_path / "own" / "few"


def say(own: Path, **parts: Any) -> None:  # what the schema has
    """Change the metadata."""
    edit(own / "metadata.json", lambda file: [file[part].update(said) for part, said in parts.items()])


def test_a_failure_of_what_should_be_is_a_warning_and_told_apart(own: Path, tmp_path: Path) -> None:
    command = program(own, tmp_path, WRONG_HALF)
    assert kit(own, "--level", "rules", *command).returncode == FAILED
    say(own, files={"rules/quorum.json": {"severity": "should", "source": "author"}})
    mine, junit, page = tmp_path / "mine.json", tmp_path / "mine.xml", tmp_path / "mine.html"
    wanted = ("--json", str(mine), "--junit", str(junit), "--html", str(page))
    done = kit(own, "--level", "rules", *wanted, *command)
    assert done.returncode == PASSED, done.stdout
    assert f"warning: {HALF}: half is not more than half; ok" in done.stdout
    assert "again:" not in done.stdout
    found = read_results(mine)
    assert found["failures"] == []
    assert HALF in {one["id"] for one in found["warnings"]}
    assert HALF not in found["passed"]
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "0"
    assert len(suite.findall("testcase/system-out")) == len(found["warnings"])
    assert "warned</td>" in page.read_text(encoding="utf-8")


def test_one_vector_can_be_otherwise_than_its_file(own: Path, tmp_path: Path) -> None:
    say(own, vectors={HALF: {"severity": "should"}})
    done = kit(own, "--id", HALF, "--id", "rules/elect/alone", *program(own, tmp_path, WRONG_HALF))
    assert done.returncode == PASSED, done.stdout
    done = kit(own, "--level", "rules", *program(own, tmp_path, WRONG_HALF))
    assert done.returncode == FAILED, "others of the file still bind"


def test_what_is_in_dispute_is_asked_and_reported_and_fails_nobody(own: Path, tmp_path: Path) -> None:
    say(own, statuses={HALF: {"status": "disputed", "reason": "half may be enough"}})
    one = ("--id", HALF, "--id", "rules/elect/alone", "--json", "-")
    done = kit(own, *one, *program(own, tmp_path, WRONG_HALF))
    assert done.returncode == PASSED, done.stderr
    (warning,) = json.loads(done.stdout)["warnings"]
    assert (warning["id"], warning["verdict"]) == (HALF, "disputed")
    assert "half may be enough" in warning["why"]
    assert HALF in json.loads(kit(own, *one, *program(own, tmp_path)).stdout)["passed"]


@pytest.mark.parametrize(
    "said",
    [
        {"status": "withdrawn", "reason": "it was wrong"},
        {"status": "superseded", "reason": "another is better", "by": ["rules/elect/alone"]},
    ],
)
def test_what_stands_no_more_is_not_asked(own: Path, tmp_path: Path, said: Any) -> None:
    say(own, statuses={HALF: said})
    body = 'def changed(request, said): return {"ok": True} if request["request"] == "quorum" else said'
    done = kit(own, "--id", HALF, "--id", "rules/elect/alone", "--json", "-", *program(own, tmp_path, body))
    assert done.returncode == PASSED, done.stderr
    found = json.loads(done.stdout)
    assert found["not_asked"] == {f"{said['status']}: {said['reason']}": 1}
    assert found["passed"] == ["rules/elect/alone"]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"vectors": {"rules/elect/nobody": {"severity": "should"}}}, "rules/elect/nobody, which is not there"),
        ({"statuses": {"rules/elect/nobody": {"status": "disputed", "reason": "x"}}}, "it disputes rules/elect/nobody"),
        ({"files": {"rules/nothing.json": {"severity": "must", "source": "author"}}}, "the file rules/nothing.json"),
        ({"files": {"rules/elect.json": {"severity": "may", "source": "author"}}}, "schema/metadata.schema.json"),
        ({"statuses": {HALF: {"status": "withdrawn", "reason": ""}}}, "schema/metadata.schema.json"),
    ],
)
def test_metadata_that_is_wrong_is_one_error(own: Path, parts: Any, says: str) -> None:
    say(own, **parts)
    done = kit(own)
    assert done.returncode == WRONG
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_metadata_says_something_of_every_file(own: Path) -> None:
    edit(own / "metadata.json", lambda file: file["files"].pop("rules/elect.json"))
    done = kit(own)
    assert done.returncode == WRONG
    assert "says nothing of rules/elect.json" in done.stderr
    (own / "metadata.json").unlink()
    assert "metadata.json cannot be read" in kit(own).stderr
