"""What ``import leo_ref`` offers: lazily, with types, and as README prints it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import leo_ref
from leo_ref import api
from tests.api.pages import FOLDER, PAGES, PLAIN, written
from tests.cli.base import run
from tests.vectors.made import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def example() -> tuple[str, str]:
    """The program that README prints, and what it says that the program prints."""
    found = re.search(r"^## The Python API\n.*?```python\n(.*?)```\n.*?```text\n(.*?)```\n", README, re.M | re.S)
    assert found, "README has the program and its output"
    return found[1], found[2]


def test_the_example_of_readme_prints_what_readme_says_after_a_base_install() -> None:
    program, printed = example()
    done = run(program)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


def test_the_example_of_readme_passes_strict_type_checks(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(example()[0], encoding="utf-8")
    check = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [*check, "example.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "example.py" not in done.stdout, done.stdout
    assert done.returncode in (0, 1), done.stderr


def test_the_package_alone_imports_none_of_its_modules() -> None:
    done = run("import sys, leo_ref; print([name for name in sys.modules if name.startswith('leo_ref.')])")
    assert done.stdout == "[]\n", done.stderr


def test_both_lists_of_names_are_one() -> None:
    assert leo_ref.__all__ == api.__all__
    assert sorted(leo_ref.__all__) == dir(leo_ref)


@pytest.mark.parametrize("name", leo_ref.__all__)
def test_a_name_is_that_of_the_module_which_defines_it(name: str) -> None:
    assert getattr(leo_ref, name) is getattr(api, name)
    assert not (ROOT / "leo_ref" / name).exists(), "a module of this name would take its place"


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        leo_ref.nothing  # noqa: B018


def test_the_pages_are_made_from_the_docstrings() -> None:
    pages = written()
    assert {place.name: place.read_text("utf-8") for place in FOLDER.iterdir()} == pages, "run: ./leo dev api"


def test_every_name_is_on_one_page() -> None:
    assert sorted(name for page in PAGES.values() for name in page.names) == sorted(leo_ref.__all__)


@pytest.mark.parametrize(
    "name", [name for name in leo_ref.__all__ if name not in PLAIN and inspect.isfunction(getattr(leo_ref, name))]
)
def test_a_function_says_its_clause_and_its_rejections(name: str) -> None:
    function = getattr(leo_ref, name)
    said = inspect.getdoc(function) or ""
    assert re.search(r"§|RFC|docs/conformance", said), "clause, section or page"
    if "Rejection" in inspect.signature(function).return_annotation:
        assert re.search(r"Rejections\b.*:", said)
