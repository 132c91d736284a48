"""Vectors on whole runs: transcripts of the story on real parts, and what forgers make of them (§15)."""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.metadata import Source
from leo_ref.vectors.transcripts.bound import bound_cases
from leo_ref.vectors.transcripts.recorded import recorded_cases
from leo_ref.vectors.transcripts.unbound import unbound_cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        recorded_cases().family("Runs on real parts, as they were recorded.", Source.RECORDING),
        unbound_cases().cases.family(
            "Recorded runs of which octets were changed, left out, added or exchanged.", Source.MUTATION
        ),
        bound_cases().cases.family(
            "Recorded runs that were told otherwise, with every line bound anew.", Source.ATTACK
        ),
    ]
