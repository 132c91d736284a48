"""No check is there for nothing: taken out alone, each is missed by a vector, as the document says."""

from __future__ import annotations

import ast

import pytest

from tests.attestation.appraisal import attacks
from tests.removed.document import DOCUMENT, otherwise, reason, section
from tests.removed.equivalent import EQUIVALENT, OFF_LEDGER
from tests.removed.refusals import REFUSING_CALLS, Refusals, called
from tests.removed.replay import Outcome, Turns, names, reaching, room, tried, vectors
from tests.removed.room import Room
from tests.removed.trees import expressions, statements
from tests.removed.words import HEAD, LIMITS


@pytest.mark.parametrize("name", names())
def test_each_check_is_missed_and_the_document_says_so(name: str) -> None:
    found = tried(room(name))
    untold = [one.check.text for one in found if not one.outcomes and reason(room(name), one) is None]
    assert not untold, "add a vector, or a reason to tests/removed/equivalent.py"
    useless = [one.check.text for one in found if one.outcomes and reason(room(name), one) is not None]
    assert not useless, "a vector tells: the reason is none"
    assert section(room(name)) in DOCUMENT.read_text(encoding="utf-8"), "./leo dev every-check"


def test_the_document_has_no_other_parts() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    end = "\n".join([otherwise(), attacks.rendered(), LIMITS])
    assert text.startswith(HEAD), "./leo dev every-check"
    assert text.endswith(end), "./leo dev every-check"
    titles = [line for line in text[len(HEAD) : -len(end)].splitlines() if line.startswith("#")]
    assert titles == [f"### {room(name).short}" for name in names() if room(name).checks]


@pytest.mark.parametrize("name", names())
def test_no_refusal_is_overlooked(name: str) -> None:
    assert list(overlooked(room(name))) == []


def overlooked(found: Room) -> list[str]:
    """Statements that refuse and belong to no check."""
    reached = {statement for check in found.checks for statement in check.reached}
    blocks = [
        node.body
        for node in ast.walk(found.reader.tree)
        if isinstance(node, ast.If | ast.ExceptHandler) and node.body[0] in reached
    ]
    known = reached | {statement for block in blocks for statement in block}
    missed = []
    for place in found.reader.places:
        refusals = Refusals(place.function)
        for statement in statements(place.function):
            if any(called(node) in REFUSING_CALLS for node in expressions(statement)):
                is_default = statement is place.function.body[-1] and any(
                    one in reached for one in statements(place.function)
                )
                is_named = isinstance(statement, ast.Assign) and bool(refusals.rejections)
                if not (statement in known or is_default or is_named or place.name in REFUSING_CALLS):
                    missed.append(f"{place.name}: {ast.unparse(statement)}")
    return missed


def test_the_reasons_are_of_checks_that_there_are() -> None:
    there = {(found.short, check.place, check.text) for found in map(room, names()) for check in found.checks}
    assert there >= EQUIVALENT.keys()
    assert {(module, place) for module, place, _ in there} >= OFF_LEDGER.keys()


def test_afterwards_all_is_as_before() -> None:
    found = room("leo_ref.tcg.name")
    before = {place.name: found.function(place).__code__ for place in found.reader.places}
    globals_before = dict(vars(found.module))
    assert any(one.outcomes for one in tried(found))
    assert {place.name: found.function(place).__code__ for place in found.reader.places} == before
    assert vars(found.module) == globals_before
    about = {vector for check in found.checks for vector in reaching()[check]}
    assert {vector.outcome(Turns()) for vector in vectors() if vector in about} == {Outcome.RIGHT}
