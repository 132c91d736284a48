"""Transactions that reached the ledger and are in no block yet, in the order in which they can be applied.

The network reorders, and parties send again what may have been lost. So a transaction that comes before one of its
sender with a lower counter waits for that one, and one that the ledger has already is not looked at again.
"""

from __future__ import annotations

from typing import Final

from attrs import define, field

from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId

EARLY_MOST: Final = 64
"""How far ahead of its turn a counter may be."""

Place = tuple[AccountId, int]
"""Sender and counter."""


@define
class Mempool:
    """What the producer of the next block has to choose from; it changes in place with the run that it is part of."""

    ready: list[Transaction] = field(factory=list)
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

    def put(self, transaction: Transaction) -> list[Transaction]:
        """Make it, and whatever waited for it alone, ready; the answer is what has become ready, in order."""
        sender, counter = transaction.sender, transaction.counter
        found = [transaction]
        while (sender, counter + 1) in self.early:
            counter += 1
            found.append(self.early.pop((sender, counter)))
        self.ready += found
        for each in found:
            self.taken.setdefault((sender, each.counter), each)
        return found

    def wait(self, transaction: Transaction) -> None:
        """Keep it until those before it have come."""
        self.early[transaction.sender, transaction.counter] = transaction

    def emptied(self, refused: list[Transaction]) -> None:
        """A block was made of what was ready, but for what was refused."""
        for each in refused:
            if self.taken.get((each.sender, each.counter)) is each:
                del self.taken[each.sender, each.counter]
        self.ready = []
