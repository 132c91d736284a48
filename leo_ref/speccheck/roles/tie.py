"""The roles held to the specification, in one state of a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.transaction import Accuse, AskResult
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.roles import join, task
from leo_ref.speccheck.roles.post import Post, Posts
from leo_ref.speccheck.world import World

DRAWN: Final = (Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.ENROL, Stage.CONFIRM)

ASKS: Final = AskResult.kind
ACCUSES: Final = Accuse.kind


def departures(model: Model, world: World) -> Iterator[str]:
    """Where the roles do otherwise than the specification says of honest parties, in words.

    What a role posts is a step of the specification that can be taken, and changes the ledger as the transaction does.
    A step that an honest party can take its role takes at once. Of one step alone the specification has more: a monitor
    that lacks the result may ask for it. That costs the wage (§11), so the role waits while it is not the last block to
    ask in, and does not ask if it accuses.
    """
    allowed, posted = steps(model, world)
    for post, body in posted.items():
        if post not in allowed:
            yield f"{post} is posted, and is no step of an honest party."
            continue
        after, sent = allowed[post](world), model.sent(world, post.party, body)
        if isinstance(after, str):
            yield f"{post} is posted, and the specification refuses the step: {after}."
        elif isinstance(sent, str):
            yield f"{post} is posted, and the ledger refuses the transaction: {sent}."
        elif sent != after:
            yield f"{post} is posted, and does otherwise than the step."
    for post, act in allowed.items():
        if post not in posted and not isinstance(act(world), str) and not _may_be_left(model, world, post, act, posted):
            yield f"{post} is a step that can be taken, and is not posted."


def steps(model: Model, world: World) -> tuple[dict[Post, Act], Posts]:
    """What the specification has for the honest parties of the job that is looked at, and what their roles post."""
    job = world.ledger.jobs.get(model.attested or model.joined)
    if job is None or job.stage not in DRAWN:
        return {}, {}
    if isinstance(job.terms, Task):
        return dict(task.allowed(model, world, job, job.terms)), dict(task.posted(model, world, job, job.terms))
    return dict(join.allowed(model, world, job, job.terms)), dict(join.posted(model, world, job, job.terms))


def _may_be_left(model: Model, world: World, post: Post, act: Act, posted: Posts) -> bool:
    if post.kind != ASKS:
        return False
    return Post(post.party, ACCUSES) in posted or not isinstance(act(model.ended(world)), str)
