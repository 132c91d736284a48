"""The recorded transcripts as they are: all of them hold, also where somebody did wrong."""

from __future__ import annotations

from typing import Final

from leo_ref.state.job import Outcome
from leo_ref.story.catalogue import FAULTS
from leo_ref.vectors.case import Cases
from leo_ref.vectors.transcript import names, twin_of

HONEST: Final = "honest"


def recorded_cases() -> Cases:
    """One for each."""
    cases = Cases("transcripts/recorded")
    for name in names():
        fault = None if name == HONEST else FAULTS[name]
        why = "Everybody does as the protocol asks." if fault is None else fault.says
        request = {"request": "transcript", "octets": twin_of(name).octets()}
        said = cases.add(name, why, request, clause="§15")["ok"]
        assert isinstance(said, dict), said
        outcomes = said["outcomes"]
        assert isinstance(outcomes, dict), said
        ends = Outcome.DONE if fault is None else fault.outcome
        assert sorted(map(str, outcomes.values())) == sorted((Outcome.ADMITTED.value, ends.value)), (name, outcomes)
    return cases
