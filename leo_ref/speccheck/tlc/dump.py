r"""Read the state graph that TLC writes with ``-dump dot,actionlabels``.

The file is read line by line and not as a graph file: its header says ``strict``, by which every reader of such files
would merge parallel edges. Three kinds of line count::

    FP [label="/\\ a = 1\n/\\ b = \"x\"",style = filled]       an initial state
    FP [label="/\\ a = 1\n/\\ b = \"x\""];                     another state
    FP -> FP [label="Action",color="black",fontcolor="black"];  a step

Newer versions add ``,tooltip="..."`` to states and arguments to the labels of steps. A state's variables are cut apart
while the escapes are still in; each text of a variable is read once, as most states share it with others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.parsing import parse
from leo_ref.speccheck.tlc.values import Function, Value

REFUSAL: Final = "refusal"
"""The variable that a ground module adds; it is kept apart from the state, see :mod:`leo_ref.speccheck.tlc.ground`."""

_LABEL: Final = '[label="'
_TOOLTIP: Final = '",tooltip="'
_BETWEEN: Final = r"\n/\\ "
_ENDS: Final = {'"];': False, '",style = filled]': True, '",style = filled];': True}
"""How a state's line ends, and whether the state is initial."""
AGAIN: Final = "Run TLC again; if it happens again, look for a full disk."


class _Reader:
    """The state of reading one file."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.order: tuple[str, ...] = ()
        """The variables' names as the file orders them."""
        self.places: tuple[int, ...] = ()
        """Where in that order the graph's variables are."""
        self.refusal: int | None = None
        """Where in that order the refusals are."""
        self.values: list[dict[str, Value]] = []
        """For each variable in that order: its texts that were read, and their values."""
        self.labels: dict[str, str] = {}
        self.graph: StateGraph | None = None
        self.nodes: dict[str, int] = {}
        """The node of each fingerprint."""
        self.waiting: list[tuple[str, str, str]] = []
        """Steps (source, label, target) to a state that comes later in the file."""
        self.state_lines = 0
        self.edge_lines = 0

    def state(self, fingerprint: str, rest: str) -> None:
        """A line of a state, split after its fingerprint."""
        self.state_lines += 1
        conjuncts, initial = conjuncts_of(rest)
        graph = self.graph
        if graph is None:
            graph = self.graph = self._start(conjuncts)
        found = [
            memo[conjunct] if conjunct in memo else self._variable(place, conjunct)
            for place, (memo, conjunct) in enumerate(zip(self.values, conjuncts, strict=True))
        ]
        state: State = tuple([found[place] for place in self.places])
        refusals = None if self.refusal is None else found[self.refusal]
        node = graph.add_state(state, initial=initial)
        if refusals is not None:
            graph.refusals[node] = _function(refusals)
        self.nodes[fingerprint] = node

    def edge(self, source: str, target: str, rest: str) -> None:
        """A line of a step, split into its two fingerprints and what follows."""
        self.edge_lines += 1
        label = self.labels.get(rest)
        if label is None:
            label = self.labels[rest] = label_of(rest, self.prefix)
        nodes = self.nodes
        if self.graph is not None and source in nodes and target in nodes:
            self.graph.add_edge(nodes[source], label, nodes[target])
        else:
            self.waiting.append((source, label, target))

    def finish(self) -> StateGraph:
        """The graph, with the steps that waited."""
        if self.graph is None:
            raise TlcFailure(Failure.DUMP_TRUNCATED, "The file has no state.", AGAIN)
        for source, label, target in self.waiting:
            for end in (source, target):
                if end not in self.nodes:
                    raise TlcFailure(Failure.DUMP_TRUNCATED, f"A step touches {end}, a state that has no line.", AGAIN)
            self.graph.add_edge(self.nodes[source], label, self.nodes[target])
        return self.graph

    def _start(self, conjuncts: list[str]) -> StateGraph:
        """Learns from the first state which variables there are."""
        self.order = tuple(map(name_of, conjuncts))
        self.values = [{} for _ in self.order]
        variables = tuple(sorted(name for name in self.order if name != REFUSAL))
        self.places = tuple(self.order.index(name) for name in variables)
        self.refusal = self.order.index(REFUSAL) if REFUSAL in self.order else None
        return StateGraph(variables)

    def _variable(self, place: int, conjunct: str) -> Value:
        value = self.values[place][conjunct] = value_of(conjunct, self.order[place])
        return value


def conjuncts_of(rest: str) -> tuple[list[str], bool]:
    """The escaped texts of a state's variables, and whether it is initial; from its line after the fingerprint."""
    tail = rest[rest.rfind('"') :].rstrip()
    initial = _ENDS.get(tail)
    if initial is None:
        raise ValueError(f"a state's line ends in {tail!r}")
    # An escaped text has no quotation mark without a backslash before it, so this one cannot be inside of it.
    end = rest.find(_TOOLTIP)
    text = rest[len(_LABEL) : end if end >= 0 else rest.rfind('"')]
    return text.removeprefix(r"/\\ ").split(_BETWEEN), initial


