"""A world as the values of the specification's variables."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.core.values import NodeId
from leo_ref.rules.election import View
from leo_ref.speccheck.abstraction import LEDGER, Abstraction, function
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.world import World

ELECTION: Final = ("elected", "heard")
ATTESTATION: Final = ("byzantine", "holds", "seen")
CANDIDACY: Final = ("byzantine",)


class Projection:
    """A world as the values of the model's variables, in the order of their names."""

    def __init__(self, model: Model) -> None:
        """The projection for one model."""
        self._ledger = Abstraction(model.constants)
        self._election = model.subject is not None
        self._attestation = "Attested" in model.constants.more
        self._candidacy = "Joined" in model.constants.more
        names = LEDGER + (ELECTION if self._election else ()) + (ATTESTATION if self._attestation else ())
        names += CANDIDACY if self._candidacy else ()
        self.variables = tuple(sorted(names))
        self._order = [names.index(name) for name in self.variables]
        self._views: dict[Map[NodeId, View], tuple[Value, Value]] = {}
        self._nodes = model.constants.ids

    def __call__(self, world: World) -> tuple[Value, ...]:
        """The world's values."""
        values = self._ledger.ledger(world.ledger)
        if self._election:
            values += self._election_values(world)
        if self._attestation:
            values += (world.byzantine, world.holds, self._seen_value(world))
        if self._candidacy:
            values += (world.byzantine,)
        return tuple([values[index] for index in self._order])

    def _election_values(self, world: World) -> tuple[Value, Value]:
        seen = self._views.get(world.views)
        if seen is None:
            elected = function({node: view.executor or "NONE" for node, view in world.views.items()})
            heard = function({node: view.heard for node, view in world.views.items()})
            seen = self._views[world.views] = (elected, heard)
        return seen

    def _seen_value(self, world: World) -> Value:
        found = world.seen
        return function({node: found[NodeId(node)].value if node in found else "none" for node in self._nodes})
