"""The file of a graph is TLC's graph, and its paths take every edge of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema_rs import Draft202012Validator

from leo_ref.cli.check import command
from leo_ref.cli.failure import CommandFailure
from leo_ref.speccheck import graphfile, reference
from leo_ref.speccheck.constants import constants_value, read_constants
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.tlc.compare import compare
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.itf import from_json
from leo_ref.speccheck.tlc.values import record
from tests.speccheck.conftest import Tied
from tests.vectors.made import ROOT

SCHEMA = ROOT / "conformance" / "schema" / "graph.schema.json"


def written(tied: Tied, folder: Path) -> list[dict[str, Any]]:
    """The lines of the file of a model."""
    file = folder / "graph.jsonl"
    graphfile.write(tied.entry.name, tied.constants, tied.explored()[0], file)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def of_kind(lines: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    found = [line for line in lines if kind in line]
    assert [line[kind] for line in found] == list(range(len(found)))
    return found


def read_back(lines: list[dict[str, Any]]) -> StateGraph:
    """The graph that a reader of the file has, by what docs/graphs.md says."""
    header = lines[0]
    labels = [line["label"] for line in of_kind(lines, "action")]
    states = of_kind(lines, "state")
    graph = StateGraph(tuple(header["variables"]))
    for line in states:
        allowed = {labels[action]: "OK" for action, _ in line["edges"]}
        refused = {labels[action]: code for action, code in line["refusals"]}
        assert not allowed.keys() & refused.keys()
        state = tuple(from_json(line["values"][name]) for name in header["variables"])
        node = graph.add_state(state, initial=line["initial"], refusals=record({**allowed, **refused}))
        assert node == line["state"], "no state is there twice"
    for line in states:
        for action, target in line["edges"]:
            graph.add_edge(line["state"], labels[action], target)
    return graph


@pytest.mark.parametrize("name", ["election", "selection"])
def test_the_file_is_the_graph_of_tlc(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    tied: Tied = request.getfixturevalue(name)
    lines = written(tied, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.jsonl"]
    found = read_back(lines)
    assert compare(tied.graph, found) is None
    assert compare(found, tied.graph) is None
    header = lines[0]
    assert header["states"] == len(tied.graph.states)
    assert (
        header["edges"]
        == tied.graph.edge_count
        == sum(len(line["edges"]) for line in lines if "edges" in line and "state" in line)
    )
    codes = [code for found in tied.graph.refusals.values() for _, code in found[1] if code != "OK"]
    assert header["refusals"] == len(codes) > 1000
    assert {"BOUND", "NOT_DONE"} <= set(codes), "what the model refuses is there as well"
    assert read_constants(from_json(header["constants"])) == tied.constants
    assert from_json(header["constants"]) == constants_value(tied.constants)
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [line for line in lines if not validator.is_valid(line)] == []
    assert len(lines) == 1 + sum(header[kind] for kind in ("actions", "states", "paths"))


@pytest.mark.parametrize("name", ["election", "selection"])
def test_the_paths_take_every_edge(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    lines = written(request.getfixturevalue(name), tmp_path)
    states = of_kind(lines, "state")
    missing = {(line["state"], *edge) for line in states for edge in line["edges"]}
    edges = set(missing)
    for path in of_kind(lines, "path"):
        at = path["start"]
        assert states[at]["initial"]
        for action, target in path["turns"]:
            assert (at, action, target) in edges
            missing.discard((at, action, target))
            at = target
    assert missing == set()


def test_graphs_that_differ_are_not_written(election: Tied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reference.explore_model("MCElection", election.constants)
    other = election.explored()[0]
    other.add_edge(0, "Invented", 0)
    monkeypatch.setattr(reference, "read_graph", lambda *_, **__: other)
    dump, file = tmp_path / "dump", tmp_path / "graph.jsonl"
    dump.touch()
    assert "Invented" in reference.compare_model("MCElection", dump, 0, 0, file)
    assert not file.exists()


def test_a_mapping_that_forgets_is_not_written(election: Tied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "not_injective", lambda *_: "two worlds look alike")
    assert reference.explore_model("MCElection", election.constants).problem
    monkeypatch.setattr(reference, "read_graph", lambda *_, **__: election.explored()[0])
    dump, file = tmp_path / "dump", tmp_path / "graph.jsonl"
    dump.touch()
    assert reference.compare_model("MCElection", dump, 0, 0, file) == ""
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_named(election: Tied, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(TieFailure) as caught:
        graphfile.write("MCElection", election.constants, election.explored()[0], tmp_path / "taken")
    assert caught.value.name is Failure.GRAPH_NOT_WRITTEN
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--graph", "g.jsonl"], "one-model"),
        (["--graph", "g.jsonl", "MCElection", "MCSelection"], "one-model"),
        (["--graph", "g.jsonl", "MCFaultClaim"], "not-compared"),
        (["--graph", "nowhere/g.jsonl", "MCElection"], "no-folder"),
        (["--graph", "g.jsonl", "--steps", "10"], "one-at-a-time"),
    ],
)
def test_what_has_no_graph_is_refused_before_anything_runs(
    arguments: list[str], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("leo_ref.cli.check.find", lambda: pytest.fail("TLC was looked for"))
    with pytest.raises(CommandFailure) as caught:
        CliRunner().invoke(command, arguments, standalone_mode=False, catch_exceptions=False)
    assert caught.value.name == name