def name_of(conjunct: str) -> str:
    """The name of the variable in an escaped text."""
    return conjunct.partition(" = ")[0]


def value_of(conjunct: str, expected: str) -> Value:
    """The value in the escaped text of a variable, which must be the expected one."""
    name, _, text = conjunct.partition(" = ")
    if name != expected:
        raise ValueError(f"there is a variable {name!r} where the first state has {expected!r}")
    return parse(_unescape(text))


def label_of(rest: str, prefix: str) -> str:
    """The label of a step, without the prefix; from its line after the fingerprints."""
    end = rest.find('",color=')
    if not rest.startswith(_LABEL) or end < 0 or not rest.rstrip().endswith("];"):
        raise ValueError("a step's line has no label")
    label = _unescape(rest[len(_LABEL) : end])
    if not label:
        raise ValueError("a step has an empty label")
    return label.removeprefix(prefix)


class DumpReader(Protocol):
    """What is told of a file's lines."""

    def state(self, fingerprint: str, rest: str) -> None:
        """A line of a state, split after its fingerprint."""

    def edge(self, source: str, target: str, rest: str) -> None:
        """A line of a step, split into its two fingerprints and what follows."""


def read_lines(path: Path, reader: DumpReader) -> None:
    """Tells the reader of each line of the file, which must be whole.

    Raises:
        TlcFailure: DUMP_MISSING, DUMP_TRUNCATED, DUMP_NOT_UNDERSTOOD, VALUE_NOT_UNDERSTOOD.
    """
    number = 0
    try:
        if not _is_whole(path):
            raise TlcFailure(Failure.DUMP_TRUNCATED, f"{path} breaks off before its end.", AGAIN)
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                number += 1
                fingerprint, _, rest = line.partition(" ")
                if rest.startswith("-> "):
                    _, target, attributes = rest.split(" ", 2)
                    reader.edge(fingerprint, target, attributes)
                elif rest.startswith(_LABEL):
                    reader.state(fingerprint, rest)
                elif line[0] in "-0123456789":
                    raise ValueError(f"{line[:60]!r} is neither a state nor a step")
    except FileNotFoundError as error:
        raise TlcFailure(Failure.DUMP_MISSING, f"{path} does not exist.", "Run TLC with a dump first.") from error
    except ValueError as error:
        raise TlcFailure(
            Failure.DUMP_NOT_UNDERSTOOD,
            f"{path}, line {number}: {error}",
            "Use a released tla2tools.jar, and a model without CONSTRAINT, ACTION_CONSTRAINT, VIEW and SYMMETRY.",
        ) from error


def miscounted(path: Path, counted: tuple[int, int, int], states: int, edges: int) -> TlcFailure:
    """What is wrong if these (lines of states, states that differ, lines of steps) are not what TLC reports."""
    return TlcFailure(
        Failure.DUMP_MISCOUNTED,
        f"{path} has {counted[0]} lines of states, of which {counted[1]} differ, and {counted[2]} lines of steps;"
        f" TLC reports {states} states and {edges} steps.",
        "Dump without PROPERTY, CONSTRAINT, VIEW and SYMMETRY, which change the dump or the counts.",
    )


def read_graph(path: Path, *, states: int, edges: int, prefix: str = "") -> StateGraph:
    """The graph in the file at `path`.

    Args:
        path: What TLC dumped.
        states: The number of distinct states that TLC reports.
        edges: The number of steps that it reports, :attr:`leo_ref.speccheck.tlc.result.TlcResult.edges`.
        prefix: Taken from the front of each label that has it.

    Raises:
        TlcFailure: DUMP_MISSING, DUMP_TRUNCATED, DUMP_NOT_UNDERSTOOD, DUMP_MISCOUNTED, VALUE_NOT_UNDERSTOOD.
    """
    reader = _Reader(prefix)
    read_lines(path, reader)
    graph = reader.finish()
    counted = (reader.state_lines, len(graph.states), reader.edge_lines)
    if counted != (states, states, edges):
        raise miscounted(path, counted, states, edges)
    return graph


def _is_whole(path: Path) -> bool:
    """Whether the file ends as TLC ends it, with the brackets of two graphs closed."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(max(0, length - 8))
        return file.read().rstrip().endswith(b"\n}\n}")


def _unescape(text: str) -> str:
    r"""Undoes ``\\``, ``\"`` and ``\n`` in one pass: outside of ``\\`` each backslash starts an escape."""
    return "\\".join(part.replace(r"\"", '"').replace(r"\n", "\n") for part in text.split(r"\\"))


def _function(value: Value) -> Function:
    if not isinstance(value, tuple):
        raise ValueError(f"the variable {REFUSAL} is no record")
    return value
