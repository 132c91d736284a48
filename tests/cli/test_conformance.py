"""``leo conformance``: from any folder, on any program, by arguments that are the kit's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELLO = {
    "protocol": 1,
    "vectors": 1,
    "implementation": {"name": "my-node", "version": "1", "build": "", "language": "sh"},
    "levels": ["questions"],
    "suites": [],
    "can": {"set_state": False, "batch": 1, "files": False, "intermediate": False},
}
ONE = ("--id", "questions/moments/no-proof")


def leo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, typed in a folder."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from leo_ref.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, "conformance", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def program(folder: Path, answer: str) -> None:
    """An implementation in three lines of a shell, which answers everything alike."""
    path = folder / "my-node"
    path.write_text(
        f"#!/bin/sh\n[ \"$1\" = --oracle ] || exit 1\nread -r line; echo '{json.dumps({'id': 1, 'ok': HELLO})}'\n"
        f"while read -r line; do echo '{answer}'; done\n"
    )
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("answer", "exit_code", "says"),
    [
        ('{"id":2,"ok":1}', 0, "1 passed"),
        ('{"id":2,"ok":0}', 1, "expected 1"),
        ('{"id":2,"ok":true}', 1, "came     true"),
    ],
)
def test_a_program_is_asked_that_stands_where_this_is_typed(
    tmp_path: Path, answer: str, exit_code: int, says: str
) -> None:
    program(tmp_path, answer)
    done = leo(tmp_path, *ONE, "--", "./my-node", "--oracle")
    assert done.returncode == exit_code, done.stdout + done.stderr
    assert says in done.stdout


def test_without_a_program_the_reference_is_asked(tmp_path: Path) -> None:
    done = leo(tmp_path, *ONE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert not [*tmp_path.iterdir()]


def test_its_help_is_the_kit_s(tmp_path: Path) -> None:
    done = leo(tmp_path, "--help")
    assert done.returncode == 0
    assert "--expected FILE" in done.stdout
    assert "3  the run was stopped" in done.stdout


def test_wrong_arguments_are_the_exit_code_of_wrong_arguments(tmp_path: Path) -> None:
    done = leo(tmp_path, "--nosuch")
    assert done.returncode == 2
    assert "--nosuch" in done.stderr


def test_the_readme_names_the_command_and_no_place_of_the_environment() -> None:
    for name in ("README.md", "docs/conformance.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "./leo conformance" in text
        assert ".venv" not in text
