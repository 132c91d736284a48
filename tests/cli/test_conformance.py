"""``leo conformance``: from any folder, on any program, with any argument of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ONE = ("-k", "encoding/digests/empty", "-q", "-p", "no:cacheprovider")


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
    """An implementation that gives one answer to everything."""
    path = folder / "my-node"
    path.write_text(f"#!/bin/sh\n[ \"$1\" = --oracle ] || exit 1\nwhile read -r line; do echo '{answer}'; done\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("answer", "exit_code", "says"), [('{"unsupported":"not yet"}', 0, "1 skipped"), ('{"ok":"other"}', 1, "1 failed")]
)
def test_a_program_is_asked_that_stands_where_this_is_typed(
    tmp_path: Path, answer: str, exit_code: int, says: str
) -> None:
    program(tmp_path, answer)
    done = leo(tmp_path, "--implementation", "./my-node --oracle", *ONE)
    assert done.returncode == exit_code, done.stdout + done.stderr
    assert says in done.stdout


def test_without_a_program_the_reference_is_asked(tmp_path: Path) -> None:
    done = leo(tmp_path, *ONE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert not [*tmp_path.iterdir()]


def test_what_pytest_says_of_wrong_arguments_is_passed_on(tmp_path: Path) -> None:
    done = leo(tmp_path, "--nosuch")
    assert done.returncode == 4
    assert "--nosuch" in done.stderr


def test_the_readme_names_the_command_and_no_place_of_the_environment() -> None:
    for name in ("README.md", "conformance/README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "./leo conformance" in text
        assert ".venv" not in text
