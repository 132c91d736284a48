"""What a node may do wrong in the draw and as a monitor (§14), for the table of :mod:`leo_ref.demo.faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from leo_ref.attestation.evidence.nonce import question
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage
from leo_ref.core.state.transaction import Accuse, Apply, Body, Show
from leo_ref.core.values import NodeId
from leo_ref.demo.twist import tasks
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.parties import attested, member
from leo_ref.parties.message import Message, Outbox, Party, Sent, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.position import Position
from leo_ref.parties.producer import block_on
from leo_ref.rules.committee import monitors


def is_first(position: Position) -> bool:
    """Whether this is the monitor with the lowest name."""
    return min(monitors(position.job), default=None) == position.me


# --- in the draw ------------------------------------------------------------------------------------------------------


def lost(_node: Node, position: Position) -> bytes:
    """The proof of a draw that the node lost."""
    return member.proved(position)


def anothers(_node: Node, position: Position) -> bytes:
    """The proof with which another node of the same VRF key won its place; nothing while none has."""
    job = position.job
    for winner in sorted(job.group):
        message = alpha(job.beacon, position.name, job.round, winner)
        proof = vrf.prove(secret(position.keys.vrf), message, position.suite)
        if position.chain.verifiers.ticket(position.chain.state, position.name, winner, proof) is not None:
            return proof
    return b""


def claiming(proof_of: Callable[[Node, Position], bytes]) -> Callable[[Node, Position], Iterator[Body]]:
    """Whoever was not drawn claims a place all the same."""

    def bodies(node: Node, position: Position) -> Iterator[Body]:
        job, drawn = position.job, node.work[position.name].member if position.name in node.work else None
        if drawn is None or job.stage is not Stage.APPLY or position.me not in job.snapshot or position.me in job.liars:
            return
        if drawn.round == job.round and not drawn.proof and (proof := proof_of(node, position)):
            _, claimed = member.claiming(position, node.machine, evolve(drawn, proof=proof))
            claim = member.application(position, claimed)
            assert isinstance(claim, Apply), "a place is open"
            yield claim

    return bodies


# --- as monitor -------------------------------------------------------------------------------------------------------


def false_accusation(node: Node, position: Position) -> Iterator[Body]:
    """A monitor accuses the executor, with evidence that passes."""
    found = node.work[position.name].monitor.evidence if position.name in node.work else None
    if found is not None and is_first(position) and position.me not in position.job.liars:
        yield Accuse(job=position.name, evidence=found)


def impostor(node: Node, position: Position) -> Iterator[Body]:
    """A monitor shows its own machine, so that the owners give their keys for it."""
    job = position.job
    if job.stage is Stage.READY and is_first(position):
        nonce = question(job.beacon, position.name, job.round, Phase.BEFORE, position.me)
        _, found = attested.evidence(position, node.machine, Phase.BEFORE, nonce, (), (None, b""))
        yield Show(job=position.name, evidence=attested.signed(position, found))


def block_forger(party: Party, outbox: Outbox, message: Message | Wake) -> tuple[Party, Outbox]:
    """While a job runs, monitors send everybody blocks of their own, in the name of the producer."""
    assert isinstance(party, Node), party
    chain = party.chain
    runs = any(job.stage is Stage.RUN and NodeId(party.keys.name) in monitors(job) for _, job in tasks(chain))
    if not runs or not isinstance(message, Wake):
        return party, outbox
    block = evolve(
        block_on(chain.deployment, party.keys, chain.state, ()), producer=chain.deployment.producers[0].account
    )
    everybody = sorted(name for name in chain.state.accounts if name != party.keys.name)
    return party, (*outbox, *(Sent(name, block) for name in everybody))
