"""What the lines of a transcript say: how a run begins, what happened, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.job import Outcome
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Digest, Exactly, Height, JobId, Number
from leo_ref.ledger import Block, Genesis
from leo_ref.ledger.block import TURN_MOST
from leo_ref.parties.message import Message
from leo_ref.parties.simulator.event import Fate

PIECE_MOST: Final = 2**20
"""Octets of long content in one line."""

PIECES_MOST: Final = PAYLOAD_MOST // PIECE_MOST
"""Pieces of the longest octets that a message may carry."""


@frozen(kw_only=True)
class OpeningEntry:
    """The first line: all that the run began with."""

    kind: ClassVar[str] = "opening"
    version: ClassVar[int] = 1
    genesis: Genesis
    names: Map[AccountId, str]
    """What people call the accounts."""


@frozen(kw_only=True)
class Content:
    """A piece of octets that are too long to be written wherever they occur."""

    kind: ClassVar[str] = "content"
    digest: Digest
    """SHA-256 of all pieces together; the text ``content:`` and this in hexadecimal stands for them."""
    piece: Count
    """Which piece, from 1."""
    pieces: Count
    octets: Annotated[bytes, AtMost(PIECE_MOST)]


@frozen(kw_only=True)
class Passed:
    """A message other than a block of the ledger, and what became of it."""

    kind: ClassVar[str] = "passed"
    time: Count
    sender: str
    to: str
    fate: Fate
    message: Message
    shown: str | None
    """What a message that was delivered shows to its receiver, with the ledger that it knows: an answer, a finding or
    why it is none; a block that is not the ledger's, why nobody takes it. Null for all others."""


@frozen(kw_only=True)
class Followed:
    """A block on its way to a party, by its height."""

    kind: ClassVar[str] = "followed"
    time: Count
    to: str
    fate: Fate
    height: Height


@frozen(kw_only=True)
class RefusalEntry:
    """The ledger refused the transaction that reached it in an earlier line."""

    kind: ClassVar[str] = "refused"
    time: Count
    transaction: Count
    """The number of that line."""
    code: str


@frozen(kw_only=True)
class BlockEntry:
    """A block was made of the transactions that had reached the ledger."""

    kind: ClassVar[str] = "made"
    time: Count
    height: Height
    parent: Digest
    producer: AccountId
    turn: Annotated[int, Number(TURN_MOST)]
    passes: Map[AccountId, Annotated[bytes, Exactly(64)]]
    beacon_proof: Annotated[bytes, AtMost(80)]
    transactions: tuple[Count, ...]
    """The numbers of their lines."""
    signature: Annotated[bytes, Exactly(64)]
    block: Digest
    """The block's hash."""
    state: Digest
    """Of the state after the block's tick."""


@frozen(kw_only=True)
class Closing:
    """The last line: how the ledger stands."""

    kind: ClassVar[str] = "closing"
    height: Height
    outcomes: Map[JobId, Outcome]
    """Of all jobs that are settled."""
    balances: Map[AccountId, Amount]
    burned: Amount
    state: Digest


Entry: TypeAlias = OpeningEntry | Content | Passed | Followed | RefusalEntry | BlockEntry | Closing


def block_of(entry: BlockEntry, sent: Mapping[int, Transaction]) -> Block:
    """The block that an entry tells of; ``sent`` has at least its transactions, by their lines."""
    return Block(
        height=entry.height,
        parent=entry.parent,
        producer=entry.producer,
        turn=entry.turn,
        passes=entry.passes,
        beacon_proof=entry.beacon_proof,
        transactions=tuple(sent[line] for line in entry.transactions),
        signature=entry.signature,
    )
