"""Faults of electing the executor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.state.job import Place
from leo_ref.core.values import NodeId
from tests.faults.faults.fault import SELECTION, fault


def elected_by_text(group: Mapping[NodeId, Place]) -> NodeId:
    return max(group, key=lambda node: (str(group[node].j), -int.from_bytes(group[node].beta, "big"), node))


def elected_by_text_of_beta(group: Mapping[NodeId, Place]) -> NodeId:
    return min(group, key=lambda node: (-group[node].j, str(int.from_bytes(group[node].beta, "big")), node))


def elected_highest_id(group: Mapping[NodeId, Place]) -> NodeId:
    best = min((-place.j, place.beta) for place in group.values())
    return max(node for node, place in group.items() if (-place.j, place.beta) == best)


def elected_among_others(group: Mapping[NodeId, Place]) -> NodeId:
    """The node itself is not compared: the highest id stands for it."""
    return min(sorted(group)[:-1], key=lambda node: (-group[node].j, group[node].beta, node))


FAULTS: Final = (
    fault("votes as text", '"9" > "10"', SELECTION, "elected", elected_by_text, "draw", "executor_is_elected in draw"),
    fault(
        "random values as text",
        "the tie-break compares text",
        SELECTION,
        "elected",
        elected_by_text_of_beta,
        "draw",
        "executor_is_elected in draw",
    ),
    fault(
        "ties to the highest id",
        "the tie-break compares text, so that the higher letter wins",
        SELECTION,
        "elected",
        elected_highest_id,
        "draw",
        "executor_is_elected in draw",
    ),
    fault(
        "itself not compared",
        "the node itself is not compared",
        SELECTION,
        "elected",
        elected_among_others,
        "draw",
        "executor_is_elected in draw",
    ),
)
