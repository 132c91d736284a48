"""Every fault of :mod:`leo_ref.demo.catalogue` that parties commit, as a table of twists (§14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve

from leo_ref.core.keys import Keys, derived, keys_of
from leo_ref.core.state.job import Stage
from leo_ref.core.state.transaction import OfferService, signing_digest
from leo_ref.core.values import ServiceId
from leo_ref.demo import executors, joins, nodes, owners
from leo_ref.demo.owners import OwnersTwist
from leo_ref.demo.participants import Participants
from leo_ref.demo.twist import Faulty, Twist, instead, owner_of
from leo_ref.parties.message import OfferOrder, Sent, TaskOrder
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.simulation import Start

NODES: Final[Mapping[str, Twist]] = {
    "forged-claim": instead(nodes.claiming(nodes.lost)),
    "one-vrf-key": instead(nodes.claiming(nodes.anothers)),
    "forged-block": nodes.block_forger,
    "key-for-another-state": executors.brazen,
    "image-swapped": executors.brazen,
    "code-swapped": executors.brazen,
    "network-on": executors.brazen,
    "executor-reboots": executors.brazen,
    "plaintext-kept": executors.brazen,
    "key-to-wrong-executor": instead(nodes.impostor),
    "false-dispute": instead(executors.false_dispute),
    "monitor-lies": instead(nodes.false_accusation),
    "executor-answers-some": executors.deaf_to(executors.minority, on_ledger=True),
    "challenge-unanswered": executors.deaf_to(executors.first, on_ledger=False),
    "result-late": executors.withholding(on_ledger=True),
    "result-withheld": executors.withholding(on_ledger=False),
    "executor-vanishes-before-keys": executors.vanishing(Stage.READY),
    "executor-vanishes-after-keys": executors.vanishing(Stage.RUN),
}
"""What every node would do, if it came to it."""

KEYS: Final[Mapping[str, OwnersTwist]] = {
    "withholds": owners.withholds,
    "wrong-key": owners.wrong_key,
    "no-padding": owners.no_padding,
    "broken-payload": owners.broken_payload,
}
"""What Alice or Bob may do; "both" do it together."""


def with_fault(actors: Participants, fault: str | None) -> Participants:
    """The participants with a fault: nodes that share one VRF key, or somebody more."""
    match fault:
        case "one-vrf-key":
            return evolve(actors, nodes=tuple(evolve(keys, vrf=actors.nodes[0].vrf) for keys in actors.nodes))
        case "decoy":
            return evolve(actors, mallory=keys_of(derived(actors.seed, "Mallory")))
        case _:
            return actors


def twisted(actors: Participants, start: Start, fault: str) -> Start:
    """The story's start with a fault of :mod:`leo_ref.demo.catalogue`, as far as parties commit it."""
    if fault in NODES:
        for keys in actors.nodes:
            start = with_twist(start, keys, NODES[fault])
    if fault == "newcomer-without-tpm":
        start = with_twist(start, actors.newcomer, joins.guessing(actors.newcomer))
    if fault == "attestor-lies":
        for keys in actors.nodes:
            start = with_twist(start, keys, joins.spoiling(keys))
    who, _, what = fault.partition("-")
    if fault == "alice-favours-friends":
        start = with_twist(start, actors.alice, owners.for_friends(actors.alice))
    elif actors.mallory is not None:
        start = with_twist(start, actors.mallory, owners.withholds(actors.mallory))
    elif what in KEYS:
        guilty = {"alice": (actors.alice,), "bob": (actors.bob,), "both": (actors.alice, actors.bob)}[who]
        for keys in guilty:
            start = with_twist(start, keys, KEYS[what](keys))
        if what == "broken-payload" and actors.bob in guilty:
            start = evolve(start, orders=tuple(reordered(actors, start)))
    return start


def with_twist(start: Start, keys: Keys, twist: Twist) -> Start:
    """The start with one party twisted."""
    party = Faulty(start.parties[keys.name], twist)
    return evolve(start, parties=start.parties.set(keys.name, party))


def reordered(actors: Participants, start: Start) -> list[tuple[int, Sent]]:
    """The orders, with Alice's for the service that Bob's spoiled code has."""
    offer = next(item.message for _, item in start.orders if isinstance(item.message, OfferOrder))
    bob = owner_of(start.parties[actors.bob.name])
    assert isinstance(bob, ServiceOwner), bob
    spoiled = owners.broken(bob.ordered(offer))
    assert isinstance(spoiled, ServiceOwner), spoiled
    body = OfferService(offer=spoiled.offer(), bond=offer.bond)
    service = ServiceId(signing_digest(actors.bob.name, 0, body).hex())
    return [
        (when, evolve(item, message=evolve(item.message, service=service)))
        if isinstance(item.message, TaskOrder)
        else (when, item)
        for when, item in start.orders
    ]
