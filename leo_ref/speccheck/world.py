"""What a model looks at: the ledger, and where the model has them, the members' views and the attestation."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.election import View

NO_VIEWS: Final[Map[NodeId, View]] = Map()
NOTHING_SEEN: Final[Map[NodeId, Finding]] = Map()


@frozen(kw_only=True)
class World:
    """One state of a model, in the reference's own types."""

    ledger: State
    views: Map[NodeId, View] = NO_VIEWS
    """What each node has heard and whom it elected (``Election.tla``)."""
    byzantine: frozenset[str] = frozenset()
    """The accounts that do not follow the protocol."""
    seen: Map[NodeId, Finding] = NOTHING_SEEN
    """What the first signed answer showed each monitor (``Attestation.tla``)."""
    holds: frozenset[NodeId] = frozenset()
    """Monitors that the sealed result came to."""

    def with_ledger(self, ledger: State, subject: JobId | None) -> World:
        """This world after the ledger moved; what was heard in a round that failed is forgotten."""
        views = self.views
        if views and subject is not None:
            before, after = self.ledger.jobs.get(subject), ledger.jobs.get(subject)
            if (before.round if before else 0) != (after.round if after else 0):
                views = Map({node: evolve(view, heard=frozenset()) for node, view in views.items()})
        return World(ledger=ledger, views=views, byzantine=self.byzantine, seen=self.seen, holds=self.holds)
