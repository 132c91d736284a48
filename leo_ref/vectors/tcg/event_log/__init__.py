"""Vectors on the event log of firmware (§8): read, replayed, held against a quote; and each way to lie in one.

The logs are made by hand (:mod:`leo_ref.vectors.tcg.boots`).
"""

from __future__ import annotations

from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg.event_log.banks import add_banks, add_unknown_banks
from leo_ref.vectors.tcg.event_log.locality import add_localities
from leo_ref.vectors.tcg.event_log.replayed import add_prefixes, add_rewritten
from leo_ref.vectors.tcg.event_log.separators import add_customs, add_separators
from leo_ref.vectors.tcg.event_log.structure import add_bounds, add_honest, add_malformed, add_spec_id
from leo_ref.vectors.tcg.event_log.unasked import add_unasked


def event_log_cases() -> Cases:
    """All of them."""
    cases = Cases("tcg/event_log")
    add_honest(cases)
    add_malformed(cases)
    add_spec_id(cases)
    add_bounds(cases)
    add_unknown_banks(cases)
    add_banks(cases)
    add_localities(cases)
    add_separators(cases)
    add_rewritten(cases)
    add_prefixes(cases)
    add_customs(cases)
    add_unasked(cases)
    return cases
