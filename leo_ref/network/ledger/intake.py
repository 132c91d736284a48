"""Transactions from their arrival until a block holds or refuses them: first on disk, then acknowledged.

What the pool does is said in :mod:`leo_ref.parties.mempool`, and who has room in :mod:`leo_ref.network.ledger.room`;
here both are kept together with the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

import trio
from attrs import define, field
from immutables import Map

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import signed
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.network.ledger.disk import Disk
from leo_ref.network.ledger.documents import Lot, TransactionLot
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined, rejected
from leo_ref.network.ledger.room import Held, Rooms, room_of
from leo_ref.network.ledger.store import Acknowledged, TurnedDown
from leo_ref.parties.mempool import EARLY_MOST, Mempool
from leo_ref.parties.producer import Placing

LARGE: Final = 2**14
"""Octets of a transaction that is read in a thread."""

OLD: Final = 64
"""Blocks after which a transaction that waits is looked at again."""


@define
class _Storing:
    """A transaction on its way to the disk."""

    kept: Acknowledged
    transaction: Transaction
    done: trio.Event = field(factory=trio.Event)


@define
class Intake:
    """What waits. Methods raise :class:`leo_ref.network.ledger.problem.DeclinedRequest` for what they refuse."""

    disk: Disk
    state: State
    """After the newest block."""
    pool: Mempool = field(factory=Mempool)
    rooms: Rooms = field(factory=Rooms)
    waiting: dict[bytes, Transaction] = field(factory=dict)
    """By their ids, also those that are on their way to the disk."""
    reached: Callable[[Sequence[bytes]], None] = field(default=lambda _octets: None)
    """Is told the octets of what has newly reached the pool."""
    taken: int = 0
    declined: int = 0
    _arrived: dict[bytes, int] = field(factory=dict)
    _names: dict[int, bytes] = field(factory=dict)
    """The id of each transaction that waits, by the object: others may be equal to it."""
    _storing: dict[bytes, _Storing] = field(factory=dict)
    _batch: list[_Storing] = field(factory=list)
    _batched: trio.Event = field(factory=trio.Event)

    def __attrs_post_init__(self) -> None:
        """Takes up what waited when the service ended.

        Raises:
            LedgerFailure: LEDGER_CORRUPT.
        """
        self.disk.at_end.append(self._end)
        for kept in self.disk.store.waiting():
            transaction = from_octets(Transaction, kept.octets)
            if isinstance(transaction, Rejection):
                raise LedgerFailure(
                    Failure.LEDGER_CORRUPT, f"Transaction {kept.id.hex()}: {transaction}.", "Take a copy of before."
                )
            self._let_in(kept, transaction)
            self._reach(kept.id, transaction)

    async def submit(self, octets: bytes, carrier: str) -> TransactionLot:
        """Takes a transaction; it is on disk when this returns. One that is known already is not taken again."""
        self.disk.refuse_when_stopping()
        try:
            return await self._submit(octets, carrier)
        except DeclinedRequest:
            self.declined += 1
            raise

    async def _submit(self, octets: bytes, carrier: str) -> TransactionLot:
        reading = partial(read_transaction, octets)
        transaction, name = await trio.to_thread.run_sync(reading) if len(octets) > LARGE else reading()
        if name in self._storing:
            await self._storing[name].done.wait()
        elif name not in self.waiting:
            expected = self.state.accounts.get(transaction.sender, EMPTY).counter
            if not expected <= transaction.counter <= expected + EARLY_MOST:
                known = await self.lot(name)
                if known is not None and known.lot is Lot.IN_BLOCK:
                    return known
                raise rejected(reject(Code.COUNTER_WRONG, given=transaction.counter, expected=expected))
            held = Held(room_of(self.state, transaction), transaction.sender, len(octets))
            refusal = self.rooms.refusal(held)
            if refusal is not None:
                raise declined(refusal, sender=transaction.sender, room=held.room.name.lower())
            storing = _Storing(Acknowledged(id=name, octets=octets, carrier=carrier), transaction)
            self._let_in(storing.kept, transaction)
            self._storing[name] = storing
            self._batch.append(storing)
            self._batched.set()
            await storing.done.wait()
            self.taken += 1
        self.disk.refuse_when_stopping()
        found = await self.lot(name)
        if found is None:  # refused for a block by now, and forgotten
            raise declined(ServiceCode.BUSY)
        return found

    async def lot(self, name: bytes) -> TransactionLot | None:
        """What has become of a transaction."""
        transaction = self.waiting.get(name)
        if transaction is not None and name not in self._storing:
            is_early = self.pool.early.get((transaction.sender, transaction.counter)) is transaction
            lot = Lot.EARLY if is_early else Lot.WAITING
            return TransactionLot(id=name, lot=lot, height=None, code=None, clause=None, value=Map())
        return await self.disk.done(partial(self.disk.store.lot, name))

    async def run(self) -> None:
        """Writes what came, all that came meanwhile at once, and lets it reach the pool."""
        while not self.disk.stopping.is_set():
            await self._batched.wait()
            self._batched = trio.Event()
            batch, self._batch = self._batch, []
            with suppress(DeclinedRequest):
                await self.disk.done(partial(self.disk.store.add, [each.kept for each in batch]))
            if self.disk.stopping.is_set():
                return  # who waits was told so
            for each in batch:
                self._reach(each.kept.id, each.transaction)
                del self._storing[each.kept.id]
                each.done.set()
            self.reached([each.kept.octets for each in batch])

    def ready(self) -> list[Transaction]:
        """What the next block may hold, in its order."""
        return [arrival.transaction for arrival in self.pool.ready]

    def old(self, height: int) -> list[tuple[bytes, Transaction]]:
        """What has waited for many blocks, at this height."""
        return [
            (name, self.waiting[name])
            for name, arrived in self._arrived.items()
            if arrived + OLD <= height and name not in self._storing
        ]

    def turned_down(
        self,
        state: State,
        ready: Sequence[Transaction],
        placings: Sequence[Placing | Rejection],
        late: Sequence[tuple[bytes, Rejection]],
        in_block: Sequence[bytes],
    ) -> tuple[TurnedDown, ...]:
        """All that is refused with a block: of what was ready, of what has waited long, and what is past.

        ``state`` is the one after the block. Past is a transaction of whose sender another one has its counter.
        """
        found: dict[bytes, Rejection] = {}
        for transaction, placing in zip(ready, placings, strict=True):
            if isinstance(placing, Rejection):
                found[self._names[id(transaction)]] = placing
        for name, rejection in late:
            found.setdefault(name, rejection)
        for name, transaction in self.waiting.items():
            expected = state.accounts.get(transaction.sender, EMPTY).counter
            if transaction.counter < expected and name not in self._storing:
                found.setdefault(name, reject(Code.COUNTER_WRONG, given=transaction.counter, expected=expected))
        names = [name for name in found if name not in {*in_block}]
        return tuple(TurnedDown(id=name, place=place, rejection=found[name]) for place, name in enumerate(names))

    def advance(
        self,
        state: State,
        placings: Sequence[Placing | Rejection],
        block: Sequence[Transaction],
        in_block: Sequence[bytes],
        refused: Sequence[TurnedDown],
    ) -> None:
        """A block is on disk: lets go what it holds and what was refused."""
        self.state = state
        self.pool.emptied(placings)
        self.pool.followed(state, block)
        self._drop([self.waiting[each.id] for each in refused if each.id in self.waiting])
        for name in (*in_block, *(each.id for each in refused)):
            self._let_go(name)
        self.pool.settled(state)

    def _let_in(self, kept: Acknowledged, transaction: Transaction) -> None:
        self.rooms.put(kept.id, Held(room_of(self.state, transaction), transaction.sender, len(kept.octets)))
        self.waiting[kept.id] = transaction
        self._arrived[kept.id] = self.state.height
        self._names[id(transaction)] = kept.id

    def _reach(self, name: bytes, transaction: Transaction) -> None:
        """A transaction that is on disk reaches the pool."""
        if name not in self.waiting:
            return  # a block of another producer held it meanwhile
        place = (transaction.sender, transaction.counter)
        if self.pool.is_early(self.state, transaction) and place not in self.pool.early:
            self.pool.wait(transaction)
        else:
            self.pool.put("", transaction)

    def _let_go(self, name: bytes) -> None:
        """A transaction waits no more."""
        self.rooms.take(name)
        self._arrived.pop(name, None)
        transaction = self.waiting.pop(name, None)
        if transaction is not None:
            self._names.pop(id(transaction), None)

    def _drop(self, transactions: Sequence[Transaction]) -> None:
        """Takes transactions out of the pool that are refused before their turn."""
        gone = {id(each) for each in transactions}
        self.pool.ready = [each for each in self.pool.ready if id(each.transaction) not in gone]
        for transaction in transactions:
            place = (transaction.sender, transaction.counter)
            for held in (self.pool.early, self.pool.taken):
                if held.get(place) is transaction:
                    del held[place]

    def _end(self) -> None:
        """The service stops: whoever waits for the disk hears so."""
        self._batched.set()
        for each in self._storing.values():
            each.done.set()


def read_transaction(octets: bytes) -> tuple[Transaction, bytes]:
    """A transaction that its sender signed, and its id.

    Raises:
        DeclinedRequest: with a code of §2 for its octets, or SIGNATURE_INVALID.
    """
    transaction = from_octets(Transaction, octets)
    if isinstance(transaction, Rejection):
        raise rejected(transaction)
    name = signing_digest(transaction.sender, transaction.counter, transaction.body)
    if not signed(bytes.fromhex(transaction.sender), name, transaction.signature):
        raise rejected(reject(Code.SIGNATURE_INVALID, sender=transaction.sender))
    return transaction, name
