"""The comparison by digests finds what the comparison of values finds, and what is finished is not run again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from leo_ref.cli import deep as command_of_deep
from leo_ref.cli.check import command
from leo_ref.cli.failure import CommandFailure
from leo_ref.core.state.job import Job
from leo_ref.speccheck import abstraction, sharing
from leo_ref.speccheck.abstraction import function, job_value
from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.check import reference_process
from leo_ref.speccheck.deep import check as deep_check
from leo_ref.speccheck.deep import digests, held
from leo_ref.speccheck.deep.compact import CompactGraph
from leo_ref.speccheck.deep.digests import Digests
from leo_ref.speccheck.deep.finished import FinishedModels, basis
from leo_ref.speccheck.deep.held import hold
from leo_ref.speccheck.explore import walk
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.manifest import Expected, deep_manifest
from leo_ref.speccheck.report import ModelReport
from leo_ref.speccheck.tlc.failure import Failure as TlcFault
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.ground import PREFIX
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.run import last_checkpoint
from leo_ref.speccheck.tlc.values import Value
from tests.speccheck.conftest import Tied
from tests.speccheck.test_difference import FAULTS, Fault


def compact(tied: Tied) -> CompactGraph:
    """The reference's graph in digests, with whatever is patched now."""
    model = tied.model()
    grounds = ground_actions(model)
    graph = CompactGraph(model, grounds)
    walk(model, grounds, graph)
    return graph


def difference(tied: Tied, dump: Path, lines: int = 0) -> str:
    """What is said of a dump that has so many lines of steps more than TLC's."""
    states, edges = len(tied.graph.states), tied.graph.edge_count
    return hold(compact(tied), dump, states=states, edges=edges + lines, prefix=PREFIX)


@pytest.mark.parametrize("name", ["election", "selection"])
def test_a_graph_in_digests_is_the_graph_of_tlc(name: str, request: pytest.FixtureRequest) -> None:
    tied: Tied = request.getfixturevalue(name)
    graph = compact(tied)
    assert (len(graph.nodes), len(graph.actions)) == (len(tied.graph.states), tied.graph.edge_count)
    assert graph.refused == sum(code != "OK" for found in tied.graph.refusals.values() for _, code in found[1])
    assert graph.problem == ""
    assert difference(tied, tied.dump) == ""


