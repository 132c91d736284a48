"""A machine that wants to be a node (§5): it posts its join, shows itself, and answers what its TPM opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.evidence.nonce import question
from leo_ref.attestation.identity.challenge import answer_from
from leo_ref.attestation.machine import Machine
from leo_ref.core.keys import Keys
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Stage
from leo_ref.core.state.node import LIVE
from leo_ref.core.state.transaction import AnswerCredential, Body, JoinNode, Show
from leo_ref.core.values import Digest, NodeId
from leo_ref.parties.attested import evidence, signed_if_it_passes
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity
from leo_ref.parties.message import JoinOrder
from leo_ref.parties.position import Position
from leo_ref.rules.duty import Duty, candidate_duties

NO_ANSWERS: Final[Map[NodeId, Digest]] = Map()


@frozen(kw_only=True)
class Candidate:
    """What a candidate has ready in its join."""

    shown: Evidence | None = None
    answers: Map[NodeId, Digest] = NO_ANSWERS
    """To each attestor whose credential its TPM opened one, for good."""


def application(chain: Chain, keys: Keys, machine: Machine, order: JoinOrder) -> JoinNode | None:
    """The join, while the sender is no node; in no block in which it could not be filled."""
    if is_live(chain, keys) or not chain.takes_jobs:
        return None
    return JoinNode(identity=identity(keys, machine, order.owner))


def is_live(chain: Chain, keys: Keys) -> bool:
    """Whether the account is a node, or about to be one."""
    node = chain.state.nodes.get(NodeId(keys.name))
    return node is not None and node.status in LIVE


def worked(position: Position, machine: Machine, candidate: Candidate) -> tuple[Machine, Candidate]:
    """The machine shows itself once, and its TPM opens each credential once.

    What it refuses it is asked again with every block of ENROL: a TPM that is out of memory or busy refuses, too.
    """
    job = position.job
    if job.stage is not Stage.ENROL or job.subject != position.me:
        return machine, candidate
    if candidate.shown is None:
        nonce = question(job.beacon, position.name, job.round, Phase.BEFORE, position.me)
        machine, found = evidence(position, machine, Phase.BEFORE, nonce, (), (None, b""))
        candidate = evolve(candidate, shown=signed_if_it_passes(position, job, found))
    answers = candidate.answers
    for attestor in sorted(job.credentials):
        if attestor not in answers:
            secret = machine.activated(job.credentials[attestor])
            if secret is not None:
                answers = answers.set(attestor, answer_from(position.me, position.name, attestor, secret))
    return machine, evolve(candidate, answers=answers)


def bodies(position: Position, candidate: Candidate) -> Iterator[Body]:
    """What the candidate owes now, as far as it has it."""
    if position.job.subject != position.me:
        return
    for duty, attestor in candidate_duties(position.job):
        if duty is Duty.SHOW and candidate.shown is not None:
            yield Show(job=position.name, evidence=candidate.shown)
        answer = None if attestor is None else candidate.answers.get(attestor)
        if attestor is not None and answer is not None:
            yield AnswerCredential(job=position.name, attestor=attestor, answer=answer)
