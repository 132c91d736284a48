"""What an owner may do wrong (§9, §14): the twists of :mod:`leo_ref.demo.faults` for Alice and Bob."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve

from leo_ref.core.keys import Keys, derived
from leo_ref.core.state.transaction import Body, ReleaseKey
from leo_ref.demo.twist import Twist, chain_of, leaving_out, posting, within
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import Message, OfferOrder, Outbox, Party, Payload, Sent, TaskOrder, Wake
from leo_ref.parties.owner import Owner
from leo_ref.parties.sealed_payload import SealedPayload
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.transport import seal_to

OwnersTwist: TypeAlias = Callable[[Keys], Twist]

FRIENDS: int = 2
"""Fewer than a group has."""


def withholds(keys: Keys) -> Twist:
    """An owner never releases its key."""
    return posting(keys, ReleaseKey, lambda _chain, _body: None)


def wrong_key(keys: Keys) -> Twist:
    """An owner releases another key than the one it committed to."""

    def change(chain: Chain, body: Body) -> Body:
        assert isinstance(body, ReleaseKey)
        job = chain.state.jobs[body.job]
        assert job.executor is not None, "keys are for executors"
        wrong = derived(keys.secret, "another key", body.job)
        seed = derived(keys.secret, "another seed", body.job)
        carried = seal_to(job.group[job.executor].encryption_keys.of(body.part), wrong, seed)
        assert carried is not None, "the right one could be sealed to it"
        return evolve(body, key=carried)

    return posting(keys, ReleaseKey, change)


def no_padding(keys: Keys) -> Twist:
    """An owner releases octets in which nothing was sealed."""

    def change(_chain: Chain, body: Body) -> Body:
        assert isinstance(body, ReleaseKey)
        octets = derived(keys.secret, "no key at all", body.job) * len(body.key)
        return evolve(body, key=b"\1" + octets[1 : len(body.key)])

    return posting(keys, ReleaseKey, change)


def broken_payload(_keys: Keys) -> Twist:
    """An owner gives away a payload whose last chunk its key does not open."""

    def twist(party: Party, outbox: Outbox, message: Message | Wake) -> tuple[Party, Outbox]:
        return within(party, broken) if isinstance(message, TaskOrder | OfferOrder) else party, outbox

    return twist


def broken(owner: Owner) -> Owner:
    """The owner with its payload spoiled after it was sealed."""
    assert owner.sealed_payload is not None, "it was sealed with the order"
    octets = owner.sealed_payload.octets[:-1] + bytes([owner.sealed_payload.octets[-1] ^ 1])
    return evolve(
        owner, sealed_payload=SealedPayload(key=owner.sealed_payload.key, octets=octets, imprint=imprint_of(octets))
    )


def for_friends(_keys: Keys) -> Twist:
    """An owner hands its payload to a few nodes only."""

    def hides(party: Party, item: Sent) -> bool:
        friends = sorted(chain_of(party).state.nodes)[:FRIENDS]
        return isinstance(item.message, Payload) and item.to not in friends

    return leaving_out(hides)
