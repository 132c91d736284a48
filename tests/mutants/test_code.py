"""The engine for the core notices what is wrong, lets live what is not, and ends what does not end."""

from __future__ import annotations

import ast
from hashlib import sha256

from attrs import evolve

from tests.mutants.code.attempt import attempt, by_vectors_and_graphs
from tests.mutants.code.campaign import text_of_reference
from tests.mutants.code.mutant import CodeMutant, functions, mutants
from tests.mutants.code.reach import Reach
from tests.mutants.equivalent import CODE
from tests.mutants.results import Verdict, drawn
from tests.mutants.run import is_failure
from tests.removed.replay import room, vectors

BY_VECTORS = by_vectors_and_graphs(Reach(vectors(("rules",)), ()))


def named(key: str) -> CodeMutant:
    (found,) = [one for one in mutants() if one.key == key]
    return found


def test_a_mutant_is_killed_by_its_vector() -> None:
    half = named(
        "rules.committee.is_quorum: 2 * weight(job, nodes) > weight(job, monitors(job))"
        " -> 2 * weight(job, nodes) >= weight(job, monitors(job))"
    )
    assert attempt(half, BY_VECTORS, 60) == (Verdict.KILLED, "vector rules/outcome/half-approved")


def test_an_equivalent_mutant_survives() -> None:
    equivalent = named("rules.challenge.answer: monitor is None -> False")
    assert attempt(equivalent, BY_VECTORS, 60) == (Verdict.SURVIVED, "")


def test_one_that_does_not_end_is_ended() -> None:
    """In place of the condition stands what is not evaluated to its end."""
    mutant = named("rules.challenge.answer: monitor is None -> False")
    endless = ast.parse("any(False for _ in iter(int, 1))", mode="eval").body
    asked = by_vectors_and_graphs(Reach(vectors(("ledger",)), ()))
    verdict, detail = attempt(evolve(mutant, new=endless), asked, 20)
    assert verdict is Verdict.KILLED
    assert detail.startswith("vector ledger/")


def test_the_reference_is_whole_afterwards() -> None:
    key = "rules.challenge.answer: monitor is None -> False"
    mutant = named(key)
    function = functions(room(mutant.module))[mutant.place]
    before = function.__code__
    attempt(mutant, lambda _: "", 60)
    assert function.__code__ is before


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    keys = [one.key for one in mutants()]
    assert len(keys) == len(set(keys)) >= 600
    assert {one.kind for one in mutants()} == {"guard", "effect", "comparison", "logic", "arithmetic", "constant"}


def test_those_said_to_be_equivalent_exist() -> None:
    assert {one.key for one in mutants()} >= CODE.keys()


def test_fewer_kills_than_asked_for_are_a_failure_and_so_is_a_kill_of_what_is_said_to_be_the_same() -> None:
    assert not is_failure(8, 10, ["some survivor"], 80)
    assert is_failure(7, 10, [], 80)
    assert is_failure(10, 10, [next(iter(CODE))], 80)
    assert is_failure(10, 10, ["some survivor"], None)
    assert not is_failure(9, 10, [], None)


def test_what_is_known_depends_on_the_reference() -> None:
    assert text_of_reference() != sha256().hexdigest()[:16]


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order() -> None:
    every = list(range(100))
    assert drawn(every, 10, 1) == sorted(drawn(every, 10, 1)) != drawn(every, 10, 2)
    assert drawn(every, None, 1) == drawn(every, 200, 1) == every
