"""What the documents say of the models that must fail is what the manifest and the tests have."""

from __future__ import annotations

import re

from leo_ref.speccheck.manifest import Expected, read_manifest
from tests.vectors.made import ROOT

ASSURANCE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
MUST_FAIL = {entry.name: entry.violates for entry in read_manifest().models if entry.result is not Expected.OK}
ACTIONS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "spec").rglob("*.tla"))


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the first table behind a heading."""
    table = text.split(heading, 1)[1].split("\n| ---", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in table.splitlines()[1:]]


def models(cell: str) -> set[str]:
    return set(re.findall(r"`(MC\w+)`", cell))


def test_every_model_that_must_fail_is_in_the_table_with_what_it_violates() -> None:
    table = rows((ROOT / "spec" / "README.md").read_text(encoding="utf-8"), "**Models that must fail.**")
    assert {row[0].strip("`"): row[2].strip("`") for row in table} == MUST_FAIL


def test_every_assumption_is_dropped_in_a_model_that_must_fail() -> None:
    table = rows(ASSURANCE, "## Every assumption is needed")
    dropped = [models(row[1]) for row in table]
    assert all(len(names) == 1 for names in dropped)
    named = set().union(*dropped)
    assert named <= set(MUST_FAIL)
    assert {name for name in MUST_FAIL if name.startswith("MCNeeds")} <= named
    assert all(row[2] for row in table)


def test_what_the_adversary_does_is_in_models_that_are_there() -> None:
    known = {entry.name for entry in read_manifest().models}
    for row in rows(ASSURANCE, "## What the adversary of the models does"):
        assert models(row[1]) <= known
        for action in re.findall(r"`([A-Z][a-z]\w+)`", row[1]):
            assert re.search(rf"^{action}\(?.*==", ACTIONS, re.MULTILINE), action


def test_every_attack_has_a_model_or_a_test() -> None:
    table = rows(ASSURANCE, "## Attacks that were played")
    assert [int(row[0].split()[0]) for row in table] == [*range(1, len(table) + 1)]
    places = set()
    for _, faults, place in table:
        assert models(faults) <= set(MUST_FAIL)
        places.add(place.strip("`"))
    assert all((ROOT / place).is_file() for place in places)
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "attacks").glob("test_*.py")} <= places
