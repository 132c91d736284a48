"""A node in the draw of a job (§6, §7): it applies, announces itself, hears the others and elects."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from leo_ref.attestation.evidence.log import expected
from leo_ref.attestation.machine import Machine, Vouched
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.transaction import Apply
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.parties.message import NOTHING, Announcement, Outbox, Sent
from leo_ref.parties.position import Position
from leo_ref.rules.election import View, elect, hear

NO_VIEW: Final = View()


@frozen(kw_only=True)
class Member:
    """What the node knows of the current round."""

    view: View = NO_VIEW
    round: int = 0
    proof: bytes = b""
    """Its winning VRF proof of the round; empty where it was not drawn."""
    vouched: Vouched | None = None
    """Its encryption keys for this job, once it wants a place."""


def on_block(position: Position, member: Member) -> tuple[Member, Outbox]:
    """A new round is drawn for; whoever won announces itself; a closed group elects."""
    job = position.job
    if job.stage is Stage.APPLY and job.round != member.round:
        proof = proved(position)
        won = position.chain.verifiers.ticket(position.chain.state, position.name, position.me, proof)
        view = evolve(member.view, heard=frozenset())
        member = evolve(member, round=job.round, proof=b"" if won is None else proof, view=view)
    view_or_not = elect(position.chain.state, position.name, member.view, position.me)
    if not isinstance(view_or_not, Rejection):
        member = evolve(member, view=view_or_not)
    return member, announcements(position, member)


def proved(position: Position) -> bytes:
    """The VRF proof of the current round, won or lost."""
    return vrf.prove(
        secret(position.keys.vrf),
        alpha(position.job.beacon, position.name, position.job.round, position.me),
        position.suite,
    )


def announcements(position: Position, member: Member) -> Outbox:
    """To every other node that may have been drawn: the members do not know each other yet."""
    if not member.proof or position.job.stage not in (Stage.APPLY, Stage.READY):
        return NOTHING
    said = Announcement(job=position.name, node=position.me, proof=member.proof)
    return tuple(Sent(node, said) for node in sorted(position.job.snapshot) if node != position.me)


def claiming(position: Position, machine: Machine, member: Member) -> tuple[Machine, Member]:
    """Has the machine make encryption keys, once a place was won: they open in the state of `before`."""
    job = position.job
    if job.stage is not Stage.APPLY or not member.proof or member.vouched is not None:
        return machine, member
    state = position.chain.state
    offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
    (log,) = expected(job, offer, Phase.BEFORE)
    machine, vouched = machine.vouched(position.me, state.nodes[position.me].since, position.name, log)
    return machine, evolve(member, vouched=vouched)


def application(position: Position, member: Member) -> Apply | None:
    """The claim of a place, while there is none and one was won."""
    job, vouched = position.job, member.vouched
    if job.stage is not Stage.APPLY or not member.proof or vouched is None or position.me in job.group:
        return None
    return Apply(
        job=position.name,
        round=member.round,
        proof=member.proof,
        encryption_keys=vouched.encryption_keys,
        certificates=vouched.certificates,
    )


def on_announcement(position: Position, member: Member, announcement: Announcement) -> Member:
    """Another node says that it was drawn; what does not hold is not heard."""
    view = hear(
        position.chain.verifiers,
        position.chain.state,
        position.name,
        member.view,
        announcement.node,
        announcement.proof,
    )
    return member if isinstance(view, Rejection) else evolve(member, view=view)
