"""The party as its journal makes it, one message further each time: kept first, then sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from attrs import define, fields_dict

from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.journal import REMEDY, Heard, Journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import Outbox, Party
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner

PartyTwist: TypeAlias = Callable[[Party], Party]


def unchanged(party: Party) -> Party:
    """The party as it is."""
    return party


@define
class Following:
    """A party, and the journal that has what it heard."""

    party: Party
    journal: Journal
    twist: PartyTwist = unchanged
    """What becomes of the party after each step; a node in a trial may be tampered with."""

    def hear(self, heard: Heard, sender: str = "") -> Outbox:
        """What the party sends upon a message. All that it may speak of again is on disk before this returns.

        Raises:
            PartyFailure: DISK_FULL, JOURNAL_UNWRITABLE: the party is as it was, and nothing may be sent.
        """
        before = self.party
        self.journal.begin(heard, sender)
        after, outbox = before.step(heard)
        after = self.twist(after)
        if changed(before, after):
            self.journal.keep()
        self.party = after
        return outbox


def followed(
    party: Party, journal: Journal, machine: JournaledMachine | None = None, twist: PartyTwist = unchanged
) -> Following:
    """The party after all that its journal has.

    Args:
        party: As it begins, at the genesis of its ledger.
        journal: Its own.
        machine: That of a node whose answers are kept; None where the party has none, or one that is a value.
        twist: As it was when the messages were heard.

    Raises:
        PartyFailure: JOURNAL_CORRUPT.
    """
    for heard, answers in journal.heard():
        if machine is not None:
            machine.known = deque(answers)
        party = twist(party.step(heard)[0])
        if machine is not None and machine.known:
            what = f"{journal.place}: {machine.known[0].kind} was answered, and nothing asks for it."
            raise PartyFailure(Failure.JOURNAL_CORRUPT, what, REMEDY)
    return Following(party, journal, twist)


def changed(before: Party, after: Party) -> bool:
    """Whether a party is another after a message. Of its ledger only the newest state and what waits count."""
    if type(before) is not type(after):
        return True
    assert isinstance(before, Node | Owner), "every party is one of them"
    for name in fields_dict(type(before)):
        old, new = getattr(before, name), getattr(after, name)
        if old is new:
            continue
        if isinstance(old, Chain) and isinstance(new, Chain):
            if old.state is not new.state or old.waiting != new.waiting:
                return True
        elif old != new:
            return True
    return False