def test_little_memory_changes_nothing(election: Tied, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (digests, held, sharing, abstraction):
        monkeypatch.setattr(module, "MOST", 2)
    assert difference(election, election.dump) == ""


def test_digests_tell_values_apart_and_equal_ones_not() -> None:
    values: list[Value] = [
        True,
        1,
        "1",
        "TRUE",
        frozenset(),
        frozenset({1}),
        ("fn", frozenset()),
        ("fn", frozenset({(1, 1)})),
    ]
    known = Digests()
    assert len({known.value(value) for value in values}) == len(values)
    assert [Digests().value(value) for value in reversed(values)] == [known.value(value) for value in reversed(values)]
    assert known.state([1, 2]) != known.state([2, 1])


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_weakened_rule_is_noticed(
    fault: Fault, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    tied: Tied = request.getfixturevalue(fault.model)
    monkeypatch.setattr(fault.module, fault.name, fault.faulty)
    said = difference(tied, tied.dump)
    assert said.startswith("After ")
    assert "TLC" in said


Edit = Callable[[list[str]], int]
"""Changes the lines of a dump, and says how many lines of steps there are more."""


def steps(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if " -> " in line]


def states(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if line[0] in "-0123456789" and " -> " not in line]


def without_a_step(lines: list[str]) -> int:
    del lines[steps(lines)[100]]
    return -1


def with_a_step(lines: list[str]) -> int:
    one, other = steps(lines)[100], steps(lines)[900]
    source, _, rest = lines[other].split(" ", 2)
    lines.insert(other, f"{source} -> {lines[one].split(' ')[0]} {rest.split(' ', 1)[1]}")
    return 1


def to_another_state(lines: list[str]) -> int:
    one, other = steps(lines)[100], steps(lines)[900]
    source, arrow, _, rest = lines[other].split(" ", 3)
    lines[other] = " ".join([source, arrow, lines[one].split(" ")[0], rest])
    return 0


def with_another_label(lines: list[str]) -> int:
    place = steps(lines)[100]
    lines[place] = lines[place].replace('label="G_', 'label="G_Not')
    return 0


def refused_otherwise(lines: list[str]) -> int:
    place = states(lines)[50]
    assert "WRONG_STAGE" in lines[place]
    lines[place] = lines[place].replace("WRONG_STAGE", "NOT_A_MONITOR", 1)
    return 0


def with_another_value(lines: list[str]) -> int:
    place = states(lines)[50]
    assert "burned = " in lines[place]
    lines[place] = lines[place].replace("burned = ", "burned = 9", 1)
    return 0


def initial_as_well(lines: list[str]) -> int:
    place = states(lines)[50]
    assert lines[place].endswith('"];\n')
    lines[place] = lines[place].removesuffix('"];\n') + '",style = filled]\n'
    return 0


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (without_a_step, "is done by the reference, and TLC has no such step"),
        (with_a_step, "and the reference has no such step"),
        (to_another_state, "and the reference has no such step"),
        (with_another_label, "TLC allows Not"),
        (refused_otherwise, "NOT_A_MONITOR"),
        (with_another_value, "burned = 9"),
        (initial_as_well, "initial for TLC alone"),
    ],
)
def test_every_way_to_differ_is_found(election: Tied, tmp_path: Path, edit: Edit, said: str) -> None:
    lines = election.dump.read_text(encoding="utf-8").splitlines(keepends=True)
    more = edit(lines)
    dump = tmp_path / "edited.dot"
    dump.write_text("".join(lines), encoding="utf-8")
    found = difference(election, dump, more)
    assert said in found
    assert found.startswith("After ")


def test_the_order_of_lines_is_of_no_matter(election: Tied, tmp_path: Path) -> None:
    """With several threads TLC may write a step before the states that it touches."""
    lines = election.dump.read_text(encoding="utf-8").splitlines(keepends=True)
    wanted = {number: line for number, line in enumerate(lines) if line[0] in "-0123456789"}
    for number, line in zip(wanted, reversed(wanted.values()), strict=True):
        lines[number] = line
    dump = tmp_path / "turned.dot"
    dump.write_text("".join(lines), encoding="utf-8")
    assert difference(election, dump) == ""


def test_the_path_to_a_difference_is_a_walk_of_tlc(election: Tied, tmp_path: Path) -> None:
    lines = election.dump.read_text(encoding="utf-8").splitlines(keepends=True)
    more = without_a_step(lines)
    dump = tmp_path / "edited.dot"
    dump.write_text("".join(lines), encoding="utf-8")
    walked = [line.split(". ")[1] for line in difference(election, dump, more).splitlines() if line.startswith("  ")]
    assert walked
    at = set(election.graph.initial)
    for label in walked:
        at = {target for node in at for taken, target in election.graph.steps(node) if taken == label}
    assert at


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda lines: lines.pop(states(lines)[-1]), TlcFault.DUMP_TRUNCATED),
        (lambda lines: lines.pop(states(lines)[0]), TlcFault.DUMP_TRUNCATED),
        (lambda lines: lines.insert(states(lines)[1], lines[states(lines)[0]]), TlcFault.DUMP_NOT_UNDERSTOOD),
        (lambda lines: lines.insert(steps(lines)[1], lines[steps(lines)[0]]), TlcFault.DUMP_MISCOUNTED),
        (lambda lines: lines.clear(), TlcFault.DUMP_TRUNCATED),
    ],
)
def test_a_damaged_dump_is_named(
    election: Tied, tmp_path: Path, edit: Callable[[list[str]], object], fault: TlcFault
) -> None:
    lines = election.dump.read_text(encoding="utf-8").splitlines(keepends=True)
    edit(lines)
    dump = tmp_path / "edited.dot"
    dump.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(TlcFailure) as caught:
        difference(election, dump)
    assert caught.value.name is fault


