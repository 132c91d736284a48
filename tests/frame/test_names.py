"""What guides name is there: modules, objects, files and decisions that docstrings and documents refer to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.vectors.made import ROOT

PACKAGES = sorted((ROOT / "leo_ref").rglob("__init__.py"))
SOURCES = [place for folder in ("leo_ref", "tests", "conformance") for place in sorted((ROOT / folder).rglob("*.py"))]
PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "conformance/README.md", "spec/README.md")),
]

NEEDS_MORE = ("leo_ref.adapters.tpm",)
"""Packages that may lack a library here; what their modules define is looked up in the text."""


NO_MODULES = frozenset({"leo", "command"})
"""The program, and what each of its modules defines."""


def docstrings(place: Path) -> Iterator[str]:
    """Every docstring, also those below fields."""
    for node in ast.walk(ast.parse(place.read_text("utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def is_there(name: str) -> bool:
    """Whether a dotted name of ours is a module, or something that a module defines."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            spec = find_spec(module)
        except ModuleNotFoundError:
            continue
        if spec is None or spec.origin is None:
            continue
        rest = parts[length:]
        if not rest:
            return True
        if module.startswith(NEEDS_MORE):
            text = Path(spec.origin).read_text("utf-8")
            return re.search(rf"^(?:def|class) {rest[0]}\b|^{rest[0]}\b.*=", text, re.M) is not None
        found: object = import_module(module)
        for part in rest:
            if not hasattr(found, part) and part not in getattr(found, "__annotations__", {}):
                return False
            found = getattr(found, part, None)
        return True
    return False


@pytest.mark.parametrize("place", PACKAGES, ids=lambda place: place.parent.relative_to(ROOT).as_posix())
def test_a_package_s_guide_names_its_modules(place: Path) -> None:
    """A word in double backticks that looks like a module is one, or something that the package has."""
    guide = ast.get_docstring(ast.parse(place.read_text("utf-8"))) or ""
    package = ".".join(place.parent.relative_to(ROOT).parts)
    stated = re.findall(r"(?<!`)``([a-z_]+)``", guide)
    assert [name for name in stated if name not in NO_MODULES and not is_there(f"{package}.{name}")] == []


@pytest.mark.parametrize("folder", ["leo_ref", "tests", "conformance"])
def test_what_docstrings_refer_to_is_there(folder: str) -> None:
    missing = [
        f"{place.relative_to(ROOT)}: {name}"
        for place in SOURCES
        if place.is_relative_to(ROOT / folder)
        for text in docstrings(place)
        for name in re.findall(r":(?:mod|func|class|data|meth|attr):`~?(leo_ref\.[\w.]+)`", text)
        if not is_there(name)
    ]
    assert missing == []


@pytest.mark.parametrize("folder", ["leo_ref", "tests", "conformance", "docs"])
def test_files_that_are_named_are_there(folder: str) -> None:
    named = r"(?<![\w./-])((?:docs|leo_ref|tests|conformance|spec|lints)/[\w./-]*\w\.(?:md|py|tla|json))\b"
    places = [place for place in (*SOURCES, *PAGES) if place.is_relative_to(ROOT / folder)]
    missing = [
        f"{place.relative_to(ROOT)}: {name}"
        for place in places
        for text in (docstrings(place) if place.suffix == ".py" else [place.read_text("utf-8")])
        for name in re.findall(named, text)
        if "NAME" not in name and not (ROOT / name).is_file()
    ]
    assert missing == []


def test_links_lead_to_files() -> None:
    missing = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


def test_decisions_are_numbered_without_a_gap_or_the_gap_is_told() -> None:
    folder = ROOT / "docs" / "decisions"
    numbers = {int(place.name[:4]) for place in folder.glob("[0-9]*.md")}
    guide = (folder / "README.md").read_text("utf-8")
    gaps = set(range(1, max(numbers) + 1)) - numbers
    assert [number for number in sorted(gaps) if f"{number:04}" not in guide] == []
