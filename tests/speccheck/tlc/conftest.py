"""Runs of the real TLC that several tests look at; one start takes more than a second."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from leo_ref.speccheck.tlc.dump import read_graph
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.ground import PREFIX, write_ground
from leo_ref.speccheck.tlc.java import Jar, find
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.result import Progress, TlcResult
from leo_ref.speccheck.tlc.run import run
from tests.speccheck.tlc.toy import ACTIONS, TOY


@frozen
class Ground:
    """The toy's ground model, TLC's run of it, and the graph that it dumped."""

    model: ModelFiles
    result: TlcResult
    dump: Path
    progress: list[Progress]
    graph: StateGraph


@pytest.fixture(scope="session")
def jar() -> Jar:
    """The TLC that is installed."""
    return find()


@pytest.fixture(scope="session")
def plain(jar: Jar) -> TlcResult:
    """The toy as it is."""
    return run(TOY, jar=jar, workers=2)


@pytest.fixture(scope="session")
def ground(jar: Jar, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The toy with ground actions and refusals."""
    folder = tmp_path_factory.mktemp("ground")
    model = write_ground(TOY, ACTIONS, folder, refusals=True)
    dump = folder / "toy.dot"
    progress: list[Progress] = []
    result = run(model, jar=jar, dump=dump, on_progress=progress.append)
    graph = read_graph(dump, states=result.distinct, edges=result.edges, prefix=PREFIX)
    return Ground(model, result, dump, progress, graph)
