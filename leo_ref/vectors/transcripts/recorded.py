"""The recorded transcripts as they are: all of them hold, also where somebody did wrong."""

from __future__ import annotations

from typing import Final

from leo_ref.core.state.job import Outcome
from leo_ref.demo.catalogue import FAULTS
from leo_ref.vectors.case import Cases
from leo_ref.vectors.transcript import forgery_of, names

HONEST: Final = "honest"
PARTIES: Final = (
    *("newcomer-without-tpm", "attestor-lies", "alice-withholds", "alice-wrong-key"),
    *("monitor-lies", "challenge-unanswered"),
)
"""One fault of each kind that parties commit; tests play the others in software, where they go the same way."""

RECORDED: Final = (HONEST, *(name for name, fault in FAULTS.items() if fault.of_machine), *PARTIES)
"""What is recorded: every fault that only a machine can play, and these."""


def recorded_cases() -> Cases:
    """One for each."""
    cases = Cases("transcripts/recorded")
    for name in names():
        fault = None if name == HONEST else FAULTS[name]
        why = "Everybody does as the protocol asks." if fault is None else fault.says
        request = {"request": "transcript", "octets": forgery_of(name).octets()}
        said = cases.add(name, why, request, clause="§15")["ok"]
        assert isinstance(said, dict), said
        outcomes = said["outcomes"]
        assert isinstance(outcomes, dict), said
        ends = (Outcome.ADMITTED, Outcome.DONE) if fault is None else (fault.join, fault.outcome)
        assert {end.value for end in ends} <= {*outcomes.values()}, (name, outcomes)
    return cases
