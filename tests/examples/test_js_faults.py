"""``leo fuzz`` finds faults in the implementation in JavaScript: a sample; ``./leo dev fuzz-mutants`` tries more."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from conformance.engine import reading
from conformance.engine.fuzz.run import FuzzPlan
from tests.conformance.js_mutants import hunted
from tests.mutants.kit.mutant import mutants

SAMPLE = (
    (
        "models",
        "=== is !==",
        'if (job.stage === "RUN" && job.requested !== null) return opens("CONFIRM", parameters.confirm_window);',
    ),
    ("encoding", "< is <=", 'if (character < " ") this.notJson(at);'),
    ("draw", "0 is 1", "return sha512(octets).subarray(0, 16);"),
)
"""A level in which a fault must be found, what is done, and the line to which it is done."""
QUESTIONS = 3000


def plan(level: str) -> FuzzPlan:
    vectors = reading.read(reading.FOLDER)
    return FuzzPlan(
        vectors=vectors, command=(), seed="1", out=Path(), levels=(level,), questions=QUESTIONS, shrinking=0
    )


@pytest.mark.parametrize(("level", "kind", "line"), SAMPLE)
def test_a_fault_is_found(level: str, kind: str, line: str) -> None:
    mutant = next(one for one in mutants() if (one.kind, one.before.strip()) == (kind, line))
    found = hunted(mutant, plan(level))
    assert found.how.startswith(f"{level} "), found


def test_where_nothing_was_changed_nothing_is_found() -> None:
    one = mutants()[0]
    found = hunted(evolve(one, after=one.before), plan("draw"))
    assert (found.how, found.questions) == ("", QUESTIONS)
