"""The engine for the specification, on a small one: what it makes, who is noticed by what, who lives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.speccheck import manifest
from leo_ref.speccheck.manifest import Expected, ManifestEntry
from leo_ref.speccheck.tlc.java import Jar, find
from leo_ref.speccheck.tlc.tree import Module, read_modules
from tests.mutants.equivalent import SPEC
from tests.mutants.results import BadResults, Results, Try, Verdict
from tests.mutants.spec.explore import DEADLOCK, FEWER, MORE, Explorer, Found
from tests.mutants.spec.mutant import Mutant, mutants
from tests.mutants.spec.rules import rules, use_of

SMALL = Path(__file__).parent / "small"
ENTRY = ManifestEntry(
    name="MCTill",
    module="MCTill",
    purpose="coins",
    result=Expected.OK,
    violates=None,
    distinct=12,
    depth=8,
    compared=False,
)


@pytest.fixture(scope="module", autouse=True)
def _the_small_specification() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "specification", lambda: SMALL)
        yield


@pytest.fixture(scope="module")
def jar() -> Jar:
    return find()


@pytest.fixture(scope="module")
def modules(jar: Jar) -> dict[str, Module]:
    return read_modules("Till", SMALL, jar)


@pytest.fixture(scope="module")
def made(modules: dict[str, Module]) -> dict[str, Mutant]:
    return {one.key.removeprefix("Till."): one for one in mutants(modules, rules(modules, [use_of(ENTRY)]))}


def test_each_place_of_each_rule_is_weakened_and_no_property(made: dict[str, Mutant]) -> None:
    assert {(one.definition, one.kind) for one in made.values()} >= {
        ("PutRefusal", "guard"),
        ("PutRefusal", "comparison"),
        ("Put", "guard"),
        ("Put", "effect"),
        ("Put", "arithmetic"),
        ("Put", "constant"),
        ("Take", "comparison"),
    }
    assert not {"HoldsNoMore", "PaidGrows"} & {one.definition for one in made.values()}
    assert {
        "Put: coins >= 0 -> TRUE",
        "Put: coins' = coins + 1 -> coins' = coins",
        "Take: paid < 2 -> paid <= 2",
        "Take: 2 -> 3",
    } <= made.keys()


def test_many_mutants_in_one_run(modules: dict[str, Module], made: dict[str, Mutant], jar: Jar) -> None:
    """A kill by an invariant, by a property of steps, by a deadlock, an error, other numbers of states, a survivor."""
    wanted = {
        "PutRefusal: coins >= Most -> FALSE": Found(Verdict.KILLED, "HoldsNoMore"),
        "PutRefusal: coins >= Most -> coins > Most": Found(Verdict.KILLED, "HoldsNoMore"),
        "Take: paid + 1 -> paid - 1": Found(Verdict.KILLED, "PaidGrows"),
        "Weight: 1 -> 2": Found(Verdict.ERROR),
        "Rest: coins = Most -> coins # Most": Found(Verdict.KILLED, DEADLOCK),
        "Take: 2 -> 3": Found(Verdict.SURVIVED, MORE),
        "Take: paid' = paid + 1 -> paid' = paid": Found(Verdict.SURVIVED, FEWER),
        "Put: coins >= 0 -> TRUE": Found(Verdict.SURVIVED, ""),
    }
    found: dict[str, Found] = {}
    explorer = Explorer(modules, jar, 100, lambda _: None)
    chosen = [made[key] for key in wanted]
    explorer.explore(ENTRY, chosen, lambda mutant, one: found.update({mutant.key.removeprefix("Till."): one}))
    assert found == wanted


def test_who_changes_no_value_is_not_reached(modules: dict[str, Module], made: dict[str, Mutant], jar: Jar) -> None:
    explorer = Explorer(modules, jar, 100, lambda _: None)
    same, other = made["Put: coins >= 0 -> TRUE"], made["Take: paid < 2 -> TRUE"]
    assert explorer.reached(ENTRY, [same, other]) == [other]


def test_what_was_tried_is_not_tried_again_unless_a_text_changed(tmp_path: Path) -> None:
    """A line that was cut off by a kill is left out."""
    path = tmp_path / "results.jsonl"
    one = Try(mutant="a", check="b", text="c", verdict=Verdict.KILLED, detail="d")
    Results(path).add(one)
    with path.open("a") as file:
        file.write('{"mutant": "e", "che')
    again = Results(path)
    assert again.get("a", "b", "c") == one
    assert again.get("a", "b", "other text") is None
    other = evolve(one, mutant="f")
    again.add(other)
    assert Results(path).get("f", "b", "c") == other


@pytest.mark.parametrize("octets", [b"\xff\xfe", b"not\n", b"[" * 100_000, b'{"x":NaN}\n', b"[]\n"])
def test_what_is_no_file_of_results_is_named(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(octets)
    with pytest.raises(BadResults, match=re.escape(str(path))):
        Results(path)


def test_those_said_to_be_equivalent_name_a_module_that_there_is() -> None:
    there = {path.stem for path in (SMALL.parents[2] / "spec").glob("*.tla")}
    assert {key.split(".")[0] for key in SPEC} <= there
