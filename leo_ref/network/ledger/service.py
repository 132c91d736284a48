"""Layer one as a process: takes transactions, makes blocks or follows those of others, and tells what happened.

Everything here runs on trio, in one process and one task at a time; what takes long (applying blocks, the disk) runs in
threads. The order that makes it durable: a transaction is on disk before it is acknowledged; a block, and what was
signed, is on disk before anybody hears of it, this process's own memory included.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

import trio
from attrs import define, evolve, field, frozen
from immutables import Map

from leo_ref.core.encoding import from_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import signed
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.core.values import AccountId
from leo_ref.ledger import Block
from leo_ref.ledger.block import pass_digest
from leo_ref.network.ledger.documents import (
    Lot,
    MadeBlock,
    Noted,
    OtherProducer,
    PassStatement,
    Presence,
    ServiceStatus,
    TransactionLot,
)
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.making import AppliedBlock, followed_block, made_block, names_of, outdated
from leo_ref.network.ledger.presence import is_somebody, may_come_early, presence_digest
from leo_ref.network.ledger.problem import Declined, ServiceCode, declined, rejected
from leo_ref.network.ledger.replay import Standpoint
from leo_ref.network.ledger.room import Held, Rooms, room_of
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.ledger.store import Acknowledged, Commit, Store, TurnedDown
from leo_ref.network.ledger.turns import (
    Make,
    PassTurn,
    Sleep,
    Timing,
    Watched,
    decide,
    due_turn,
    is_held,
    is_near,
    stated,
    watched,
)
from leo_ref.parties.mempool import EARLY_MOST, Mempool
from leo_ref.parties.producer import passing

T = TypeVar("T")

BACK_MOST: Final = 5_000
"""Thousandths of a second that the clock may go back: as much as is set right in passing."""

OLD: Final = 64
"""Blocks after which a transaction that waits is looked at again."""

LARGE: Final = 2**14
"""Octets of a transaction that is read in a thread."""

HELD_MOST: Final = 4
"""Late blocks of a height that are kept."""

PRESENT_MOST: Final = 4096
"""Accounts whose presence is kept."""

Broadcast = Callable[[str, bytes], None]
"""Sends octets to a route of every other producer, when that can be done."""


@frozen(kw_only=True)
class Behaviour:
    """How the service goes about it."""

    timing: Timing
    least: float
    """Seconds between a block and one that comes early."""
    others: tuple[str, ...] = ()
    """The addresses of the other producers' services."""


@define
class _Storing:
    """A transaction on its way to the disk."""

    kept: Acknowledged
    transaction: Transaction
    done: trio.Event = field(factory=trio.Event)


@define
class ServiceCounts:
    """What has happened since the start, for the metrics."""

    taken: int = 0
    refused_at_the_door: int = 0
    refused_for_a_block: int = 0
    blocks_made: int = 0
    blocks_followed: int = 0
    transactions_in_blocks: int = 0
    block_seconds: float = 0.0


