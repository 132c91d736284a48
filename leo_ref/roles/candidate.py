"""A machine that wants to be a node (§5): it posts its join; its attestors ask, and it answers."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.challenge import nonce
from leo_ref.roles.attested import evidence, signed
from leo_ref.roles.chain import Chain
from leo_ref.roles.keys import Keys, identity
from leo_ref.roles.machine import Machine
from leo_ref.roles.message import NOTHING, Answer, Challenge, JoinOrder, Outbox, Sent
from leo_ref.roles.seat import Seat
from leo_ref.rules.attestation import phase_is_open
from leo_ref.rules.committee import is_monitor
from leo_ref.state.evidence import Evidence
from leo_ref.state.transaction import JoinNode
from leo_ref.values import NodeId

NO_ANSWERS: Final[Map[NodeId, Evidence]] = Map()


@frozen(kw_only=True)
class Candidate:
    """What a candidate said in its join."""

    answers: Map[NodeId, Evidence] = NO_ANSWERS
    """To each attestor one, for good."""


def application(chain: Chain, keys: Keys, machine: Machine, order: JoinOrder) -> JoinNode | None:
    """The join, while the ledger does not know the node."""
    if NodeId(keys.name) in chain.state.nodes:
        return None
    return JoinNode(identity=identity(keys, machine, order.owner))


def on_challenge(
    seat: Seat, machine: Machine, candidate: Candidate, challenge: Challenge
) -> tuple[Machine, Candidate, Outbox]:
    """Answer an attestor, whenever it asks, with the one answer that it gets."""
    job, attestor = seat.job, challenge.monitor
    is_open = challenge.round == job.round and phase_is_open(job, challenge.phase) and is_monitor(job, attestor)
    if not is_open:
        return machine, candidate, NOTHING
    if attestor not in candidate.answers:
        vrf_key = seat.chain.state.nodes[attestor].identity.vrf_key
        asked = nonce(vrf_key, seat.name, job.round, challenge.phase, challenge.proof, seat.suite)
        if asked is None:
            return machine, candidate, NOTHING
        machine, found = evidence(seat, machine, challenge.phase, asked, (), (attestor, challenge.proof))
        candidate = evolve(candidate, answers=candidate.answers.set(attestor, signed(seat, found)))
    return machine, candidate, (Sent(attestor, Answer(evidence=candidate.answers[attestor])),)
