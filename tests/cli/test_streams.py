"""Standard input, output and error of any kind: what is said gets through, or the stream is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = f'"{sys.executable}" -c "from leo_ref.cli import main; main()"'


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line of the shell in which $LEO is the command."""
    return subprocess.run(
        ["sh", "-c", line.replace("$LEO", PYTHON)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to draw from."""
    path = tmp_path_factory.mktemp("snapshot") / "snapshot.json"
    assert shell(f"$LEO draw --example >'{path}'").returncode == 0
    return path


ENCODINGS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("environment", ENCODINGS, ids=["ascii", "latin-1", "locale"])
def test_characters_that_a_terminal_lacks_are_replaced(
    snapshot: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    out = tmp_path / "grö\u2014ß"  # in an error, too
    commands = [
        (f"$LEO draw '{snapshot}' --explain", 0),
        (f"$LEO demo --software --out '{tmp_path}'", 0),
        (f"$LEO draw '{out}'", 2),
        ("$LEO draw --nosuch-\u2014", 2),
    ]
    for line, code in commands:
        done = shell(line, **environment)
        assert done.returncode == code, (line, done.stderr)
        assert b"internal-fault" not in done.stderr
    output = shell(commands[0][0], **environment).stdout
    assert b"Executor (\xa7" in output or b"Executor (?" in output


def test_characters_that_it_has_are_not(snapshot: Path) -> None:
    assert "Executor (§7)".encode() in shell(f"$LEO draw '{snapshot}'", PYTHONIOENCODING="utf-8").stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
@pytest.mark.parametrize("command", ["check --list", "oracle"])
def test_a_closed_stream_is_named(command: str, closed: str) -> None:
    done = shell(f"$LEO {command} {closed}")
    assert done.returncode == 1
    which, device = ("input", "</dev/null") if "<" in closed else ("output", ">/dev/null")
    assert done.stderr.decode() == (
        f"leo: stream-closed: standard {which} is closed\n  remedy: open it, be it with {device}\n"
    )


def test_without_standard_error_the_rest_goes_on() -> None:
    assert shell("$LEO draw --nosuch 2>&-").returncode == 2
    done = shell("$LEO draw --example 2>&-")
    assert done.returncode == 0
    assert json.loads(done.stdout)


@pytest.mark.parametrize("line", ["$LEO check --list 1</dev/null", "$LEO oracle 0>/dev/null"])
def test_a_stream_that_goes_the_other_way_is_named(line: str) -> None:
    done = shell(line)
    assert done.returncode == 1
    assert done.stderr.startswith(b"leo: stream-unusable: ")


def test_a_full_disk_behind_standard_output_is_named() -> None:
    done = shell("$LEO check --list >/dev/full")
    assert done.returncode == 1
    assert done.stderr.startswith(b"leo: disk-full: ")
