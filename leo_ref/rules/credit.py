"""Credit (§13): what a lie costs, and the scaling to the constant total. Specification: ``Credit.tla``."""

from __future__ import annotations

from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.values import NodeId


def penalised(credit: int, penalty: int) -> int:
    """What is left of ``credit`` after a penalty; never below zero."""
    return max(0, credit - penalty)


def normalised(params: Parameters, held: Map[NodeId, int]) -> Map[NodeId, int]:
    """The credit held, scaled to ``params.total_credit`` by largest remainder.

    Floors first, then one unit each to the largest remainders, ties to the lower node id. The sum is exact, the
    order is kept, zero stays zero and nobody is off by a whole unit. With nothing to scale, nothing changes.
    """
    total = sum(held.values())
    if total in (0, params.total_credit):
        return held
    floors = {node: credit * params.total_credit // total for node, credit in held.items()}
    rests = {node: credit * params.total_credit % total for node, credit in held.items()}
    left = params.total_credit - sum(floors.values())
    for node in sorted(held, key=lambda node: (-rests[node], node))[:left]:
        floors[node] += 1
    return Map(floors)
