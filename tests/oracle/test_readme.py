"""The examples and the table of conformance/README.md are what the oracle does."""

from __future__ import annotations

import json
import re

from leo_ref.oracle import Session, answer
from leo_ref.oracle.serve import HANDLERS
from tests.vectors.made import ROOT

README = (ROOT / "conformance" / "README.md").read_text(encoding="utf-8")


def test_each_example_is_answered_like_that() -> None:
    pairs = re.findall(r"^> (.*)\n< (.*)$", README, re.M)
    assert len(pairs) >= 5
    for asked, said in pairs:
        assert answer(Session(), json.loads(asked))[1] == json.loads(said)


def test_the_table_has_every_request() -> None:
    assert set(re.findall(r"^\| `([a-z_]+)` \|", README, re.M)) == {*HANDLERS, "model", "step", "path", "transcript"}
