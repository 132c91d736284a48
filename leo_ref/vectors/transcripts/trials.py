"""The requests of forged transcripts, and where the forgery must be found."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.transcript.fault import Fault
from leo_ref.vectors.case import Cases
from leo_ref.vectors.transcript import Forgery

ZERO: Final = bytes(32).hex()


class TranscriptTrials:
    """Cases whose requests are all ``transcript``."""

    def __init__(self, prefix: str) -> None:
        """None yet."""
        self.cases = Cases(prefix)

    def wrong(
        self, name: str, why: str, forgery: Forgery | JsonValue, line: int, fault: Fault, clause: str = "§15"
    ) -> None:
        """A transcript in which this is wrong first."""
        found: JsonValue = {"line": line, "fault": fault.name}
        self.cases.add(name, why, _asking(forgery), gives=found, clause=clause)

    def right(self, name: str, why: str, forgery: Forgery) -> None:
        """A transcript that holds all the same."""
        said = self.cases.add(name, why, _asking(forgery), clause="§15")["ok"]
        assert isinstance(said, dict), said
        assert "fault" not in said, (name, said)


def _asking(forgery: Forgery | JsonValue) -> dict[str, JsonValue]:
    return {"request": "transcript", "octets": forgery.octets() if isinstance(forgery, Forgery) else forgery}
