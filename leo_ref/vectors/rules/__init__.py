"""Vectors on single rules: credit, election, quorum, outcome, settlement (§4, §5, §7, §11-§13)."""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.rules.group import elect_cases, normalise_cases, quorum_cases
from leo_ref.vectors.rules.outcomes import outcome_cases
from leo_ref.vectors.rules.settling import settle_cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        normalise_cases().family("Scaling credit."),
        elect_cases().family("Who executes."),
        quorum_cases().family("What a quorum is."),
        outcome_cases().family("How a job ends."),
        settle_cases().family("Who is paid what."),
    ]
