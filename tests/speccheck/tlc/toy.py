"""The toy model explored by hand, and its ground actions: what the comparison must find in TLC's graph."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.ground import GroundAction
from leo_ref.speccheck.tlc.model import model_in
from leo_ref.speccheck.tlc.values import function, record, sequence

MODELS: Final = Path(__file__).parent / "models"
TOY: Final = model_in(MODELS, "MCToy")
LIMIT: Final = 3
PROCESSES: Final = ("p1", "p2")
VARIABLES: Final = ("at", "counter", "full", "last", "log", "seen", "used")

ACTIONS: Final = (
    *(
        GroundAction(f"Take_{p}_{n}", f'Take("{p}", {n})', f'TakeRefusal("{p}", {n})')
        for p in PROCESSES
        for n in (1, 2)
    ),
    *(GroundAction(f"Give_{p}", f'Give("{p}")', f'GiveRefusal("{p}")') for p in PROCESSES),
    GroundAction("Done", "Done", "DoneRefusal"),
)


@frozen
class Toy:
    """A state of the toy model."""

    log: tuple[tuple[str, int], ...] = ()
    busy: frozenset[str] = frozenset()

    def counters(self) -> list[int]:
        """What the counter was, from the start to now."""
        return [sum(share for _, share in self.log[:length]) for length in range(len(self.log) + 1)]

    def answer(self, label: str) -> str:
        """The refusal's code, or OK."""
        name, *arguments = label.split("_")
        if name == "Done":
            return "OK" if self.counters()[-1] == LIMIT else "NOT_FULL"
        if name == "Give":
            return "OK" if arguments[0] in self.busy else "IDLE"
        if arguments[0] in self.busy:
            return "BUSY"
        return "OVER" if self.counters()[-1] + int(arguments[1]) > LIMIT else "OK"

    def after(self, label: str) -> Toy:
        """The state after an action that is not refused."""
        name, *arguments = label.split("_")
        if name == "Take":
            return Toy((*self.log, (arguments[0], int(arguments[1]))), self.busy | {arguments[0]})
        if name == "Give":
            return evolve(self, busy=self.busy - {arguments[0]})
        return self

    def values(self) -> State:
        """The variables' values in the order of VARIABLES."""
        counters = self.counters()
        shares: dict[str, frozenset[int]] = dict.fromkeys(PROCESSES, frozenset())
        for index, (process, _) in enumerate(self.log):
            shares[process] = frozenset(range(counters[index], counters[index + 1] + 1))
        at = {
            process: record({"place": 'bu"sy\\' if process in self.busy else "idle", "shares": shares[process]})
            for process in PROCESSES
        }
        return (
            record(at),
            counters[-1],
            counters[-1] == LIMIT,
            self.log[-1][0] if self.log else "nobody",
            sequence(sequence(share) for share in self.log),
            frozenset(record({"who": who, "what": what}) for who, what in self.log),
            function((number, number in counters) for number in range(LIMIT + 1)),
        )


def explore() -> StateGraph:
    """All that the toy can do."""
    graph = StateGraph(VARIABLES)
    start = Toy()
    waiting = deque([start])
    known = {start}
    labels = [action.label for action in ACTIONS]
    while waiting:
        toy = waiting.popleft()
        answers = {label: toy.answer(label) for label in labels}
        source = graph.add_state(toy.values(), initial=toy == start, refusals=record(answers))
        for label in labels:
            if answers[label] == "OK":
                following = toy.after(label)
                graph.add_edge(source, label, graph.add_state(following.values()))
                if following not in known:
                    known.add(following)
                    waiting.append(following)
    return graph
