"""The reference's graph of a model in digests: some 300 octets for a state and its steps."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from leo_ref.core.state.ledger import State
from leo_ref.speccheck import sharing
from leo_ref.speccheck.actions import Ground
from leo_ref.speccheck.deep import digests
from leo_ref.speccheck.deep.digests import Digests
from leo_ref.speccheck.explore import OK
from leo_ref.speccheck.inverse import comparable, world_of
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.values import Value, record
from leo_ref.speccheck.world import World


class CompactGraph:
    """States, steps and refusals by numbers; filled by a walk, which tells all about one state after the other."""

    def __init__(self, model: Model, grounds: list[Ground]) -> None:
        """An empty graph."""
        self._model = model
        self._projection = Projection(model)
        self._digests = Digests()
        self._answers: dict[tuple[str, ...], bytes] = {}
        self._back: dict[int, State] = {}
        self.variables = self._projection.variables
        self.labels = [ground.label for ground in grounds]
        self.nodes: dict[bytes, int] = {}
        """The node of each state's digest."""
        self.initial: set[int] = set()
        self.first = array("Q", [0])
        """Where the steps of each node begin, and at last where all of them end."""
        self.actions = array("H")
        """The action of each step."""
        self.targets = array("I")
        """The node that each step leads to."""
        self.refusals = bytearray()
        """For each node the digest of the record of what its actions answer."""
        self.refused = 0
        """Pairs of a state and an action that is refused in it."""
        self.parents = array("I")
        """The node from which each was found first; an initial state's is itself."""
        self.problem = ""
        """The first state whose values do not lead back to it; empty if there is none."""
        self._at = 0

    def state(self, world: World, *, initial: bool) -> tuple[int, bool]:
        """The node of a world's state, and whether it is new."""
        values = self._projection(world)
        node = self.nodes.setdefault(self._digests.state(values), len(self.nodes))
        new = node == len(self.parents)
        if new:
            self.parents.append(node if initial else self._at)
            if not self.problem and not self._comes_back(world, dict(zip(self.variables, values, strict=True))):
                self.problem = f"The state {self.path(node)} leads to is not the one that its abstraction describes."
        if initial:
            self.initial.add(node)
        return node, new

    def answers(self, node: int, codes: list[str], steps: list[tuple[int, int]]) -> None:
        """All about a node; nodes come in their order."""
        assert node == self._at, "a walk is breadth first"
        for action, target in steps:
            self.actions.append(action)
            self.targets.append(target)
        self.first.append(len(self.actions))
        key = tuple(codes)
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= digests.MOST:
                self._answers.clear()
            answered = record(dict(zip(self.labels, codes, strict=True)))
            found = self._answers[key] = self._digests.value(answered)
        self.refusals += found
        self.refused += sum(code != OK for code in codes)
        self._at += 1

    def refusal(self, node: int) -> bytes:
        """The digest of what the actions answer in a state."""
        return bytes(self.refusals[node * digests.SIZE : (node + 1) * digests.SIZE])

    def steps(self, node: int) -> Iterator[tuple[int, int, int]]:
        """The number of each step of a node, its action, and the node that it leads to."""
        for step in range(self.first[node], self.first[node + 1]):
            yield step, self.actions[step], self.targets[step]

    def path(self, node: int) -> list[str]:
        """Labels on a shortest path from an initial state to a node all steps of whose path are known."""
        labels: list[str] = []
        while (parent := self.parents[node]) != node:
            taken = [action for _, action, target in self.steps(parent) if target == node] if parent < self._at else []
            labels.append(self.labels[taken[0]] if taken else "the last step")
            node = parent
        return labels[::-1]

    def _comes_back(self, world: World, variables: dict[str, Value]) -> bool:
        """Whether the values lead back to the world. If all do, no two worlds have the same values.

        A ledger that came back once comes back in every world that has it.
        """
        known = self._back.get(id(world.ledger))
        if known is not None:
            return world_of(self._model, variables, known) == world
        if len(self._back) >= sharing.MOST:
            self._back.clear()
        right = comparable(world_of(self._model, variables)) == comparable(world)
        if right and self._model.shares:
            self._back[id(world.ledger)] = world.ledger
        return right
