"""Who executes and who monitors the task of the ledger's vectors."""

from __future__ import annotations

from attrs import frozen

from leo_ref.values import JobId
from leo_ref.vectors.cast import Machine
from leo_ref.vectors.ledger.deployment import NODES
from leo_ref.vectors.story import Story


@frozen
class Scene:
    """The group of the task, as it was drawn."""

    name: JobId
    executor: Machine
    monitors: tuple[Machine, ...]
    """From the most votes to the fewest."""


def scene(story: Story, name: JobId) -> Scene:
    """Who executes and who monitors."""
    job = story.job(name)
    members = {node.id: node for node in NODES if node.id in job.group}
    executor = members.pop(next(node for node in members if node == job.executor))
    monitors = sorted(members.values(), key=lambda node: (-job.group[node.id].j, node.id))
    return Scene(name, executor, tuple(monitors))
