"""What the service and those who speak with it say to one another, beside transactions and blocks."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import Account
from leo_ref.core.state.node import Node
from leo_ref.core.state.service import Service
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Digest, Exactly, Height, JobId, NodeId, ServiceId
from leo_ref.core.values import Number as NumberUpTo
from leo_ref.ledger import Block
from leo_ref.ledger.block import TURN_MOST
from leo_ref.view.summary import HeightSummary


class Lot(Enum):
    """What has become of a transaction."""

    WAITING = "waiting"
    """It goes into the next block that has room for it, if the rules take it then."""
    EARLY = "early"
    """It waits for transactions of its sender that come before it."""
    IN_BLOCK = "in_block"
    REFUSED = "refused"


@frozen(kw_only=True)
class TransactionLot:
    """A transaction that the service has acknowledged, and what has become of it."""

    id: Digest
    lot: Lot
    height: Height | None
    """Of the block that holds it, or for which it was refused; null while it waits."""
    code: str | None
    """Why it was refused."""
    clause: str | None
    value: Map[str, str]
    """The values of the refusal."""


@frozen(kw_only=True)
class PassStatement:
    """A producer passes a turn, and those before it (§4)."""

    kind: ClassVar[str] = "pass"
    height: Height
    parent: Digest
    turn: Annotated[int, NumberUpTo(TURN_MOST)]
    producer: AccountId
    signature: Annotated[bytes, Exactly(64)]
    """Over digest("leo/pass", {height, parent, turn})."""


@frozen(kw_only=True)
class Presence:
    """An account says what it is doing at a height; a later statement has a higher number."""

    kind: ClassVar[str] = "presence"
    account: AccountId
    genesis: Digest
    height: Height
    """Of the newest block that it has followed."""
    number: Count
    """Higher than in all its statements about this height before."""
    idle: bool
    """Whether it has nothing to do until the next block."""
    running: bool
    """Whether it runs a program."""
    signature: Annotated[bytes, Exactly(64)]
    """Over digest("leo/service-presence", everything but the signature)."""


@frozen(kw_only=True)
class OtherProducer:
    """Another producer's service, as far as this one knows it."""

    url: str
    reached: bool
    height: Height
    trouble: str | None
    """The code of what keeps the two from being in step."""


@frozen(kw_only=True)
class ServiceStatus:
    """How the service stands."""

    rules: str
    """The version of the rules."""
    genesis: Digest
    height: Height
    block: Digest
    """The hash of the newest block; at height 0 the genesis hash."""
    state: Digest
    """The digest of the state after it, in the domain leo/state."""
    producer: AccountId | None
    """Whose key the service has; null if it only follows."""
    turn: Annotated[int, NumberUpTo(TURN_MOST)]
    """Of the next height: how many were passed."""
    next_producer: AccountId
    """Whose turn that is."""
    interval: Count
    """Thousandths of a second between blocks; 0: blocks are made only when asked."""
    waiting: Count
    """Transactions that wait for a block."""
    early: Count
    """Transactions that wait for those before them."""
    present: Count
    """Accounts that reported at this height."""
    driver: bool
    """Whether it forwards ready-made actions of a page."""
    others: tuple[OtherProducer, ...]


@frozen(kw_only=True)
class StateSummary:
    """The state after the newest block, without its parts."""

    height: Height
    block_hash: Digest
    state: Digest
    beacon: Annotated[bytes, AtMost(64)]
    burned: Amount
    accounts: Count
    nodes: Count
    services: Count
    jobs: Count
    open_jobs: Count


@frozen(kw_only=True)
class LogPage:
    """Heights one after the other, each with what happened."""

    heights: tuple[HeightSummary, ...]
    next: Height | None
    """Ask from here for more; null at the end."""


@frozen(kw_only=True)
class AccountEntry:
    """An account at a height."""

    height: Height
    account: Account


@frozen(kw_only=True)
class NodeEntry:
    """A node at a height."""

    height: Height
    node: Node


@frozen(kw_only=True)
class ServiceEntry:
    """A service at a height."""

    height: Height
    service: Service


@frozen(kw_only=True)
class JobEntry:
    """A job at a height."""

    height: Height
    job: Job


@frozen(kw_only=True)
class AccountPage:
    """Accounts in the order of their names."""

    height: Height
    accounts: Map[AccountId, Account]
    after: AccountId | None
    """Ask for those after this one; null at the end."""


@frozen(kw_only=True)
class NodePage:
    """Nodes in the order of their names."""

    height: Height
    nodes: Map[NodeId, Node]
    after: NodeId | None


@frozen(kw_only=True)
class ServicePage:
    """Services in the order of their names."""

    height: Height
    services: Map[ServiceId, Service]
    after: ServiceId | None


@frozen(kw_only=True)
class JobPage:
    """Jobs in the order of their names."""

    height: Height
    jobs: Map[JobId, Job]
    after: JobId | None


@frozen(kw_only=True)
class BlockPage:
    """Blocks one after the other, as many as fit into an answer."""

    blocks: tuple[Block, ...]
    next: Height | None
    """Where to go on; null at the end of the ledger."""


@frozen(kw_only=True)
class MadeBlock:
    """A block that the ledger has."""

    kind: ClassVar[str] = "block"
    height: Height
    block: Digest
    state: Digest
    """The digest of the state after it."""
    transactions: Count
    """How many it holds."""


@frozen(kw_only=True)
class RefusedTransaction:
    """A transaction that was acknowledged and then refused for a block."""

    kind: ClassVar[str] = "refused"
    height: Height
    transaction: Digest
    code: str
    clause: str


@frozen(kw_only=True)
class Noted:
    """A statement was taken, or was known."""

    height: Height
    """Of the newest block."""


LedgerEvent: TypeAlias = MadeBlock | RefusedTransaction
"""What is told to those who follow the events."""
