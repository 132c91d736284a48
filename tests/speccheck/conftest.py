"""The smallest compared model, explored once by TLC."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import frozen

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.manifest import ManifestEntry, chosen, read_manifest
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.dump import read_graph
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.ground import PREFIX, GroundAction, write_ground
from leo_ref.speccheck.tlc.java import Jar, find
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.world import World


@frozen
class Tied:
    """A model, and TLC's graph of it."""

    entry: ManifestEntry
    constants: Constants
    graph: StateGraph
    dump: Path
    """The file that it was read from."""

    def model(self) -> Model:
        """The model as the reference plays it."""
        return model_of(self.constants)

    def explored(self) -> tuple[StateGraph, list[World]]:
        """What the reference finds, with whatever is patched now."""
        model = self.model()
        return explore(model, ground_actions(model), Projection(model))


@pytest.fixture(scope="session")
def jar() -> Jar:
    """The TLC that is installed."""
    return find()


def tied(name: str, jar: Jar, folder: Path) -> Tied:
    """The model with its graph."""
    (entry,) = chosen(read_manifest(), (name,))
    constants = constants_of(entry, jar)
    actions = [GroundAction(g.label, g.expression, g.refusal) for g in ground_actions(model_of(constants))]
    ground = write_ground(entry.files(), actions, folder, refusals=True, constants=False)
    dump = folder / "graph.dot"
    result = run(ground, jar=jar, dump=dump)
    return Tied(entry, constants, read_graph(dump, states=result.distinct, edges=result.edges, prefix=PREFIX), dump)


@pytest.fixture(scope="session")
def election(jar: Jar, tmp_path_factory: pytest.TempPathFactory) -> Tied:
    """``MCElection``: j of 9 and 10, ties in j and beta, two rounds."""
    return tied("MCElection", jar, tmp_path_factory.mktemp("election"))


@pytest.fixture(scope="session")
def selection(jar: Jar, tmp_path_factory: pytest.TempPathFactory) -> Tied:
    """``MCSelection``: every way to claim, three rounds."""
    return tied("MCSelection", jar, tmp_path_factory.mktemp("selection"))