@define
class LedgerService:
    """The service. Its methods raise :class:`leo_ref.network.ledger.problem.Declined` for what they refuse."""

    store: Store
    here: Standpoint
    keys: Keys | None
    behaviour: Behaviour
    say: Callable[[str], None]
    clock: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    """Thousandths of a second since 1970."""
    pool: Mempool = field(factory=Mempool)
    rooms: Rooms = field(factory=Rooms)
    waiting: dict[bytes, Transaction] = field(factory=dict)
    present: dict[AccountId, Presence] = field(factory=dict)
    counted: ServiceCounts = field(factory=ServiceCounts)
    others: Callable[[], tuple[OtherProducer, ...]] = tuple
    broadcast: Broadcast = field(default=lambda _route, _octets: None)
    changed: trio.Event = field(factory=trio.Event)
    """Set when a block is there, and replaced by a new one."""
    stopping: trio.Event = field(factory=trio.Event)
    in_step: trio.Event = field(factory=trio.Event)
    """Set once every other producer was asked, so that a service that was down does not begin with what it knew."""
    watch: Watched = field(init=False)
    failure: LedgerFailure | None = None
    _arrived: dict[bytes, int] = field(factory=dict)
    _names: dict[int, bytes] = field(factory=dict)
    _storing: dict[bytes, _Storing] = field(factory=dict)
    _batch: list[_Storing] = field(factory=list)
    _batched: trio.Event = field(factory=trio.Event)
    _woken: trio.Event = field(factory=trio.Event)
    _held: dict[bytes, tuple[float, Block]] = field(factory=dict)
    _turn: trio.Lock = field(factory=trio.Lock)

    def __attrs_post_init__(self) -> None:
        """Takes up what waited when the service ended, and what it had signed for the next height."""
        self.watch = watched(self.state.height + 1, self.state.block_hash, trio.current_time())
        for turn, signature in self.store.passes(self.watch.height):
            if self.keys is not None:
                self.watch = evolve(
                    stated(self.here.deployment, self.watch, self.keys.name, turn, signature, self.watch.since),
                    own=turn,
                )
        for kept in self.store.waiting():
            transaction = from_octets(Transaction, kept.octets)
            if isinstance(transaction, Rejection):
                raise LedgerFailure(
                    Failure.LEDGER_CORRUPT, f"Transaction {kept.id.hex()}: {transaction}.", "Take a copy of before."
                )
            self._let_in(kept, transaction)
            self._reach(kept.id, transaction)
        self.check_clock()

    @property
    def state(self) -> State:
        """After the newest block."""
        return self.here.state

    def check_clock(self) -> int:
        """The time, in thousandths of a second since 1970.

        Raises:
            LedgerFailure: CLOCK_BEHIND, where it is before the newest block or the beginning of the deployment.
        """
        now = self.clock()
        if now < self.here.made - BACK_MOST:
            raise LedgerFailure(
                Failure.CLOCK_BEHIND,
                f"It says {now // 1000} seconds since 1970; block {self.state.height} is of {self.here.made // 1000}.",
                "Set the clock, and start the service again.",
            )
        return max(now, self.here.made)

    # --- transactions -----------------------------------------------------------------------------------------------

    async def submit(self, octets: bytes, carrier: str) -> TransactionLot:
        """Takes a transaction; it is on disk when this returns. One that is known already is not taken again."""
        self._refuse_when_stopping()
        try:
            return await self._submit(octets, carrier)
        except BaseException:
            self.counted.refused_at_the_door += 1
            raise

    async def _submit(self, octets: bytes, carrier: str) -> TransactionLot:
        reading = partial(_read_transaction, octets)
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
            self.counted.taken += 1
        self._refuse_when_stopping()
        found = await self.lot(name)
        assert found is not None, "it is on disk"
        return found

    async def lot(self, name: bytes) -> TransactionLot | None:
        """What has become of a transaction."""
        transaction = self.waiting.get(name)
        if transaction is not None and name not in self._storing:
            is_early = self.pool.early.get((transaction.sender, transaction.counter)) is transaction
            lot = Lot.EARLY if is_early else Lot.WAITING
            return TransactionLot(id=name, lot=lot, height=None, code=None, clause=None, value=Map())
        return await self._stored(partial(self.store.lot, name))

    def _let_in(self, kept: Acknowledged, transaction: Transaction) -> None:
        self.rooms.put(kept.id, Held(room_of(self.state, transaction), transaction.sender, len(kept.octets)))
        self.waiting[kept.id] = transaction
        self._arrived[kept.id] = self.state.height
        self._names[id(transaction)] = kept.id

    def _reach(self, name: bytes, transaction: Transaction) -> None:
        """A transaction that is on disk reaches the pool."""
        if name not in self.waiting:
            return  # a block of another producer held it meanwhile
        if self.pool.is_early(self.state, transaction):
            if (transaction.sender, transaction.counter) not in self.pool.early:
                self.pool.wait(transaction)
                return
        self.pool.put("", transaction)

    def _let_go(self, name: bytes) -> None:
        """A transaction waits no more."""
        self.rooms.take(name)
        self._arrived.pop(name, None)
        transaction = self.waiting.pop(name, None)
        if transaction is not None:
            self._names.pop(id(transaction), None)

    async def keep_transactions(self) -> None:
        """Writes what came, all that came meanwhile at once, and lets it reach the pool."""
        while not self.stopping.is_set():
            await self._batched.wait()
            self._batched = trio.Event()
            batch, self._batch = self._batch, []
            with suppress(Declined):
                await self._stored(partial(self.store.add, [each.kept for each in batch]))
            if self.stopping.is_set():
                return  # who waits was told so
            for each in batch:
                self._reach(each.kept.id, each.transaction)
                del self._storing[each.kept.id]
                each.done.set()
                self.broadcast("/v1/transactions", each.kept.octets)
            self._woken.set()

    # --- blocks -----------------------------------------------------------------------------------------------------

    async def keep_time(self) -> None:
        """Makes blocks and passes turns when it is time."""
        if self.keys is None:
            return
        await self.in_step.wait()
        while not self.stopping.is_set():
            for block in self._late_blocks():
                with suppress(Declined):
                    await self.follow(block)
            self._woken = woken = trio.Event()
            async with self._turn:
                decision, again = self._decision(self.keys)
                with suppress(Declined):  # the disk failed, and the service is stopping
                    if isinstance(decision, Make):
                        await self._make(self.keys, decision)
                    elif isinstance(decision, PassTurn):
                        await self._pass(self.keys, decision.turn)
                if not isinstance(decision, Sleep):
                    continue
            with trio.move_on_at(again):
                await woken.wait()

    def _decision(self, keys: Keys, *, at_once: bool = False) -> tuple[Make | PassTurn | Sleep, float]:
        """What is to be done now, and when to ask again at the latest."""
        now = trio.current_time()
        is_early = may_come_early(self.state, self.present, has_ready=bool(self.pool.ready))
        soonest = self.watch.since + self.behaviour.least
        decision = decide(
            self.here.deployment,
            keys.name,
            self.watch,
            self.behaviour.timing,
            now,
            at_once=at_once or (is_early and now >= soonest),
        )
        times = [now + 60.0]
        if isinstance(decision, Sleep) and decision.until is not None:
            times.append(decision.until)
        if is_early and now < soonest:
            times.append(soonest)
        times += [since + self.behaviour.timing.patience for since, _ in self._held.values()]
        return decision, max(now, min(times))

    async def produce(self) -> MadeBlock:
        """Makes a block now, if it is this producer's turn."""
        self._refuse_when_stopping()
        async with self._turn:
            decision = Sleep(None) if self.keys is None else self._decision(self.keys, at_once=True)[0]
            if self.keys is None or not isinstance(decision, Make):
                raise declined(ServiceCode.NOT_OUR_TURN, next_producer=self.next_producer)
            return await self._make(self.keys, decision)

    @property
    def next_producer(self) -> AccountId:
        """Whose turn it is."""
        deployment = self.here.deployment
        return deployment.producer(self.watch.height, due_turn(deployment, self.watch)).account

    async def _make(self, keys: Keys, decision: Make) -> MadeBlock:
        began, here = trio.current_time(), self.here
        ready = [arrival.transaction for arrival in self.pool.ready]
        applied = await trio.to_thread.run_sync(
            made_block, here.deployment, here.verifiers, keys, here.state, ready, decision.turn, decision.passes
        )
        made = await self._keep(applied, ready, own=True)
        self.counted.blocks_made += 1
        self.counted.block_seconds += trio.current_time() - began
        self.broadcast("/v1/blocks", applied.octets)
        return made

    async def follow(self, block: Block, *, has_child: bool = False) -> Noted:
        """Takes a block of another producer, if it is the next one; ``has_child`` says that another builds on it."""
        self._refuse_when_stopping()
        async with self._turn:
            if block.height <= self.state.height:
                stored = await self._stored(partial(self.store.block, block.height))
                if stored is None or stored.hash != block.hash:
                    raise declined(ServiceCode.BLOCK_OTHER, height=block.height)
                return Noted(height=self.state.height)
            if block.height > self.state.height + 1:
                raise declined(ServiceCode.BLOCK_AHEAD, given=block.height, expected=self.state.height + 1)
            here = self.here
            applied = await trio.to_thread.run_sync(followed_block, here.deployment, here.verifiers, here.state, block)
            if isinstance(applied, Rejection):
                raise rejected(applied)
            if is_held(self.watch, block) and not has_child:
                if block.hash not in self._held and len(self._held) >= HELD_MOST:
                    raise declined(ServiceCode.BLOCK_HELD, height=block.height, turn=block.turn)
                since, _ = self._held.setdefault(block.hash, (trio.current_time(), block))
                if trio.current_time() < since + self.behaviour.timing.patience:
                    self._woken.set()
                    raise declined(ServiceCode.BLOCK_HELD, height=block.height, turn=block.turn)
            await self._keep(applied, [], own=False)
            self.counted.blocks_followed += 1
            self._woken.set()
            self.broadcast("/v1/blocks", applied.octets)
            return Noted(height=self.state.height)

    def _late_blocks(self) -> list[Block]:
        """Late blocks whose time has come: no block of a later turn has."""
        now, patience = trio.current_time(), self.behaviour.timing.patience
        return [block for since, block in self._held.values() if now >= since + patience]

    async def _keep(self, applied: AppliedBlock, ready: list[Transaction], *, own: bool) -> MadeBlock:
        """Puts a block on disk, then into memory."""
        block = applied.block
        try:
            made = self.check_clock()
        except LedgerFailure as failure:
            raise self._failed(failure) from failure
        old = [
            (name, self.waiting[name])
            for name, height in self._arrived.items()
            if height + OLD <= block.height and name not in self._storing
        ]
        late = await trio.to_thread.run_sync(outdated, self.here.deployment, self.here.verifiers, applied.state, old)
        names = await trio.to_thread.run_sync(names_of, block.transactions)
        gone = {*names}
        refused = [
            TurnedDown(id=self._names[id(each)], place=place, rejection=placing)
            for place, (each, placing) in enumerate(zip(ready, applied.placings, strict=True))
            if isinstance(placing, Rejection)
        ]
        decided = gone | {each.id for each in refused}
        refused += [
            TurnedDown(id=name, place=len(ready) + place, rejection=rejection)
            for place, (name, rejection) in enumerate(late)
            if name not in decided
        ]
        refused += self._past(applied, decided | {each.id for each in refused}, len(refused) + len(ready))
        commit = Commit(
            block=block,
            octets=applied.octets,
            state=applied.digest,
            made=made,
            ids=names,
            refused=tuple(refused),
            own=own,
        )
        await self._stored(partial(self.store.commit, commit))
        self.here = evolve(self.here, state=applied.state, digest=applied.digest, made=made)
        self.pool.emptied(applied.placings)
        self.pool.followed(applied.state, block.transactions)
        for each in refused:
            self._drop(self.waiting.get(each.id))
            self._let_go(each.id)
        for name in names:
            self._let_go(name)
        self.pool.settled(applied.state)
        self.watch = watched(applied.state.height + 1, block.hash, trio.current_time())
        self._held.clear()
        self.present = {who: each for who, each in self.present.items() if each.height >= applied.state.height}
        self.counted.refused_for_a_block += len(refused)
        self.counted.transactions_in_blocks += len(names)
        changed, self.changed = self.changed, trio.Event()
        changed.set()
        self.say(f"block {block.height} of turn {block.turn}: {len(names)} transactions, {block.hash.hex()[:16]}")
        return MadeBlock(
            height=block.height, block=block.hash, state=applied.digest, transactions=len(block.transactions)
        )

    def _past(self, applied: AppliedBlock, decided: set[bytes], place: int) -> list[TurnedDown]:
        """Transactions that can never apply any more: others of their senders have their counters."""
        found = list[TurnedDown]()
        for name, transaction in self.waiting.items():
            expected = applied.state.accounts.get(transaction.sender, EMPTY).counter
            if transaction.counter < expected and name not in decided and name not in self._storing:
                rejection = reject(Code.COUNTER_WRONG, given=transaction.counter, expected=expected)
                found.append(TurnedDown(id=name, place=place + len(found), rejection=rejection))
        return found

    def _drop(self, transaction: Transaction | None) -> None:
        """Takes a transaction out of the pool that is refused before its turn."""
        if transaction is None:
            return
        self.pool.ready = [each for each in self.pool.ready if each.transaction is not transaction]
        place = (transaction.sender, transaction.counter)
        for held in (self.pool.early, self.pool.taken):
            if held.get(place) is transaction:
                del held[place]

    # --- several producers ------------------------------------------------------------------------------------------

    async def _pass(self, keys: Keys, turn: int) -> None:
        """Passes a turn: on disk, then to everybody."""
        signature = passing(keys, self.state, turn)
        await self._stored(partial(self.store.sign_pass, self.watch.height, turn, self.state.block_hash, signature))
        self.watch = evolve(
            stated(self.here.deployment, self.watch, keys.name, turn, signature, trio.current_time()), own=turn
        )
        self.say(f"turn {turn} of height {self.watch.height} brought no block: passed")

    def statements(self) -> list[PassStatement]:
        """This producer's own statements about the next height."""
        if self.keys is None:
            return []
        return [
            PassStatement(
                height=self.watch.height,
                parent=self.watch.parent,
                turn=turn,
                producer=self.keys.name,
                signature=passes[self.keys.name],
            )
            for turn, passes in sorted(self.watch.statements.items())
            if self.keys.name in passes
        ]

    async def note_pass(self, said: PassStatement) -> Noted:
        """Takes another producer's statement."""
        deployment = self.here.deployment
        if not deployment.known(said.producer):
            raise rejected(reject(Code.NOT_A_PRODUCER, account=said.producer))
        if said.height != self.watch.height or said.parent != self.watch.parent:
            raise declined(ServiceCode.PASS_OUT_OF_PLACE, height=self.watch.height)
        if not is_near(deployment, self.watch, said.turn):
            raise declined(ServiceCode.PASS_OUT_OF_PLACE, turn=due_turn(deployment, self.watch))
        message = pass_digest(said.height, said.parent, said.turn)
        if not signed(bytes.fromhex(said.producer), message, said.signature):
            raise rejected(reject(Code.PASS_FORGED, producer=said.producer))
        self.watch = stated(deployment, self.watch, said.producer, said.turn, said.signature, trio.current_time())
        self._woken.set()
        return Noted(height=self.state.height)

    # --- presence ---------------------------------------------------------------------------------------------------

    async def note_presence(self, said: Presence, octets: bytes) -> Noted:
        """Takes an account's statement about itself."""
        if said.genesis != self.here.genesis:
            raise declined(ServiceCode.GENESIS_DIFFERS, given=said.genesis.hex(), expected=self.here.genesis.hex())
        if not is_somebody(self.state, said.account):
            raise declined(ServiceCode.PRESENCE_UNKNOWN, account=said.account)
        before = self.present.get(said.account)
        if said == before:
            return Noted(height=self.state.height)
        if said.height != self.state.height:
            raise declined(ServiceCode.PRESENCE_STALE, height=self.state.height)
        if before is not None and before.height == said.height and said.number <= before.number:
            raise declined(ServiceCode.PRESENCE_STALE, number=before.number)
        if not signed(bytes.fromhex(said.account), presence_digest(said), said.signature):
            raise declined(ServiceCode.PRESENCE_FORGED, account=said.account)
        if said.account not in self.present and len(self.present) >= PRESENT_MOST:
            raise declined(ServiceCode.POOL_FULL, present=len(self.present))
        self.present[said.account] = said
        self._woken.set()
        self.broadcast("/v1/presence", octets)
        return Noted(height=self.state.height)

    # --- the rest ---------------------------------------------------------------------------------------------------

    def status(self) -> ServiceStatus:
        """How it stands."""
        return ServiceStatus(
            rules=RULES,
            genesis=self.here.genesis,
            height=self.state.height,
            block=self.state.block_hash,
            state=self.here.digest,
            producer=None if self.keys is None else self.keys.name,
            turn=due_turn(self.here.deployment, self.watch),
            next_producer=self.next_producer,
            interval=round(self.behaviour.timing.interval * 1000),
            waiting=len(self.pool.ready),
            early=len(self.pool.early),
            present=len(self.present),
            others=self.others(),
        )

    async def _stored(self, work: Callable[[], T]) -> T:
        """The store's answer, worked out in a thread. If the disk fails, the service ends: it can keep no promise."""
        try:
            return await trio.to_thread.run_sync(work)
        except LedgerFailure as failure:
            raise self._failed(failure) from failure

    def _failed(self, failure: LedgerFailure) -> Declined:
        """Ends the service; the answer to whoever asked for what failed."""
        self.failure = self.failure or failure
        self.stop()
        return declined(ServiceCode.STOPPING, why=failure.name.name.lower().replace("_", "-"))

    def stop(self) -> None:
        """Takes nothing more, and lets everybody who waits know."""
        self.stopping.set()
        self._woken.set()
        self._batched.set()
        self.in_step.set()
        self.changed.set()
        for each in self._storing.values():
            each.done.set()

    def _refuse_when_stopping(self) -> None:
        if self.stopping.is_set():
            raise declined(ServiceCode.STOPPING)


def _read_transaction(octets: bytes) -> tuple[Transaction, bytes]:
    """A transaction that its sender signed, and its id."""
    transaction = from_octets(Transaction, octets)
    if isinstance(transaction, Rejection):
        raise rejected(transaction)
    name = signing_digest(transaction.sender, transaction.counter, transaction.body)
    if not signed(bytes.fromhex(transaction.sender), name, transaction.signature):
        raise rejected(reject(Code.SIGNATURE_INVALID, sender=transaction.sender))
    return transaction, name
