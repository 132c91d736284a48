"""``leo demo --record`` and ``leo verify``: from the command line to the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leo_ref.cli.entry import leo
from leo_ref.cli.failure import USAGE, Failure


def said(*arguments: str) -> Result:
    return CliRunner().invoke(leo, [*arguments], standalone_mode=False)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The transcript of the story."""
    path = tmp_path_factory.mktemp("story") / "transcript.jsonl"
    assert said("demo", "--json", "--record", str(path)).exit_code == 0
    return path


def test_the_story_verifies(story: Path) -> None:
    result = said("verify", "--json", str(story))
    assert result.return_value == 0
    report = json.loads(result.stdout)
    assert report["ok"]
    assert report["shown"]["pass"] == 6 + 9 * 3
    assert sorted(report["outcomes"].values()) == ["ADMITTED", "DONE"]
    assert "The transcript holds." in said("verify", str(story)).stdout


def test_what_is_wrong_is_said_with_its_line(story: Path, tmp_path: Path) -> None:
    lines = story.read_bytes().splitlines(keepends=True)
    lines[700] = lines[700].replace(b'"delivered"', b'"lost"', 1)
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(b"".join(lines))
    result = said("verify", "--json", str(wrong))
    assert result.return_value == 1
    assert json.loads(result.stdout)["line"] in (700, 701)
    wrong.write_bytes(b"".join(lines[:600]))
    assert json.loads(said("verify", "--json", str(wrong)).stdout)["fault"] == "ENDS_EARLY"


@pytest.mark.parametrize("arguments", [["verify", "{}/nothing"], ["verify", "{}"], ["demo", "--record", "{}/no/file"]])
def test_a_file_that_is_none_is_named(arguments: list[str], tmp_path: Path) -> None:
    result = said(*(argument.format(tmp_path) for argument in arguments))
    assert isinstance(result.exception, Failure)
    assert result.exception.exit_code == USAGE


def test_tlc_takes_the_story(story: Path) -> None:
    result = said("check", "--json", "--trace", str(story))
    assert result.return_value == 0
    verdict = json.loads(result.stdout)
    assert verdict["ok"]
    assert verdict["steps"] > 200
    assert verdict["unbound"] == []


def test_a_transcript_that_is_wrong_is_no_trace(story: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(story.read_bytes()[:5000])
    result = said("check", "--json", "--trace", str(cut))
    assert result.return_value == 1
    assert json.loads(result.stdout)["fault"] == "ENDS_EARLY"


def test_a_trace_beside_models_is_refused(story: Path) -> None:
    result = said("check", "--trace", str(story), "MCMarket")
    assert isinstance(result.exception, Failure)
    assert result.exception.name == "models-and-trace"
