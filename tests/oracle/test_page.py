"""The examples and the table of docs/conformance.md are what the oracle does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from leo_ref.oracle import Session, answer_line
from leo_ref.oracle.serve import HANDLERS
from leo_ref.vectors.levels import LEVELS
from tests.vectors.made import ROOT

PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")


def test_each_example_is_answered_like_that() -> None:
    pairs = re.findall(r"^> (.*)\n< (.*)$", PAGE, re.M)
    assert len(pairs) >= 5
    for asked, said in pairs:
        found = answer_line(Session(), asked.encode(), lambda path: Path(path).read_bytes())[1]
        assert json.loads(found) == json.loads(said)


def test_the_table_has_every_request() -> None:
    requests = PAGE.partition("\n## Requests\n")[2]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", requests, re.M)) == {
        *HANDLERS,
        *("hello", "model", "step", "path", "transcript"),
    }


def test_the_table_of_levels_is_that_of_the_vectors() -> None:
    told = re.findall(r"^\| \*\*([a-z]+)\*\* \| (.*?) \|", PAGE, re.M)
    assert told == [*LEVELS.items()]
