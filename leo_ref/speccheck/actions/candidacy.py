"""The actions of ``Candidacy.tla``: a candidate and its attestors owe what the reference says, or do as they like.

NOT_HONEST and NOT_YET are the environment's refusals, as in the specification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.core.state.job import Job, Stage
from leo_ref.core.values import NodeId
from leo_ref.rules.committee import monitors
from leo_ref.rules.duty import attestor_duty, candidate_duties
from leo_ref.rules.enrolment import last_to_challenge
from leo_ref.speccheck.actions import ledger
from leo_ref.speccheck.actions.attestation import NOT_HONEST, NOT_YET, honest
from leo_ref.speccheck.concretion import credential
from leo_ref.speccheck.model import Act, Model, Step
from leo_ref.speccheck.world import World

FAKE: Final = "fake"
"""Stands among the byzantine where the candidate has not both keys in one TPM."""

Allowed = Callable[[World, Job], bool]


def sends(model: Model, act: Act, allowed: Allowed) -> Act:
    """A transaction in the join that is looked at; first the ledger refuses, then honesty."""

    def step(world: World) -> Step:
        after = act(world)
        if isinstance(after, str):
            return after
        return after if allowed(world, world.ledger.jobs[model.joined]) else NOT_HONEST

    return step


def give_credential(model: Model, attestor: str, kind: str) -> Act:
    """``GiveCredential``."""
    act = ledger.challenge_candidate(model, attestor, model.joined, kind)
    return sends(model, act, lambda world, _: not honest(world, attestor) or kind == "made")


def found(world: World, job: Job, attestor: NodeId, answer: str) -> bool:
    """Whether the candidate can have found this in a credential, and would say so."""
    if FAKE in world.byzantine and honest(world, attestor):
        return answer == "wrong"
    if honest(world, job.subject):
        return (answer == "right") == (job.credentials[attestor] == credential("made"))
    return True


def give_reply(model: Model, attestor: str, answer: str) -> Act:
    """``GiveReply``."""
    node = model.constants.joins[model.joined]
    act = ledger.answer_credential(model, node, model.joined, attestor, answer)
    return sends(model, act, lambda world, job: found(world, job, NodeId(attestor), answer))


def give_sight(model: Model) -> Act:
    """``GiveSight``."""
    return ledger.show(model, model.constants.joins[model.joined], model.joined, "pass")


def give_opening(model: Model, attestor: str, seed: str) -> Act:
    """``GiveOpening``."""
    act = ledger.confirm_candidate(model, attestor, model.joined, seed)
    return sends(model, act, lambda world, _: not honest(world, attestor) or seed == "true")


def lapses(model: Model, world: World, job: Job) -> bool:
    """Whether an honest party would be too late with what it owes, if the block ended now."""
    height = world.ledger.height
    over = height + 1 >= job.deadline
    last = over or (job.stage is Stage.ENROL and height + 1 >= last_to_challenge(model.parameters, job))
    attestors = (node for node in monitors(job) if honest(world, node))
    if job.proven is None and any(attestor_duty(model.parameters, height, job, node) for node in attestors):
        return last
    if not over or not honest(world, job.subject):
        return False
    made = credential("made")
    return any(about is None or job.credentials[about] == made for _, about in candidate_duties(job))


def pass_time(model: Model) -> Act:
    """``PassTime``."""
    end_block = model.ending()

    def step(world: World) -> Step:
        job = world.ledger.jobs[model.joined]
        if model.may_tick(world.ledger) and model.constants.more["Synchronous"] and lapses(model, world, job):
            return NOT_YET
        return end_block(world)

    return step


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "GiveCredential": give_credential,
    "GiveReply": give_reply,
    "GiveSight": give_sight,
    "GiveOpening": give_opening,
}
