"""Layer one as a process: takes transactions, makes blocks or follows those of others, and tells what happened.

Everything here runs on trio, in one process and one task at a time; what takes long (applying blocks, the disk) runs in
threads. The order that makes it durable: a transaction is on disk before it is acknowledged; a block, and what was
signed, is on disk before anybody hears of it, this process's own memory included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

import trio
from attrs import Factory, define, evolve, field

from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import signed
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId
from leo_ref.ledger import Block
from leo_ref.ledger.block import pass_digest
from leo_ref.network.ledger.attendance import Attendance
from leo_ref.network.ledger.behaviour import Behaviour, ServiceCounts
from leo_ref.network.ledger.disk import Disk
from leo_ref.network.ledger.documents import (
    MadeBlock,
    Noted,
    OtherProducer,
    PassStatement,
    Presence,
    ServiceStatus,
)
from leo_ref.network.ledger.driving import ActionDriver
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.intake import Intake
from leo_ref.network.ledger.making import AppliedBlock, first_fault, followed_block, made_block, names_of, outdated
from leo_ref.network.ledger.presence import expectation
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined, rejected
from leo_ref.network.ledger.replay import Standpoint
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.ledger.store import Commit
from leo_ref.network.ledger.turns import (
    Make,
    PassTurn,
    Sleep,
    Watched,
    decide,
    due_turn,
    is_held,
    is_near,
    stated,
    watched,
)
from leo_ref.network.ledger.views import HeightViews, Ledgers
from leo_ref.parties.producer import passing

T = TypeVar("T")

BACK_MOST: Final = 5_000
"""Thousandths of a second that the clock may go back: as much as is set right in passing."""

HELD_MOST: Final = 4
"""Late blocks of a height that are kept."""

Broadcast = Callable[[str, bytes], None]
"""Sends octets to a route of every other producer, when that can be done."""


@define
class LedgerService:
    """The service. Its methods raise :class:`leo_ref.network.ledger.problem.DeclinedRequest` for what they refuse."""

    disk: Disk
    here: Standpoint
    keys: Keys | None
    behaviour: Behaviour
    say: Callable[[str], None]
    clock: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    """Thousandths of a second since 1970."""
    views: HeightViews = field(default=Factory(lambda self: HeightViews(self.disk.store), takes_self=True))
    intake: Intake = field(init=False)
    watch: Watched = field(init=False)
    attendance: Attendance = field(init=False)
    counted: ServiceCounts = field(factory=ServiceCounts)
    driver: ActionDriver | None = None
    """Forwards actions of a page; without one there are none."""
    others: Callable[[], tuple[OtherProducer, ...]] = tuple
    broadcast: Broadcast = field(default=lambda _route, _octets: None)
    changed: trio.Event = field(factory=trio.Event)
    """Set when a block is there, and replaced by a new one."""
    in_step: trio.Event = field(factory=trio.Event)
    """Set once every other producer was asked, so that a service that was down does not begin with what it knew."""
    _woken: trio.Event = field(factory=trio.Event)
    _held: dict[bytes, tuple[float, Block]] = field(factory=dict)
    _sorted: dict[str, tuple[Mapping[str, object], list[str]]] = field(factory=dict)
    _turn: trio.Lock = field(factory=trio.Lock)

    def __attrs_post_init__(self) -> None:
        """Takes up what waited when the service ended, and what it had signed for the next height.

        Raises:
            LedgerFailure: CLOCK_BEHIND, LEDGER_CORRUPT.
        """
        self.check_clock()
        self.disk.at_end.append(self._end)
        self.intake = Intake(self.disk, self.state, reached=self._reached)
        self.attendance = Attendance(expectation(self.state))
        self.watch = watched(self.state.height + 1, self.state.block_hash, trio.current_time())
        for turn, signature in self.disk.store.passes(self.watch.height):
            if self.keys is not None:
                self.watch = self._passed(self.keys, turn, signature)

    @property
    def state(self) -> State:
        """After the newest block."""
        return self.here.state

    @property
    def ledgers(self) -> Ledgers:
        """By what its blocks are judged."""
        return Ledgers(deployment=self.here.deployment, verifiers=self.here.verifiers)

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

    def _reached(self, octets: Sequence[bytes]) -> None:
        """Transactions reached the pool."""
        for each in octets:
            self.broadcast("/v1/transactions", each)
        self._woken.set()

    def _end(self) -> None:
        """The service stops: nobody waits in vain."""
        self._woken.set()
        self.in_step.set()
        self.changed.set()

    # --- blocks -----------------------------------------------------------------------------------------------------

    async def keep_time(self) -> None:
        """Makes blocks and passes turns when it is time."""
        if self.keys is None:
            return
        await self.in_step.wait()
        while not self.disk.stopping.is_set():
            for block in self._late_blocks():
                with suppress(DeclinedRequest):
                    await self.follow(block)
                self._held.pop(block.hash, None)
            self._woken = woken = trio.Event()
            async with self._turn:
                decision, again = self._decision(self.keys)
                with suppress(DeclinedRequest):  # the disk failed, and the service is stopping
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
        is_early = self.attendance.may_come_early(has_ready=bool(self.intake.pool.ready))
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
        self.disk.refuse_when_stopping()
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
        ready = self.intake.ready()
        applied = await self.disk.work(
            made_block, here.deployment, here.verifiers, keys, here.state, ready, decision.turn, decision.passes
        )
        made = await self._keep(applied, ready, own=True)
        self.counted.blocks_made += 1
        self.counted.block_seconds += trio.current_time() - began
        self.broadcast("/v1/blocks", applied.octets)
        return made

    async def follow(self, block: Block, *, has_child: bool = False) -> Noted:
        """Takes a block of another producer, if it is the next one; ``has_child`` says that another builds on it."""
        self.disk.refuse_when_stopping()
        if block.height == self.state.height + 1:  # whoever is no producer keeps nobody up
            refusal = await self.disk.work(first_fault, self.here.deployment, self.here.verifiers, block)
            if refusal is not None:
                raise rejected(refusal)
        async with self._turn:
            if block.height <= self.state.height:
                stored = await self.disk.done(partial(self.disk.store.block, block.height))
                if stored is None or stored.hash != block.hash:
                    raise declined(ServiceCode.BLOCK_OTHER, height=block.height)
                return Noted(height=self.state.height)
            if block.height > self.state.height + 1:
                raise declined(ServiceCode.BLOCK_AHEAD, given=block.height, expected=self.state.height + 1)
            here = self.here
            applied = await self.disk.work(followed_block, here.deployment, here.verifiers, here.state, block)
            if isinstance(applied, Rejection):
                raise rejected(applied)
            me = None if self.keys is None else self.keys.name
            if is_held(here.deployment, me, self.watch, block) and not has_child:
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
            raise self.disk.failed(failure) from failure
        here, intake = self.here, self.intake
        old = intake.old(block.height)
        late = await self.disk.work(outdated, here.deployment, here.verifiers, applied.state, old)
        names = await self.disk.work(names_of, block.transactions)
        refused = intake.turned_down(applied.state, ready, applied.placings, late, names)
        commit = Commit(
            block=block,
            octets=applied.octets,
            state=applied.digest,
            made=made,
            ids=names,
            refused=refused,
            own=own,
        )
        await self.disk.done(partial(self.disk.store.commit, commit))
        await self.disk.work(self.views.note, here.state, block, applied.state, made)
        expected = await self.disk.work(expectation, applied.state)
        self.here = evolve(here, state=applied.state, digest=applied.digest, made=made)
        self.attendance.advance(expected)
        intake.advance(applied.state, applied.placings, block.transactions, names, refused)
        self.watch = watched(applied.state.height + 1, block.hash, trio.current_time())
        self._held.clear()
        self.counted.refused_for_a_block += len(refused)
        self.counted.transactions_in_blocks += len(names)
        changed, self.changed = self.changed, trio.Event()
        changed.set()
        self.say(f"block {block.height} of turn {block.turn}: {len(names)} transactions, {block.hash.hex()[:16]}")
        return MadeBlock(
            height=block.height, block=block.hash, state=applied.digest, transactions=len(block.transactions)
        )

    # --- several producers ------------------------------------------------------------------------------------------

    async def _pass(self, keys: Keys, turn: int) -> None:
        """Passes a turn: on disk, then to everybody."""
        signature = passing(keys, self.state, turn)
        await self.disk.done(
            partial(self.disk.store.sign_pass, self.watch.height, turn, self.state.block_hash, signature)
        )
        self.watch = self._passed(keys, turn, signature)
        self.say(f"turn {turn} of height {self.watch.height} brought no block: passed")

    def _passed(self, keys: Keys, turn: int, signature: bytes) -> Watched:
        """What is known with a statement of its own."""
        now = trio.current_time()
        return evolve(stated(self.here.deployment, self.watch, keys.name, turn, signature, now), own=turn)

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
        if not self.attendance.note(self.state, self.here.genesis, said):
            return Noted(height=self.state.height)
        self._woken.set()
        self.broadcast("/v1/presence", octets)
        return Noted(height=self.state.height)

    # --- the rest ---------------------------------------------------------------------------------------------------

    def names(self, part: str) -> list[str]:
        """The names of a part of the state in their order; kept as long as the part is the same."""
        entries = getattr(self.state, part)
        known = self._sorted.get(part)
        if known is None or known[0] is not entries:
            known = self._sorted[part] = (entries, sorted(entries))
        return known[1]

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
            waiting=len(self.intake.pool.ready),
            early=len(self.intake.pool.early),
            present=len(self.attendance.said),
            driver=self.driver is not None,
            others=self.others(),
        )
