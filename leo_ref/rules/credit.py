"""Credit (§13): what a lie costs, and the scaling to the constant total. Specification: ``Credit.tla``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import NodeId

LIE_SHARE: Final = 10
"""A lie costs at least one part in so many of the liar's credit: it is no cheaper for being rich."""


def after_lie(credit: int, penalty: int) -> int:
    """What a lie leaves of ``credit``: it costs ``penalty``, or a tenth if that is more; never below zero."""
    return max(0, credit - max(penalty, credit // LIE_SHARE))


def joining_credit(params: Parameters, active: Collection[int]) -> int:
    """What a candidate begins with: ``join_credit``, at most half the mean of what the active nodes hold.

    Where they hold nothing there is no mean to go by, and it is ``join_credit``.
    """
    total = sum(active)
    return min(params.join_credit, total // (2 * len(active))) if total else params.join_credit


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
