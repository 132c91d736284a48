"""Whether a mutant's graph of a model differs from the model's own: a state, a step, or the code of a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.ground import GroundAction
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.parsing import parse_state
from leo_ref.speccheck.tlc.result import TlcOutcome
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.tree import Module
from tests.mutants.results import Verdict
from tests.mutants.spec.batch import VARIABLE, write
from tests.mutants.spec.explore import HEAP, Found, guilt
from tests.mutants.spec.mutant import Mutant

_STATE: Final = re.compile(r'(-?\d+) \[label="(.*)"(,style = filled)?\];?$')
_STEP: Final = re.compile(r'(-?\d+) -> (-?\d+) \[label="([^"]*)"')
_WHOSE: Final = re.compile(rf"\b{VARIABLE} = (\d+)")
SAME: Final = "the same graph"

Part: TypeAlias = tuple[frozenset[str], frozenset[tuple[str, str, str]]]
"""States, and steps from state to state."""


def graphs(
    entry: ManifestEntry, modules: Mapping[str, Module], mutants: list[Mutant], jar: Jar, time_limit: float
) -> list[Found]:
    """For each mutant whether its graph of a compared model, refusals included, is the model's.

    Mutants come here that TLC has explored to their end already, so it does so again; the graph's own questions, such
    as the refusals of all actions in each state, may still have no answer.
    """
    actions = [
        GroundAction(one.label, one.expression, one.refusal)
        for one in ground_actions(model_of(constants_of(entry, jar)))
    ]
    with TemporaryDirectory(prefix="leo-mutants-") as name:
        folder = Path(name)
        files = write(entry, modules, dict(enumerate(mutants, start=1)), folder, actions=actions)
        try:
            result = run(
                files, jar=jar, dump=folder / "graph.dot", heap=HEAP, check_deadlock=False, time_limit=time_limit
            )
        except TlcFailure as failure:
            found = guilt(failure)
            if len(mutants) == 1:
                return [found]
            middle = len(mutants) // 2
            halves = (mutants[:middle], mutants[middle:])
            return [one for half in halves for one in graphs(entry, modules, half, jar, time_limit)]
        assert result.outcome is TlcOutcome.OK, (entry.name, result.outcome)
        parts = read_parts(folder / "graph.dot")
    return [_compared(parts[0], parts[number]) for number in range(1, len(mutants) + 1)]


def read_parts(dump: Path) -> dict[int, Part]:
    """The graph of each mutant in a dump, with the texts of states as TLC writes them."""
    texts: dict[str, str] = {}
    whose: dict[str, int] = {}
    states: dict[int, set[str]] = {}
    steps: dict[int, set[tuple[str, str, str]]] = {}
    waiting: list[tuple[str, str, str]] = []
    known: dict[str, str] = {}
    with dump.open(encoding="utf-8") as lines:
        for line in lines:
            if step := _STEP.match(line):
                waiting.append((step[1], step[3], step[2]))
            elif state := _STATE.match(line):
                found = _WHOSE.search(state[2])
                assert found is not None, line[:200]
                start = "initial " if state[3] else ""
                text = start + state[2].replace(found[0], "", 1)
                texts[state[1]] = known.setdefault(text, text)
                whose[state[1]] = int(found[1])
                states.setdefault(int(found[1]), set()).add(texts[state[1]])
    for source, label, target in waiting:
        steps.setdefault(whose[source], set()).add((texts[source], label, texts[target]))
    return {number: (frozenset(those), frozenset(steps.get(number, ()))) for number, those in states.items()}


def _compared(own: Part, other: Part) -> Found:
    if own == other:
        return Found(Verdict.SURVIVED, SAME)
    # Equal values might be written in two ways; so what differs is read before it is said to differ.
    if _read(own) == _read(other):
        return Found(Verdict.SURVIVED, SAME)
    return Found(Verdict.KILLED, "graph")


def _read(part: Part) -> tuple[frozenset[object], frozenset[object]]:
    values = {text: _value(text) for text in part[0]}
    return frozenset(values.values()), frozenset((values[a], label, values[b]) for a, label, b in part[1])


def _value(text: str) -> object:
    bare = text.removeprefix("initial ")
    conjuncts = [one for one in bare.removeprefix(r"/\\ ").split(r"\n/\\ ") if one.strip()]
    plain = "\n".join("/\\ " + one.replace(r"\"", '"').replace(r"\\", "\\").replace(r"\n", "\n") for one in conjuncts)
    return text.startswith("initial "), frozenset(parse_state(plain).items())
