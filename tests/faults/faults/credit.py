"""Faults of credit and its normalisation."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import NodeId
from tests.faults.faults.fault import TICK, fault


def floors_only(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    """1900 in twenty equal parts becomes 1000, but 14 to 50 in steps of one become 982."""
    total = sum(held.values())
    return Map({node: credit * params.total_credit // total for node, credit in held.items()}) if total else held


def rounded_within_tolerance(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    """1009 stays; what is further off is scaled by a float."""
    total = sum(held.values())
    if not total or abs(total - params.total_credit) * 100 < params.total_credit:
        return held
    return Map({node: round(credit * (params.total_credit / total)) for node, credit in held.items()})


def no_guard_for_zero(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    total = sum(held.values())
    return Map({node: credit * params.total_credit // total for node, credit in held.items()})


def not_scaled(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    del params
    return held


FAULTS: Final = (
    fault("normalised to 996", "1900 becomes 996", TICK, "normalised", floors_only, "scaling", "scaling"),
    fault("1009 stays", "1009 stays", TICK, "normalised", rounded_within_tolerance, "scaling", "scaling"),
    fault("zero total", "a total of zero becomes NaN", TICK, "normalised", no_guard_for_zero, "scaling", "scaling"),
    fault("not normalised", "credit grows", TICK, "normalised", not_scaled, "end", "credit_total_is_constant in end"),
)
