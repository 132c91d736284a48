"""``leo dev``: every tool exists, and gets its arguments as they were typed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from leo_ref.cli import dev
from leo_ref.cli.dev import TOOLS
from tests.vectors.made import ROOT


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_a_module_and_help_lists_it(name: str) -> None:
    assert find_spec(TOOLS[name].module)
    assert f"  {name} " in CliRunner().invoke(dev.command, ["--help"]).output


def test_arguments_are_passed_on_and_the_exit_code_is_the_tool_s(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        ran.append(tuple(command))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    typed = ("releases", "trixie", "--", "test", "--only", "pytest", "--", "tests/adapters/docker")
    code = dev.command.main(typed, standalone_mode=False)
    assert code == 3
    assert ran == [(sys.executable, "-m", "tests.releases", *typed[1:])]


def test_pages_name_no_place_of_the_environment() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "spec").glob("*.md")]
    assert [page.name for page in pages if ".venv" in page.read_text("utf-8")] == []
