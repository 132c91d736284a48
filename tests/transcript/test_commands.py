"""``leo demo --record`` and ``leo verify``: from the command line to the exit code."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from leo_ref.cli.entry import leo
from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.cli.transcripts import lines_of
from leo_ref.transcript.reader import LINE_MOST
from leo_ref.vectors.transcript import compressed, path_of

ROOT = Path(__file__).parents[2]


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
    assert report["shown"]["pass"] >= 9  # each monitor has an answer, some have it twice
    assert sorted(report["outcomes"].values()) == ["ADMITTED", "DONE"]
    assert "The transcript holds." in said("verify", str(story)).stdout


def test_what_is_wrong_is_said_with_its_line(story: Path, tmp_path: Path) -> None:
    lines = story.read_bytes().splitlines(keepends=True)
    at = next(number for number in range(700, len(lines)) if b'"delivered"' in lines[number])
    lines[at] = lines[at].replace(b'"delivered"', b'"lost"', 1)
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(b"".join(lines))
    result = said("verify", "--json", str(wrong))
    assert result.return_value == 1
    assert json.loads(result.stdout)["line"] in (at, at + 1)
    wrong.write_bytes(b"".join(lines[:600]))
    assert json.loads(said("verify", "--json", str(wrong)).stdout)["fault"] == "ENDS_EARLY"


@pytest.mark.parametrize("arguments", [["verify", "{}/nothing"], ["verify", "{}"], ["demo", "--record", "{}/no/file"]])
def test_a_file_that_is_none_is_named(arguments: list[str], tmp_path: Path) -> None:
    result = said(*(argument.format(tmp_path) for argument in arguments))
    assert isinstance(result.exception, CommandFailure)
    assert result.exception.exit_code == USAGE


def test_tlc_takes_the_story(story: Path) -> None:
    result = said("check", "--json", "--trace", str(story))
    assert result.return_value == 0
    verdict = json.loads(result.stdout)
    assert verdict["ok"]
    assert verdict["steps"] > 200
    assert verdict["unbound"] == []


@pytest.mark.parametrize("name", ["honest", "executor-reboots"])
def test_what_was_recorded_on_real_parts_holds_and_is_a_behaviour_of_leo(name: str) -> None:
    verified = said("verify", "--json", str(path_of(name)))
    assert json.loads(verified.stdout)["evidence"] == "tpm"
    checked = said("check", "--json", "--trace", str(path_of(name)))
    assert checked.return_value == 0
    assert len(json.loads(checked.stdout)["unbound"]) == (name != "honest")


@pytest.mark.parametrize("packed", [False, True])
def test_a_transcript_may_come_through_a_pipe(story: Path, packed: bool) -> None:
    octets = story.read_bytes()
    command = (sys.executable, "-c", "from leo_ref.cli import main; main()", "verify", "--json", "/dev/stdin")
    done = subprocess.run(
        command, input=gzip.compress(octets) if packed else octets, capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lines"] == len(octets.splitlines())


def test_a_compressed_transcript_is_read_as_it_is(story: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(compressed(story.read_bytes()))
    assert said("verify", "--json", str(packed)).stdout == said("verify", "--json", str(story)).stdout
    assert compressed(story.read_bytes()) == packed.read_bytes()


def cut(octets: bytes) -> bytes:
    return octets[: len(octets) // 2]


def header_cut(octets: bytes) -> bytes:
    return octets[:5]


def flipped(octets: bytes) -> bytes:
    return octets[:20] + bytes([octets[20] ^ 255]) + octets[21:]


def other_sum(octets: bytes) -> bytes:
    return octets[:-8] + bytes(4) + octets[-4:]


def trailing(octets: bytes) -> bytes:
    return octets + b"{}"


@pytest.mark.parametrize("damage", [cut, header_cut, flipped, other_sum, trailing])
@pytest.mark.parametrize("command", [["verify"], ["check", "--trace"]])
def test_damaged_gzip_is_named(
    command: list[str], damage: Callable[[bytes], bytes], small: list[bytes], tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(damage(compressed(b"".join(small))))
    result = said(*command, str(damaged))
    assert isinstance(result.exception, CommandFailure)
    assert (result.exception.name, result.exception.exit_code) == ("transcript-damaged", USAGE)


def test_a_line_without_end_is_not_decompressed(tmp_path: Path) -> None:
    """16 MiB of one line, which hardly get shorter: what shows that it is too long is read, and no more."""
    endless = tmp_path / "endless.gz"
    endless.write_bytes(compressed(Random("no line").randbytes(2**24).replace(b"\n", b"\r")))
    read = list[int]()
    lines = lines_of(endless, read.append)
    assert len(next(lines)) == LINE_MOST + 2
    assert sum(read) < endless.stat().st_size / 2
    assert json.loads(said("verify", "--json", str(endless)).stdout)["fault"] == "LINE_TOO_LONG"


def test_a_transcript_that_is_wrong_is_no_trace(story: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(story.read_bytes()[:5000])
    result = said("check", "--json", "--trace", str(cut))
    assert result.return_value == 1
    assert json.loads(result.stdout)["fault"] == "ENDS_EARLY"


def test_a_trace_beside_models_is_refused(story: Path) -> None:
    result = said("check", "--trace", str(story), "MCMarket")
    assert isinstance(result.exception, CommandFailure)
    assert result.exception.name == "one-at-a-time"
