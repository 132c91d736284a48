"""The closed group (§7, §11): who executes, who monitors, what a quorum is. Specification: ``Committee.tla``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leo_ref.core.state.job import Job, Place
from leo_ref.core.values import NodeId


def elected(group: Mapping[NodeId, Place]) -> NodeId:
    """The executor of a group: highest j, then lowest beta as an integer, then lowest node id."""
    assert group, "only a closed group elects"
    return min(group, key=lambda node: (-group[node].j, group[node].beta, node))


def is_monitor(job: Job, node: NodeId) -> bool:
    """Whether the node monitors the job; in a join every member does."""
    return node in job.group and node != job.executor


def monitors(job: Job) -> list[NodeId]:
    """All members but the executor."""
    return [node for node in job.group if node != job.executor]


def weight(job: Job, nodes: Iterable[NodeId]) -> int:
    """The J of the nodes together."""
    return sum(job.group[node].j for node in nodes)


def is_quorum(job: Job, nodes: Iterable[NodeId]) -> bool:
    """Strictly more than half of the J of all monitors, heard or not."""
    return 2 * weight(job, nodes) > weight(job, monitors(job))
