"""Map and glossary say what is there."""

import re

import pytest

from tests.frame.map import DOCUMENT, ORDER, QUESTIONS, imports, written
from tests.frame.test_names import is_there
from tests.vectors.made import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
PLACES = re.findall(r"\| `([\w.]+)` \|$", GLOSSARY, re.M)


def test_the_map_is_as_it_would_be_made() -> None:
    assert DOCUMENT.read_text("utf-8") == written(), "run: python -m tests.frame.map"


def test_every_room_is_on_the_map_and_stands_on_lower_ones_only() -> None:
    rooms = {path.parent.name for path in (ROOT / "leo_ref").glob("*/__init__.py")}
    assert rooms == set(ORDER)
    assert [(room, low) for room in ORDER for low in imports(room) if ORDER.index(low) > ORDER.index(room)] == []


@pytest.mark.parametrize("place", [place for _, place in QUESTIONS] + PLACES)
def test_a_place_is_there(place: str) -> None:
    assert is_there(f"leo_ref.{place}")


def test_every_row_of_the_glossary_has_a_place() -> None:
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| Leo"))]
    assert len(rows) == len(PLACES)
    for table in GLOSSARY.split("\n## ")[1:]:
        words = [line.split(" | ")[0].lower() for line in table.splitlines() if line.startswith("| ")][2:]
        assert words == sorted(words)
