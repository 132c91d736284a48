"""The wheel, unpacked elsewhere with no checkout around it: what it carries is enough for its commands."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import attrs
import pytest

from tests.api.test_api import example

ROOT = Path(__file__).parents[2]
QUESTION = '{"id":1,"request":"digest","domain":"d","value":{}}\n'


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def leo(unpacked: Path, folder: Path, *arguments: str, asked: str = "") -> subprocess.CompletedProcess[str]:
    """The command of the wheel, with the libraries of this environment."""
    return run(unpacked, folder, "from leo_ref.cli import main; main()", *arguments, asked=asked)


def run(
    unpacked: Path, folder: Path, program: str, *arguments: str, asked: str = ""
) -> subprocess.CompletedProcess[str]:
    """A program that imports the wheel, with the libraries of this environment."""
    places = [str(unpacked), str(Path(attrs.__file__).parents[1])]
    start = (
        f"import sys; sys.path[:0] = {places!r}; import leo_ref; assert leo_ref.__file__.startswith({str(unpacked)!r})"
    )
    command = [sys.executable, "-I", "-c", f"{start}\n{program}", *arguments]
    return subprocess.run(command, cwd=folder, input=asked, capture_output=True, text=True, timeout=300, check=False)


def test_the_specification_is_checked(unpacked: Path, tmp_path: Path) -> None:
    done = leo(unpacked, tmp_path, "check", "MCElection", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"]


def test_the_reference_answers(unpacked: Path, tmp_path: Path) -> None:
    done = leo(unpacked, tmp_path, "oracle", asked=QUESTION)
    assert set(json.loads(done.stdout)) == {"id", "ok"}


def test_the_kit_is_in_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    done = leo(unpacked, tmp_path, "conformance", "--level", "questions", "--json", "-")
    assert json.loads(done.stdout)["verdict"] == "passed", done.stderr


def test_a_snapshot_is_drawn_from(unpacked: Path, tmp_path: Path) -> None:
    example = leo(unpacked, tmp_path, "draw", "--example").stdout
    done = leo(unpacked, tmp_path, "draw", "-", "--json", asked=example)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_the_example_of_readme_runs_and_its_types_are_in_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    program, printed = example()
    done = run(unpacked, tmp_path, program)
    assert done.stdout == printed, done.stderr
    assert (unpacked / "leo_ref" / "py.typed").is_file()


def test_the_page_is_in_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    done = leo(unpacked, tmp_path, "testnet", "page", "--out", "page.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.html").read_bytes() == (ROOT / "leo_ref" / "network" / "page" / "leo.html").read_bytes()


def test_what_needs_a_checkout_says_so(unpacked: Path, tmp_path: Path) -> None:
    for command in (("test",), ("fmt",), ("dev", "api")):
        done = leo(unpacked, tmp_path, *command)
        assert done.returncode == 1
        assert done.stderr.startswith("leo: no-checkout: ")
