"""Vectors on the draw (§6): proofs sound and hostile, every value of a proving, votes around thresholds, tickets.

Read in this order: ``honest`` (whom the lies are about), ``proofs`` (the sound ones), ``points`` and ``forged`` (what
lies are made of), ``vrf`` (the lies), ``transcripts``, ``sortition``, ``tickets``.
"""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.draw.sortition import sortition_cases
from leo_ref.vectors.draw.tickets import ticket_cases
from leo_ref.vectors.draw.transcripts import transcript_cases
from leo_ref.vectors.draw.vrf import vrf_cases
from leo_ref.vectors.metadata import Severity, Source


def families() -> list[Family]:
    """The files of this family."""
    return [
        vrf_cases().family("Proofs and their random values.", Source.ATTACK),
        transcript_cases().family(
            "Every value of a proving, for those who look for where they turn off.", severity=Severity.SHOULD
        ),
        sortition_cases().family("Votes of a random value."),
        ticket_cases().family("What a proof wins."),
    ]
