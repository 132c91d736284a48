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
from leo_ref.core.state.transaction import AnswerCredential, Body, JoinNode, Show
from leo_ref.core.values import Digest, NodeId
from leo_ref.parties.attested import evidence, signed_if_it_passes
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity
from leo_ref.parties.message import JoinOrder
from leo_ref.parties.position import Seat
from leo_ref.rules.duty import Duty, candidate_duties

NO_ANSWERS: Final[Map[NodeId, Digest]] = Map()


@frozen(kw_only=True)
class Candidate:
    """What a candidate has ready in its join."""

    shown: Evidence | None = None
    answers: Map[NodeId, Digest] = NO_ANSWERS
    """To each attestor whose credential its TPM opened one, for good."""


def application(chain: Chain, keys: Keys, machine: Machine, order: JoinOrder) -> JoinNode | None:
    """The join, while the ledger does not know the node."""
    if NodeId(keys.name) in chain.state.nodes:
        return None
    return JoinNode(identity=identity(keys, machine, order.owner))


def worked(seat: Seat, machine: Machine, candidate: Candidate) -> tuple[Machine, Candidate]:
    """The machine shows itself once, and its TPM opens each credential once.

    What it refuses it is asked again with every block of ENROL: a TPM that is out of memory or busy refuses, too.
    """
    job = seat.job
    if job.stage is not Stage.ENROL or job.subject != seat.me:
        return machine, candidate
    if candidate.shown is None:
        nonce = question(job.beacon, seat.name, job.round, Phase.BEFORE, seat.me)
        machine, found = evidence(seat, machine, Phase.BEFORE, nonce, (), (None, b""))
        candidate = evolve(candidate, shown=signed_if_it_passes(seat, job, found))
    answers = candidate.answers
    for attestor in sorted(job.credentials):
        if attestor not in answers:
            secret = machine.activated(job.credentials[attestor])
            if secret is not None:
                answers = answers.set(attestor, answer_from(seat.me, seat.name, attestor, secret))
    return machine, evolve(candidate, answers=answers)


def bodies(seat: Seat, candidate: Candidate) -> Iterator[Body]:
    """What the candidate owes now, as far as it has it."""
    if seat.job.subject != seat.me:
        return
    for duty, attestor in candidate_duties(seat.job):
        if duty is Duty.SHOW and candidate.shown is not None:
            yield Show(job=seat.name, evidence=candidate.shown)
        answer = None if attestor is None else candidate.answers.get(attestor)
        if attestor is not None and answer is not None:
            yield AnswerCredential(job=seat.name, attestor=attestor, answer=answer)