@pytest.mark.parametrize(
    ("name", "field", "forgotten"),
    [
        ("selection", "liars", frozenset()),
        ("selection", "escrow", 0),
        ("election", "escrow", 0),
        ("election", "round", 1),
    ],
)
def test_a_forgotten_field_is_found(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, field: str, forgotten: Any
) -> None:
    def forgetful(job: Job) -> Value:
        record = dict(job_value(job)[1])  # type: ignore[index,arg-type]  # a record is a pair of a tag and its fields
        return function({**record, field: forgotten})

    monkeypatch.setattr(abstraction, "job_value", forgetful)
    assert "abstraction" in compact(request.getfixturevalue(name)).problem


def report(tied: Tied, **changes: Any) -> ModelReport:
    counts = {"distinct": 7, "depth": 3, "edges": 9, "refusals": 1, "tlc_seconds": 1.5, "reference_seconds": 2.5}
    return ModelReport(entry=tied.entry, **{**counts, **changes})


def test_what_is_finished_is_known_again(election: Tied, tmp_path: Path) -> None:
    file = tmp_path / "new" / "deep.jsonl"
    assert FinishedModels(file, "b").report(election.entry) is None
    FinishedModels(file, "b").add(report(election))
    assert FinishedModels(file, "b").report(election.entry) == report(election, earlier=True)
    assert FinishedModels(file, "other").report(election.entry) is None
    assert FinishedModels(file, "b").report(evolve(election.entry, name="MCOther")) is None


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_breaks_off_counts_as_not_written(election: Tied, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "deep.jsonl"
    FinishedModels(file, "b").add(report(election))
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: -1 - cut], encoding="utf-8")
    assert FinishedModels(file, "b").report(election.entry) is None
    FinishedModels(file, "b").add(report(election))
    assert FinishedModels(file, "b").report(election.entry) is not None


@pytest.mark.parametrize("line", ["[]", "1", "{}", '{"model": "MCElection", "basis": "b", "distinct": "7"}', "\x00"])
def test_lines_of_others_are_left_out(election: Tied, tmp_path: Path, line: str) -> None:
    file = tmp_path / "deep.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    assert FinishedModels(file, "b").report(election.entry) is None


def test_a_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(TieFailure) as caught:
        FinishedModels(tmp_path, "b")
    assert caught.value.name is Failure.STATE_NOT_WRITTEN


def test_the_basis_is_specification_reference_and_tlc(jar: Jar) -> None:
    assert basis(jar) == basis(jar)
    assert basis(jar) != basis(evolve(jar, version="0.1"))


def means(jar: Jar, folder: Path) -> deep_check.Means:
    return deep_check.Means(jar=jar, workers=2, memory=2048, checkpoints=folder, progressed=lambda *_: None)


