"""A world as the values of the specification's variables."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.rules.attestation import Dossier
from leo_ref.rules.election import View
from leo_ref.state.evidence import Phase
from leo_ref.tie.abstraction import LEDGER, Abstraction, function
from leo_ref.tie.model import Model
from leo_ref.tie.world import World
from leo_ref.tlc.values import Value
from leo_ref.values import NodeId

ELECTION: Final = ("elected", "heard")
ATTESTATION: Final = ("byzantine", "evidence", "machine", "statement")


class Projection:
    """A world as the values of the model's variables, in the order of their names."""

    def __init__(self, model: Model) -> None:
        """The projection for one model."""
        self._ledger = Abstraction(model.constants)
        self._election = model.subject is not None
        self._attestation = "Attested" in model.constants.more
        names = LEDGER + (ELECTION if self._election else ()) + (ATTESTATION if self._attestation else ())
        self.variables = tuple(sorted(names))
        self._order = [names.index(name) for name in self.variables]
        self._views: dict[Map[NodeId, View], tuple[Value, Value]] = {}
        self._evidence: dict[int, tuple[Map[NodeId, Dossier], Value]] = {}

    def __call__(self, world: World) -> tuple[Value, ...]:
        """The world's values."""
        values = self._ledger.ledger(world.ledger)
        if self._election:
            values += self._election_values(world)
        if self._attestation:
            machine = "altered" if world.altered else "sound"
            values += (world.byzantine, self._evidence_value(world), machine, world.statement)
        return tuple([values[index] for index in self._order])

    def _election_values(self, world: World) -> tuple[Value, Value]:
        seen = self._views.get(world.views)
        if seen is None:
            elected = function({node: view.executor or "NONE" for node, view in world.views.items()})
            heard = function({node: view.heard for node, view in world.views.items()})
            seen = self._views[world.views] = (elected, heard)
        return seen

    def _evidence_value(self, world: World) -> Value:
        seen = self._evidence.get(id(world.dossiers))
        if seen is None:
            value = function({node: _findings(dossier) for node, dossier in world.dossiers.items()})
            seen = self._evidence[id(world.dossiers)] = (world.dossiers, value)
        return seen[1]


def _findings(dossier: Dossier) -> Value:
    found = dossier.findings
    return function({phase.value: found[phase].value if phase in found else "none" for phase in Phase})
