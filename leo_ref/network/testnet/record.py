"""A transcript of what a network did: what its ledger and its parties kept, put into one order.

Each has an order of its own. Between them the times decide when something was kept, and a block is made before anybody
follows it. A party keeps what changed it: a message that was lost, or that changed nothing, is not in the record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field, frozen
from immutables import Map

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import CODES, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId
from leo_ref.ledger import Block, Genesis, apply, apply_block
from leo_ref.network.ledger.decided import DecidedBlock, DecidedTransaction, decided
from leo_ref.network.party.journal import FILE as JOURNAL
from leo_ref.network.party.journal import KeptJournal, KeptMessage, read_journal
from leo_ref.network.testnet.building import GENESIS, LEDGER
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.parties.message import LEDGER as TO_LEDGER
from leo_ref.parties.message import Wake
from leo_ref.parties.simulator.event import BlockMade, Event, Fate, Passage, TransactionRefused
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.opening import Beginning, begun

TICK: Final = 1000
"""Millionths of a second in a tick of the transcript."""

REMEDY: Final = "Record it where it was played; what is there now is no whole network."


@define
class _Merging:
    """Events so far, in one order."""

    journals: tuple[tuple[AccountId, deque[KeptMessage]], ...]
    start: int
    """The time of tick 0."""
    now: int = 0
    """The tick of the newest event."""
    height: int = 0
    """Of the newest block that was made."""
    events: list[Event] = field(factory=list)

    def pass_time(self, time: int | None) -> None:
        """Parties hear what they heard until then; all that is left where it is None."""
        while True:
            due = [(kept[0].time, account, kept) for account, kept in self.journals if kept and self._is_due(kept[0])]
            if not due:
                return
            when, account, kept = min(due, key=lambda each: each[:2])
            if time is not None and when > time:
                return
            message = kept.popleft()
            if not isinstance(message.heard, Wake):
                self._pass(when, message.sender, account, message)

    def _is_due(self, message: KeptMessage) -> bool:
        return not isinstance(message.heard, Block) or message.heard.height <= self.height

    def _pass(self, time: int, sender: str, to: str, message: KeptMessage) -> None:
        assert not isinstance(message.heard, Wake)
        passage = Passage(time=self.tick(time), sender=sender, to=to, message=message.heard, fate=Fate.DELIVERED)
        self.events.append(passage)

    def tick(self, time: int) -> int:
        """The tick of a time; it never decreases."""
        self.now = max(self.now, (time - self.start) // TICK)
        return self.now

    def taken(self) -> tuple[Event, ...]:
        """What happened since the last call."""
        events, self.events = tuple(self.events), []
        return events

    def block(self, made: DecidedBlock, order: Sequence[DecidedTransaction]) -> None:
        """Transactions reach the ledger, and the block is made of those that are not refused."""
        for found in order:
            self.pass_time(found.time)
            transaction = found.transaction
            self.events.append(
                Passage(
                    time=self.tick(found.time),
                    sender=transaction.sender,
                    to=TO_LEDGER,
                    message=transaction,
                    fate=Fate.DELIVERED,
                )
            )
        self.pass_time(made.time)
        for position, found in enumerate(order):
            if found.code is not None:
                self.events.append(
                    TransactionRefused(
                        time=self.tick(made.time),
                        position=position,
                        transaction=found.transaction,
                        code=CODES[found.code],
                    )
                )
        self.events.append(BlockMade(time=self.tick(made.time), block=made.block))
        self.height = made.block.height


@frozen(kw_only=True)
class NetworkRecord:
    """What a network left on disk."""

    folder: Path
    opening: OpeningEntry
    journals: tuple[KeptJournal, ...]
    blocks: tuple[DecidedBlock, ...]


def read_network(folder: Path) -> NetworkRecord:
    """What the processes of a network keep, whether they run or not.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM.
        LedgerFailure: STATE_FORM, LEDGER_CORRUPT, and those of the disk.
        PartyFailure: those of :func:`leo_ref.network.party.journal.read_journal`.
    """
    try:
        octets = (folder / GENESIS).read_bytes()
    except OSError as error:
        what = f"{folder / GENESIS}: {error.strerror}."
        raise TestnetFailure(Failure.TESTNET_MISSING, what, "leo testnet up") from error
    document = from_octets(Genesis, octets)
    if isinstance(document, Rejection):
        raise TestnetFailure(Failure.TESTNET_FORM, f"{folder / GENESIS}: {document}.", REMEDY)
    named = [(place.parent.name, read_journal(place.parent)) for place in sorted(folder.glob(f"*/{JOURNAL}"))]
    return NetworkRecord(
        folder=folder,
        opening=OpeningEntry(genesis=document, names=Map({journal.owner: name for name, journal in named})),
        journals=tuple(journal for _, journal in named),
        blocks=decided(folder / LEDGER),  # read last: so it has all blocks that a party followed
    )


def frames_of(found: NetworkRecord) -> Iterator[Frame]:
    """What happened with each block, and last what happened after it, as a recorder takes it.

    Raises:
        TestnetFailure: TESTNET_FORM where ledger and genesis document do not fit.
    """
    beginning = begun(found.opening)
    if not isinstance(beginning, Beginning):
        raise TestnetFailure(Failure.TESTNET_FORM, f"{found.folder / GENESIS}: {beginning[1]}", REMEDY)
    heard = [each.messages[0].time for each in found.journals if each.messages]
    came = [each.time for made in found.blocks[:1] for each in (*made.taken, *made.refused)]
    start = min([*heard, *came, *(made.time for made in found.blocks[:1])], default=0)
    merging = _Merging(tuple((each.owner, deque(each.messages)) for each in found.journals), start)
    state, late = beginning.state, list[DecidedTransaction]()
    for made in found.blocks:
        order, late = _ordered(beginning, state, made, late)
        after = apply_block(beginning.deployment, beginning.verifiers, state, made.block)
        if isinstance(after, Rejection):
            what = f"{found.folder / LEDGER}, block {made.block.height}: {after}."
            raise TestnetFailure(Failure.TESTNET_FORM, what, REMEDY)
        state = after
        merging.block(made, order)
        yield Frame(time=merging.now, state=state, block=made.block, parties=Map(), events=merging.taken())
    merging.pass_time(None)
    yield Frame(time=merging.now, state=state, block=None, parties=Map(), events=merging.taken())


def _ordered(
    beginning: Beginning, state: State, made: DecidedBlock, late: Sequence[DecidedTransaction]
) -> tuple[list[DecidedTransaction], list[DecidedTransaction]]:
    """A block's transactions with the refused ones between them, and what can be refused after the block only.

    The service judges some after the block's tick. They stand before the next block, which begins with that state.
    """
    states = [state]
    for found in made.taken:
        after = apply(beginning.deployment.parameters, beginning.verifiers, states[-1], found.transaction)
        states.append(after if isinstance(after, State) else states[-1])  # apply_block names a block that is wrong
    places, later = dict[int, list[DecidedTransaction]](), list[DecidedTransaction]()
    for found in (*late, *made.refused):
        fitting = [place for place, each in enumerate(states) if _refused_so(beginning, each, found)]
        if fitting:
            behind = sum(each.time < found.time for each in made.taken)
            places.setdefault(min(fitting, key=lambda place: abs(place - behind)), []).append(found)
        else:
            later.append(found)
    order = [*places.get(0, ())]
    for place, found in enumerate(made.taken, start=1):
        order += [found, *places.get(place, ())]
    return order, later


def _refused_so(beginning: Beginning, state: State, found: DecidedTransaction) -> bool:
    after = apply(beginning.deployment.parameters, beginning.verifiers, state, found.transaction)
    return isinstance(after, Rejection) and after.code.name == found.code
