"""The actions of ``Election.tla``, and the ledger steps that its models name anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import evolve

from leo_ref.rejections import Rejection
from leo_ref.rules.election import elect as elect_rule
from leo_ref.rules.election import hear
from leo_ref.tie.actions.ledger import cancel, post_task
from leo_ref.tie.actions.ledger import claim as claim_body
from leo_ref.tie.model import Act, Model, Step
from leo_ref.tie.symbolic import OK_PROOF
from leo_ref.tie.world import World
from leo_ref.values import JobId, NodeId


def subject(model: Model) -> JobId:
    """The task that the model is about."""
    name = model.subject
    assert name is not None, "a model with elections names its subject"
    return name


def post(model: Model) -> Act:
    """``Post``: the subject is posted."""
    return post_task(model, subject(model))


def claim(model: Model, node: str, proof: str = "ok") -> Act:
    """``Claim``: a node applies; an honest one only when it was drawn."""
    body = claim_body(subject(model), node, proof)

    def act(world: World) -> Step:
        after = model.send(world, node, "", body)
        drawn = isinstance(after, str) or NodeId(node) in after.ledger.jobs[subject(model)].group
        return after if drawn or node in world.byzantine else "NOT_HONEST"

    return act


def withdraw_task(model: Model) -> Act:
    """``WithdrawTask``: the owner cancels the subject."""
    name = subject(model)
    return cancel(model, model.constants.tasks[name]["owner"], name)


def announce(model: Model, announcer: str, member: str) -> Act:
    """``Election!Announce``."""
    name = subject(model)

    def act(world: World) -> Step:
        view = hear(model.verifiers, world.ledger, name, world.views[NodeId(member)], NodeId(announcer), OK_PROOF)
        if isinstance(view, Rejection):
            return view.code.name
        return evolve(world, views=world.views.set(NodeId(member), view))

    return act


def elect(model: Model, member: str) -> Act:
    """``Election!Elect``."""
    name = subject(model)

    def act(world: World) -> Step:
        view = elect_rule(world.ledger, name, world.views[NodeId(member)], NodeId(member))
        if isinstance(view, Rejection):
            return view.code.name
        return evolve(world, views=world.views.set(NodeId(member), view))

    return act


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "Post": post,
    "Claim": claim,
    "WithdrawTask": withdraw_task,
    "Announce": announce,
    "Elect": elect,
    "Decide": elect,
}