def test_a_model_is_compared_kept_and_not_run_again(
    election: Tied, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deep.jsonl"
    alone = evolve(election.entry, compared=False, distinct=None)
    wrong = evolve(election.entry, compared=False, distinct=1211)
    (found,) = deep_check.check_deep([election.entry], means(jar, tmp_path), FinishedModels(file, "b"))
    assert (found.problem, found.distinct, found.edges, found.refusals) == ("", 1212, 6205, 14399)
    (other,) = deep_check.check_deep([wrong], means(jar, tmp_path), FinishedModels(file, "c"))
    assert "1212 distinct states" in other.problem
    assert FinishedModels(file, "c").report(wrong) is None, "what failed is run again"
    (third,) = deep_check.check_deep([alone], means(jar, tmp_path), FinishedModels(file, "d"))
    assert (third.problem, third.distinct) == ("", 1212)
    assert [path.name for path in tmp_path.iterdir()] == ["deep.jsonl"], "its checkpoints are gone"
    monkeypatch.setattr(deep_check, "run", lambda *_, **__: pytest.fail("TLC was run"))
    (again,) = deep_check.check_deep([election.entry], means(jar, tmp_path), FinishedModels(file, "b"))
    assert again.earlier
    assert again.edges == 6205


def test_a_violation_is_told_with_its_trace(jar: Jar, tmp_path: Path) -> None:
    from leo_ref.speccheck.manifest import chosen, read_manifest

    (fault,) = chosen(read_manifest(), ("MCFaultClaim",))
    expected = evolve(fault, result=Expected.OK, violates=None)
    (found,) = deep_check.check_deep([expected], means(jar, tmp_path), FinishedModels(tmp_path / "f", "b"))
    assert found.problem.startswith("TLC says INVARIANT OnlyDrawnServe")
    assert "initial state" in found.problem


def test_a_reference_that_takes_too_much_memory_is_named() -> None:
    with pytest.raises(TieFailure) as caught, reference_process(1024) as process:
        process.submit(bytearray, 2 << 30).result()
    assert caught.value.name is Failure.REFERENCE_MEMORY
    assert "1024" in caught.value.what


def test_the_last_checkpoint_is_gone_on_with(tmp_path: Path) -> None:
    assert last_checkpoint(tmp_path) is None
    assert last_checkpoint(tmp_path / "nowhere") is None
    for name in ("one", "two", "begun"):
        (tmp_path / name).mkdir()
    (tmp_path / "two" / "queue.chkpt").touch()
    assert last_checkpoint(tmp_path) == tmp_path / "two"
    (tmp_path / "begun" / "queue.tmp").touch()
    assert last_checkpoint(tmp_path) == tmp_path / "two", "a checkpoint that was not finished is none"


def test_every_deep_configuration_is_in_its_manifest() -> None:
    folder = specification() / "models" / "deep"
    entries = deep_manifest().models
    assert {path.stem for path in folder.glob("*.cfg")} == {entry.name for entry in entries}
    assert {path.stem for path in folder.glob("*.tla")} == {entry.module for entry in entries}
    assert all(entry.result is Expected.OK for entry in entries)
    for entry in entries:
        entry.files().check()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--workers", "2"], "no-deep"),
        (["--state", "f"], "no-deep"),
        (["--deep", "--steps", "3"], "one-at-a-time"),
        (["--deep", "--graph", "g", "MCDeepMarket"], "one-at-a-time"),
    ],
)
def test_options_that_do_not_fit_are_named(arguments: list[str], name: str) -> None:
    with pytest.raises(CommandFailure) as caught:
        CliRunner().invoke(command, arguments, standalone_mode=False, catch_exceptions=False)
    assert caught.value.name == name


def test_the_command_says_what_each_model_came_to(
    election: Tied, tmp_path: Path, jar: Jar, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deep.jsonl"
    (entry, *_) = deep_manifest().models
    FinishedModels(file, basis(jar)).add(evolve(report(election), entry=entry))
    arguments = ["--deep", entry.name, "--state", str(file)]
    said = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert said.return_value == 0, said.output
    assert f"{entry.name}: 7 states, 9 edges and 1 refusals equal" in said.stdout
    assert "earlier" in said.stdout
    said = CliRunner().invoke(command, [*arguments, "--json"], standalone_mode=False)
    assert json.loads(said.stdout)["models"][0]["earlier"] is True
    wrong = evolve(report(election), entry=entry, problem="something differs")
    monkeypatch.setattr("leo_ref.speccheck.deep.check.check_deep", lambda *_: iter([wrong]))
    said = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert said.return_value == 1
    assert "DIFFERENT\nsomething differs" in said.stdout
    assert command_of_deep.deep_entries((entry.name,)) == [entry]
