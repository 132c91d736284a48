"""Everything that happens in a run, in the order in which it happens."""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

from attrs import frozen

from leo_ref.core.rejections import Code
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import Count
from leo_ref.ledger import Block
from leo_ref.parties.message import Message

PEOPLE: Final = "people"
"""Who gives orders; everything else is sent by a party or by the ledger."""


class Fate(Enum):
    """What became of a message."""

    DELIVERED = "delivered"
    LOST = "lost"
    REPEATED = "repeated"
    """On its way once more."""
    UNHEARD = "unheard"
    """The receiver had crashed."""
    EARLY = "early"
    """A transaction that waits at the ledger for one of its sender that goes before it; then it is delivered."""
    KNOWN = "known"
    """A transaction that the ledger has already."""


@frozen(kw_only=True)
class Passage:
    """A message and its fate. Losses and repetitions happen when the message is sent.

    What is delivered to the ledger is in the next block, or refused.
    """

    time: Count
    sender: str
    to: str
    message: Message
    fate: Fate


@frozen(kw_only=True)
class TransactionRefused:
    """The ledger refused a transaction that had reached it since the block before."""

    time: Count
    position: Count
    """Its place among those that had reached it, from 0."""
    transaction: Transaction
    code: Code


@frozen(kw_only=True)
class BlockMade:
    """A block was made of all transactions that had reached the ledger and were not refused."""

    time: Count
    block: Block


Event: TypeAlias = Passage | BlockMade | TransactionRefused
