"""The actions of ``Election.tla``, and the ledger steps that its models name anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import evolve

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.election import elect as elect_rule
from leo_ref.rules.election import hear
from leo_ref.speccheck.actions.ledger import claim as claim_body
from leo_ref.speccheck.actions.ledger import post_task
from leo_ref.speccheck.model import Act, Model, Step
from leo_ref.speccheck.symbolic import OK_PROOF
from leo_ref.speccheck.world import World


def subject(model: Model) -> JobId:
    """The task that the model is about."""
    name = model.subject
    assert name is not None, "a model with elections names its subject"
    return name


def post(model: Model) -> Act:
    """``Post``: the subject is posted."""
    return post_task(model, subject(model))


def claim(model: Model, node: str, *named: int | str) -> Act:
    """``Claim``: a node applies; an honest one only with a claim that was true when it was made.

    ``MCLeo`` names the round and the proof; ``MCElection`` leaves them out, for a true claim in the current round.
    """
    name = subject(model)

    def claimed(ledger: State) -> tuple[int, str]:
        job = ledger.jobs.get(name)
        round_number, proof = named or (job.round if job else 0, "ok")
        return int(round_number), str(proof)

    send = model.sending(node, "", lambda ledger: claim_body(name, node, *claimed(ledger)))

    def act(world: World) -> Step:
        after = send(world)
        if isinstance(after, str) or node in world.byzantine:
            return after
        job = world.ledger.jobs.get(name)
        round_number, proof = claimed(world.ledger)
        drawn = model.constants.draw[name].get(round_number, {}).get(node, {"j": 0})
        was_true = proof == OK_PROOF.decode() and round_number <= (job.round if job else 0) and drawn["j"] > 0
        return after if was_true else "NOT_HONEST"

    return act


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
    "Announce": announce,
    "Elect": elect,
    "Decide": elect,
}
