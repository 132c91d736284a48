"""The commands of docs/conformance.md on releases and statements, typed one after the other as they stand there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conformance.engine.hello import KIT_VERSION
from conformance.engine.releases.archive import Archive
from conformance.engine.statements.envelope import PAYLOAD_TYPE
from leo_ref.oracle import hello
from tests.vectors.made import ROOT

PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")


def commands(heading: str) -> list[str]:
    """What is typed in a section."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\$ (.*)$", section, re.M)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where ``./leo`` is this checkout's, and ``./my-node`` is the reference."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from leo_ref.cli import main; main()"
    for name, words in (("leo", ""), ("my-node", "oracle")):
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\n[ "$1" = --oracle ] && shift\nexec {sys.executable} -c "{start}" {words} "$@"\n')
        path.chmod(0o755)
    (tmp_path / "conformance").symlink_to(ROOT / "conformance")
    return tmp_path


def typed(folder: Path, command: str) -> str:
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_commands_on_releases_do_what_is_said(folder: Path) -> None:
    for command in commands("Releases"):
        said = typed(folder, command)
    assert "for your results:\n  passed, and nothing of it changed: 46\n" in said
    found = Archive(folder / "leo-vectors.tar.gz")
    assert found.manifest["vectors"] == json.loads((folder / "mine.json").read_text())["vectors"]["sha256"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl missing; sudo apt-get install -y openssl")
def test_the_commands_on_statements_do_what_is_said(folder: Path) -> None:
    for command in commands("Statements"):
        said = typed(folder, command)
    assert said.startswith("PASSED: leo-ref ")
    assert json.loads((folder / "mine.dsse.json").read_text())["payloadType"] == PAYLOAD_TYPE


def test_every_error_of_archives_and_statements_is_on_the_page() -> None:
    for prefix, call in (("archive", r'_refuse\(path, "([a-z]+)"'), ("statement", r'refuse\("([a-z]+)"')):
        sources = [path.read_text(encoding="utf-8") for path in (ROOT / "conformance" / "engine").glob("*/*.py")]
        named = {f"{prefix}-{name}" for text in sources for name in re.findall(call, text)}
        assert len(named) > 6
        assert named - set(re.findall(rf"`({prefix}-[a-z]+)`", PAGE)) == set()


def test_kit_and_reference_say_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    told = hello()["implementation"]
    assert isinstance(told, dict)
    assert (told["version"], KIT_VERSION) == (version, version)
