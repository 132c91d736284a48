"""The file of a model's whole graph: JSON lines with TLA+ values in the form of ``itf`` (``docs/graphs.md``).

First a header, then a line for each ground action, each state and each path. The paths together take every edge.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants, constants_value
from leo_ref.speccheck.cover import covering
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.numbered import NumberedGraph, numbered, state_id, state_json
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.itf import json_of

KIND: Final = "graph"
VERSION: Final = 1


def lines(graph: NumberedGraph) -> Iterator[dict[str, JsonValue]]:
    """The lines of the file, as JSON; states, actions and paths are numbered from 0 in the order of their lines."""
    edges = [(source, *edge) for source, found in enumerate(graph.edges) for edge in found]
    paths = covering(graph, edges, ())
    yield {
        "kind": KIND,
        "version": VERSION,
        "model": graph.name,
        "variables": list(graph.variables),
        "constants": json_of(constants_value(graph.constants)),
        "actions": len(graph.grounds),
        "states": len(graph.states),
        "edges": len(edges),
        "refusals": sum(map(len, graph.refusals)),
        "paths": len(paths),
    }
    for number, ground in enumerate(graph.grounds):
        yield {
            "action": number,
            "label": ground.label,
            "name": ground.name,
            "arguments": [json_of(argument) for argument in ground.arguments],
            "tla": ground.expression,
        }
    for number, state in enumerate(graph.states):
        yield {
            "state": number,
            "id": state_id(graph.variables, state),
            "initial": number < graph.initial,
            "values": state_json(graph.variables, state),
            "edges": [list(edge) for edge in graph.edges[number]],
            "refusals": [list(refusal) for refusal in graph.refusals[number]],
        }
    for number, path in enumerate(paths):
        yield {"path": number, "start": path.start, "turns": [list(turn) for turn in path.turns]}


def write(name: str, constants: Constants, graph: StateGraph, path: Path) -> None:
    """Writes the whole graph of the model with these constants; the file is there when it is whole, and not before.

    Raises:
        TieFailure: GRAPH_NOT_WRITTEN.
    """
    whole = numbered(name, constants, ground_actions(model_of(constants)), graph)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            for line in lines(whole):
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        unfinished.replace(path)
    except OSError as error:
        raise TieFailure(
            Failure.GRAPH_NOT_WRITTEN, f"{path}: {error.strerror}.", "Name another file, or free space."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
