"""What the service lets wait for a block: room of its own for each sort of sender, so that no flood takes another's.

An account costs nothing and neither does a transaction, so a bound on the whole pool alone would let anybody fill it.
Of each sender few transactions wait. Senders that the ledger does not know share a small room: they have no LEO, and
what they send is refused unless a transfer to them comes first. What an open job waits for has a room of its own, for
nodes and the owners of the job: as in a block (:func:`leo_ref.parties.producer.placed`), nothing else fills it.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import define, field, frozen

from leo_ref.core.state.job import Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, NodeId
from leo_ref.network.ledger.problem import ServiceCode
from leo_ref.parties.mempool import EARLY_MOST
from leo_ref.parties.producer import NO_JOB_WAITS


class Room(Enum):
    """Where a transaction waits: the most transactions there, and the most octets of all of them."""

    def __init__(self, transactions: int, octets: int) -> None:
        self.transactions = transactions
        self.octets = octets

    AWAITED = (2048, 2**26)
    """What an open job waits for."""
    OTHERS = (4096, 2**25)
    """What may come a block later."""
    STRANGERS = (512, 2**22)
    """Of senders that the ledger does not know."""


SENDER_TRANSACTIONS: Final = EARLY_MOST
"""The most transactions of one sender that wait."""

SENDER_OCTETS: Final = 2**23
"""The most octets of those."""

SENDER_SHARE: Final = 4
"""The most transactions of one sender where its room is half full, so that some accounts do not fill it alone."""


def room_of(state: State, transaction: Transaction) -> Room:
    """Where the transaction waits."""
    sender, body = transaction.sender, transaction.body
    if sender not in state.accounts and NodeId(sender) not in state.nodes:
        return Room.STRANGERS
    if isinstance(body, NO_JOB_WAITS):
        return Room.OTHERS
    job = state.jobs.get(body.job)
    if job is None or not job.open:
        return Room.OTHERS
    node = state.nodes.get(NodeId(sender))
    is_node = node is not None and node.status is not Status.LEFT
    is_owner = isinstance(job.terms, Task) and sender in (job.terms.owner, job.terms.service_owner)
    return Room.AWAITED if is_node or is_owner else Room.OTHERS


@frozen
class Held:
    """What a transaction takes."""

    room: Room
    sender: AccountId
    octets: int


@define
class Load:
    """How many transactions there are, and their octets."""

    transactions: int = 0
    octets: int = 0


@define
class Rooms:
    """What the transactions that wait take, by their ids."""

    held: dict[bytes, Held] = field(factory=dict)
    by_room: dict[Room, Load] = field(factory=lambda: {room: Load() for room in Room})
    by_sender: dict[AccountId, Load] = field(factory=dict)

    def refusal(self, asked: Held) -> ServiceCode | None:
        """Why there is no room for it."""
        own = self.by_sender.get(asked.sender, Load())
        if own.transactions >= SENDER_TRANSACTIONS or own.octets + asked.octets > SENDER_OCTETS:
            return ServiceCode.SENDER_FULL
        load = self.by_room[asked.room]
        if load.transactions >= asked.room.transactions or load.octets + asked.octets > asked.room.octets:
            return ServiceCode.POOL_FULL
        if 2 * load.transactions >= asked.room.transactions and own.transactions >= SENDER_SHARE:
            return ServiceCode.POOL_FULL
        return None

    def put(self, name: bytes, held: Held) -> None:
        """It waits from now on."""
        self.held[name] = held
        for load in (self.by_room[held.room], self.by_sender.setdefault(held.sender, Load())):
            load.transactions += 1
            load.octets += held.octets

    def take(self, name: bytes) -> None:
        """It waits no more, if it did."""
        held = self.held.pop(name, None)
        if held is None:
            return
        for load in (self.by_room[held.room], self.by_sender[held.sender]):
            load.transactions -= 1
            load.octets -= held.octets
        if not self.by_sender[held.sender].transactions:
            del self.by_sender[held.sender]
