"""Dumps: what TLC writes, what newer versions write, and files that are not what they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from leo_ref.speccheck.tlc.compare import compare
from leo_ref.speccheck.tlc.dump import read_graph
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.ground import PREFIX
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.run import run
from tests.speccheck.tlc.conftest import Ground
from tests.speccheck.tlc.toy import LIMIT, explore

# As TLC writes it since it adds tooltips to states and arguments to actions; two workers may tell of a step first.
NEWER: Final = r"""strict digraph DiskGraph {
node [shape=box,style=rounded]
nodesep=0.35;
subgraph cluster_graph {
color="white";
5 [label="/\\ b = \"\\\"],style\"\n/\\ a = {}",tooltip="/\\ b = \"\\\"],style\"\n/\\ a = {}",style = filled]
5 -> -7 [label="Take(\"p\", 1)",color="black",fontcolor="black"];
-7 -> 9 [label="Give",color="black",fontcolor="black"];
-7 [label="/\\ b = \"x\\n/\\\\ \"\n/\\ a = {1}",tooltip="/\\ b = \"x\\n/\\\\ \"\n/\\ a = {1}"];
9 [label="/\\ b = \"\"\n/\\ a = {1}",tooltip="/\\ b = \"\"\n/\\ a = {1}"];
9 -> 9 [label="Give",color="black",fontcolor="black"];
9 -> 9 [label="Rest",color="black",fontcolor="black"];
9 -> 9 [label="Rest",color="black",fontcolor="black"];
{rank = same; 5;}
}
}"""


def failure_of(path: Path, states: int = 3, edges: int = 5) -> Failure:
    with pytest.raises(TlcFailure) as caught:
        read_graph(path, states=states, edges=edges)
    return caught.value.name


def written(folder: Path, text: str) -> Path:
    path = folder / "g.dot"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_format_of_newer_versions_is_read(tmp_path: Path) -> None:
    graph = read_graph(written(tmp_path, NEWER), states=3, edges=5)
    assert graph.variables == ("a", "b")
    assert graph.states[0] == (frozenset(), '"],style')
    assert set(graph.states) == {(frozenset(), '"],style'), (frozenset({1}), "x\n/\\ "), (frozenset({1}), "")}
    steps = {
        (graph.states[node][1], label, graph.states[to][1]) for node in range(3) for label, to in graph.steps(node)
    }
    assert steps == {
        ('"],style', 'Take("p", 1)', "x\n/\\ "),
        ("x\n/\\ ", "Give", ""),
        ("", "Give", ""),
        ("", "Rest", ""),
    }
    assert list(graph.initial) == [0]


def test_a_truncated_dump_is_told_at_every_length(ground: Ground, tmp_path: Path) -> None:
    text = ground.dump.read_text(encoding="utf-8").rstrip()
    short = tmp_path / "short.dot"
    for length in [*range(0, len(text) - 1, len(text) // 97), len(text) - 1, len(text) - 2]:
        short.write_text(text[:length], encoding="utf-8")
        assert failure_of(short) is Failure.DUMP_TRUNCATED


def test_lost_lines_are_told(ground: Ground, tmp_path: Path) -> None:
    lines = ground.dump.read_text(encoding="utf-8").splitlines()
    counts = ground.result.distinct, ground.result.edges
    edge = next(index for index, line in enumerate(lines) if " -> " in line)
    assert (
        failure_of(written(tmp_path, "\n".join(lines[:edge] + lines[edge + 1 :])), *counts) is Failure.DUMP_MISCOUNTED
    )
    assert failure_of(written(tmp_path, "\n".join([*lines[:edge], lines[edge], *lines[edge:]])), *counts) is (
        Failure.DUMP_MISCOUNTED
    )
    state = next(index for index, line in enumerate(lines) if line.endswith('"];') and " -> " not in line)
    assert (
        failure_of(written(tmp_path, "\n".join(lines[:state] + lines[state + 1 :])), *counts) is Failure.DUMP_TRUNCATED
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("9 -> 9 [label=\"Give\"", "9 -> 9 [style=\"dashed\""),
        ('9 -> 9 [label="Rest"', '9 -> 9 [label=""'),
        ('{1}"];\n9 [', '{1}",style = filled, fillcolor=lightyellow];\n9 ['),
        (r'9 [label="/\\ b', r'9 [label="/\\ c'),
        (r'9 [label="/\\ b = \"\"\n', r'9 [label="'),
        ("-7 -> 9 [", "-7 => 9 ["),
    ],
)  # fmt: skip
def test_other_lines_are_not_taken_for_what_they_are_not(tmp_path: Path, old: str, new: str) -> None:
    assert old in NEWER
    assert failure_of(written(tmp_path, NEWER.replace(old, new))) is Failure.DUMP_NOT_UNDERSTOOD


def test_no_dump_is_told(tmp_path: Path) -> None:
    assert failure_of(tmp_path / "none.dot") is Failure.DUMP_MISSING
    (tmp_path / "empty.dot").touch()
    assert failure_of(tmp_path / "empty.dot") is Failure.DUMP_TRUNCATED
    (tmp_path / "octets.dot").write_bytes(b'1 [label="\xff"];\n}\n}')
    assert failure_of(tmp_path / "octets.dot") is Failure.DUMP_NOT_UNDERSTOOD


def test_two_workers_dump_the_same_graph_and_one_the_same_octets(ground: Ground, jar: Jar, tmp_path: Path) -> None:
    for workers in (1, 2):
        dump = tmp_path / f"{workers}.dot"
        result = run(ground.model, jar=jar, dump=dump, workers=workers)
        graph = read_graph(dump, states=result.distinct, edges=result.edges, prefix=PREFIX)
        assert compare(graph, explore()) is None
    assert (tmp_path / "1.dot").read_bytes() == ground.dump.read_bytes()
    assert LIMIT == 3
