"""Transactions that reached the ledger and are in no block yet, in the order in which they can be applied.

The network reorders, and parties send again what may have been lost. So a transaction that comes before one of its
sender with a lower counter waits for that one, and one that the ledger has already is not looked at again.

The simulator and the ledger service have one each. It has no bound of its own: the simulator's parties are known, and
the service decides what it lets in.
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
        """A block was made: what became of each transaction that was ready. What came since then stays as it is."""
        decided, since = self.ready[: len(placings)], self.ready[len(placings) :]
        left = []
        for arrival, placing in zip(decided, placings, strict=True):
            if placing is LEFT:
                left.append(arrival)
            elif isinstance(placing, Rejection):
                self._forget(arrival.transaction)
        self.ready = left + since

    def followed(self, state: State, transactions: Sequence[Transaction]) -> list[Transaction]:
        """A block of somebody else was applied; ``state`` is the one after it. What it holds is in no block any more.

        What waited for a transaction that the block holds is ready now. The answer is what can never be applied any
        more, since another transaction of its sender has its counter; it is forgotten.
        """
        held = {(each.sender, each.counter): each for each in transactions}
        waiting, past = list[Arrival](), list[Transaction]()
        for arrival in self.ready:
            place = _place(arrival.transaction)
            if arrival.transaction.counter >= state.accounts.get(place[0], EMPTY).counter:
                waiting.append(arrival)
            elif held.get(place) != arrival.transaction:
                past.append(arrival.transaction)
        self.ready = waiting
        for place, transaction in list(self.early.items()):
            if transaction.counter < state.accounts.get(transaction.sender, EMPTY).counter:
                del self.early[place]
                if held.get(place) != transaction:
                    past.append(transaction)
        for transaction in past:
            self._forget(transaction)
        self.taken.update(held)
        for transaction in sorted(self.early.values(), key=_place):
            if self.early.get(_place(transaction)) is transaction and not self.is_early(state, transaction):
                self.put("", self.early.pop(_place(transaction)))
        return past

    def settled(self, state: State) -> None:
        """Forget what is in blocks, so that the pool does not grow with the chain; the caller knows those itself."""
        for place in [place for place in self.taken if place[1] < state.accounts.get(place[0], EMPTY).counter]:
            del self.taken[place]

    def _forget(self, transaction: Transaction) -> None:
        if self.taken.get(_place(transaction)) is transaction:
            del self.taken[_place(transaction)]


def _place(transaction: Transaction) -> Place:
    return transaction.sender, transaction.counter
