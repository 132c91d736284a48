"""How a party does something else than it should: a twist on what it would honestly do.

A twist sees a party after its step and what it is about to send, and gives both back changed. Whoever executes or
monitors is only known once the group is closed, so every node is twisted, and acts when it finds itself in its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import evolve, frozen

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import EMPTY
from leo_ref.core.state.transaction import Body, Transaction
from leo_ref.core.values import JobId
from leo_ref.demo.choice import Chooser
from leo_ref.ledger import Block
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import transaction
from leo_ref.parties.message import LEDGER, Message, Outbox, Party, Sent, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner
from leo_ref.parties.position import Position
from leo_ref.parties.task_owner import TaskOwner

Twist: TypeAlias = Callable[[Party, Outbox, Message | Wake], tuple[Party, Outbox]]
"""The last argument is the message of the step."""


@frozen
class Faulty:
    """A party with a twist."""

    inner: Party
    twist: Twist

    def step(self, message: Message | Wake) -> tuple[Party, Outbox]:
        """What the party does, twisted."""
        party, outbox = self.twist(*self.inner.step(message), message)
        return evolve(self, inner=party), outbox


def within(party: Party, change: Callable[[Owner], Owner]) -> Party:
    """The party with the owner in it changed, whatever it is wrapped in."""
    match party:
        case Faulty():
            return evolve(party, inner=within(party.inner, change))
        case Chooser():
            inner = change(party.inner)
            assert isinstance(inner, TaskOwner), "a change makes nobody somebody else"
            return evolve(party, inner=inner)
        case _:
            return change(owner_of(party))


def owner_of(party: Party) -> Owner:
    """The owner in a party, whatever it is wrapped in."""
    while isinstance(party, Faulty | Chooser):
        party = party.inner
    assert isinstance(party, Owner), party
    return party


def chain_of(party: Party) -> Chain:
    """The ledger as the party knows it."""
    return party.chain if isinstance(party, Node) else owner_of(party).chain


def tasks(chain: Chain) -> Iterator[tuple[JobId, Job]]:
    """The open tasks on the ledger."""
    for name, job in chain.state.jobs.items():
        if isinstance(job.terms, Task) and job.open:
            yield name, job


def leaving_out(hides: Callable[[Party, Sent], bool]) -> Twist:
    """Some messages are not sent."""
    return lambda party, outbox, _message: (party, tuple(item for item in outbox if not hides(party, item)))


def posting(keys: Keys, kind: type[Body], change: Callable[[Chain, Body], Body | None]) -> Twist:
    """Transactions of one kind are changed and signed anew, or left out."""

    def twist(party: Party, outbox: Outbox, _message: Message | Wake) -> tuple[Party, Outbox]:
        changed: list[Sent] = []
        for item in outbox:
            posted = item.message
            if not isinstance(posted, Transaction) or not isinstance(posted.body, kind):
                changed.append(item)
            elif (body := change(chain_of(party), posted.body)) is not None:
                changed.append(evolve(item, message=transaction(keys, posted.counter, body)))
        return party, tuple(changed)

    return twist


def instead(bodies: Callable[[Node, Position], Iterator[Body]]) -> Twist:
    """A node posts this about a task, whatever its own ledger says of it, and then nothing else."""

    def twist(party: Party, outbox: Outbox, message: Message | Wake) -> tuple[Party, Outbox]:
        assert isinstance(party, Node), party
        if not isinstance(message, Block | Wake):
            return party, outbox
        seats = [Position(party.keys, party.chain, name) for name, _ in tasks(party.chain)]
        wanted = [body for position in seats for body in bodies(party, position)]
        if not wanted:
            return party, outbox
        first = party.chain.state.accounts.get(party.keys.name, EMPTY).counter
        posted = (transaction(party.keys, counter, body) for counter, body in enumerate(wanted, start=first))
        kept = tuple(item for item in outbox if item.to != LEDGER)
        return party, (*kept, *(Sent(LEDGER, each) for each in posted))

    return twist
