"""Transactions that reached the ledger and are in no block yet, in the order in which they can be applied.

The network reorders, and parties send again what may have been lost. So a transaction that comes before one of its
sender with a lower counter waits for that one, and one that the ledger has already is not looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import define, field, frozen

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId
from leo_ref.parties.producer import LEFT, Placing

EARLY_MOST: Final = 64
"""How far ahead of its turn a counter may be."""

Place = tuple[AccountId, int]
"""Sender and counter."""


@frozen
class Arrival:
    """A transaction that can be applied next, and who brought it."""

    carrier: str
    transaction: Transaction


@define
class Mempool:
    """What the producer of the next block has to choose from; it changes in place with the run that it is part of."""

    ready: list[Arrival] = field(factory=list)
    early: dict[Place, Transaction] = field(factory=dict)
    taken: dict[Place, Transaction] = field(factory=dict)
    """What is in a block, or may be in the next."""

    def is_known(self, transaction: Transaction) -> bool:
        """Whether this very transaction is in a block, or is waiting for one."""
        place = (transaction.sender, transaction.counter)
        return transaction in (self.taken.get(place), self.early.get(place))

    def is_early(self, state: State, transaction: Transaction) -> bool:
        """Whether a transaction of its sender is to come before it."""
        ahead = transaction.counter - state.accounts.get(transaction.sender, EMPTY).counter
        return 0 < ahead <= EARLY_MOST and (transaction.sender, transaction.counter - 1) not in self.taken

    def put(self, carrier: str, transaction: Transaction) -> None:
        """Make it, and whatever waited for it alone, ready."""
        sender, counter = transaction.sender, transaction.counter
        found = [transaction]
        while (sender, counter + 1) in self.early:
            counter += 1
            found.append(self.early.pop((sender, counter)))
        self.ready += [Arrival(carrier, each) for each in found]
        for each in found:
            self.taken.setdefault((sender, each.counter), each)

    def wait(self, transaction: Transaction) -> None:
        """Keep it until those before it have come."""
        self.early[transaction.sender, transaction.counter] = transaction

    def emptied(self, placings: Sequence[Placing | Rejection]) -> None:
        """A block was made: what became of each transaction that was ready."""
        left = []
        for arrival, placing in zip(self.ready, placings, strict=True):
            place = (arrival.transaction.sender, arrival.transaction.counter)
            if placing is LEFT:
                left.append(arrival)
            elif isinstance(placing, Rejection) and self.taken.get(place) is arrival.transaction:
                del self.taken[place]
        self.ready = left
