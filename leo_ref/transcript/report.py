"""What a transcript turned out to contain."""

from __future__ import annotations

from typing import Final

from attrs import evolve, field, frozen
from immutables import Map

from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.state.job import Outcome
from leo_ref.core.values import JobId

NO_COUNTS: Final[Map[str, int]] = Map()
NO_OUTCOMES: Final[Map[JobId, Outcome]] = Map()


@frozen(kw_only=True)
class ReplayReport:
    """Counts of what was replayed."""

    evidence: str = ""
    """The kind of evidence: software or tpm."""
    lines: int = 0
    blocks: int = 0
    transactions: int = 0
    """In blocks."""
    refused: int = 0
    messages: int = 0
    """Delivered to parties, blocks not counted."""
    appraised: int = 0
    """Answers that reached somebody."""
    shown: Map[str, int] = NO_COUNTS
    """How many of them showed what."""
    results: int = 0
    """Results that reached their owner."""
    lies: int = 0
    """Claims, confirmations and accusations that the ledger booked as lies."""
    outcomes: Map[JobId, Outcome] = NO_OUTCOMES
    state: bytes = field(default=b"", repr=bytes.hex)
    """The digest of the ledger's last state."""
    head: bytes = field(default=b"", repr=bytes.hex)
    """The digest of the last line: whoever knows it knows the whole transcript."""

    def facts(self) -> dict[str, JsonValue]:
        """All of it as JSON."""
        return {
            "evidence": self.evidence,
            "lines": self.lines,
            "blocks": self.blocks,
            "transactions": self.transactions,
            "refused": self.refused,
            "messages": self.messages,
            "appraised": self.appraised,
            "shown": dict(sorted(self.shown.items())),
            "results": self.results,
            "lies": self.lies,
            "outcomes": {name: outcome.value for name, outcome in sorted(self.outcomes.items())},
            "state": self.state.hex(),
            "head": self.head.hex(),
        }

    def found(self, shown: str) -> ReplayReport:
        """One more answer."""
        counts = self.shown.set(shown, self.shown.get(shown, 0) + 1)
        return evolve(self, appraised=self.appraised + 1, shown=counts)
