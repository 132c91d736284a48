"""Every property is put to the test: what it is about is reached in a model, and the check fails where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from leo_ref.speccheck import check as checking
from leo_ref.speccheck.failure import TieFailure
from leo_ref.speccheck.manifest import Expected, chosen, read_manifest
from leo_ref.speccheck.premises import Premise, read_premises
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import statements

OF_PROPERTIES = {"INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES"}


def properties_of_models() -> dict[str, set[str]]:
    """What each model checks that must hold, but for the types of its variables."""
    found = {}
    for entry in read_manifest().models:
        if entry.result is Expected.OK:
            said = statements(entry.files().config.read_text(encoding="utf-8"))
            names = {name for keyword, text in said if keyword in OF_PROPERTIES for name in text.split()}
            found[entry.name] = {name for name in names if not name.endswith("TypeOK")}
    return found


def test_every_property_has_a_premise_in_a_model_that_checks_it() -> None:
    checked = properties_of_models()
    premises = read_premises()
    assert {premise.property for premise in premises} == set().union(*checked.values())
    astray = [premise for premise in premises if premise.property not in checked[premise.model]]
    assert not astray
    assert len(set(premises)) == len(premises)


def test_a_premise_that_is_never_met_fails_the_check(jar: Jar, monkeypatch: pytest.MonkeyPatch) -> None:
    met = Premise(property="NotCaptured", model="MCCapture", premise="height' > height /\\ height = 6")
    never = Premise(property="NotCaptured", model="MCCapture", premise='job["t2"].stage = "RUN"')
    monkeypatch.setattr(checking, "read_premises", lambda: (met, never))
    (report,) = checking.check(chosen(read_manifest(), ("MCCapture",)), jar, lambda *_: None)
    assert report.premises == 1
    assert report.problem == 'NotCaptured holds, and is never met: job["t2"].stage = "RUN"'


@pytest.mark.parametrize(
    "text", [None, "{", '{"kind": "premises", "version": 1}', '{"kind": "premises", "version": 1, "premises": [1]}']
)
def test_a_damaged_list_is_one_clear_error(tmp_path: Path, text: str | None) -> None:
    place = tmp_path / "premises.json"
    if text is not None:
        place.write_text(text)
    with pytest.raises(TieFailure, match="PREMISES_WRONG"):
        read_premises(place)
