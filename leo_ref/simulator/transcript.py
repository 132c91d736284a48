"""Everything that happened, in order, in octets that two runs can be compared by."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.encoding import digest, encode, to_octets
from leo_ref.ledger import Block
from leo_ref.roles.message import Message
from leo_ref.values import Count, Digest, Height

MESSAGE_DOMAIN: Final = "leo/simulated-message"


class Fate(Enum):
    """What became of a message."""

    DELIVERED = "delivered"
    LOST = "lost"
    REPEATED = "repeated"
    """Delivered, and on its way once more."""
    UNHEARD = "unheard"
    """The receiver had crashed."""


@frozen(kw_only=True)
class Passage:
    """A message and its fate. Losses and repetitions are written when the message is sent."""

    kind: ClassVar[str] = "passage"
    time: Count
    to: str
    message: str
    """The message's kind."""
    digest: Digest
    fate: Fate


@frozen(kw_only=True)
class Made:
    """A block was made."""

    kind: ClassVar[str] = "made"
    time: Count
    height: Height
    block: Digest
    transactions: Count


@frozen(kw_only=True)
class Refused:
    """The ledger refused a transaction."""

    kind: ClassVar[str] = "refused"
    time: Count
    transaction: Digest
    body: str
    """The kind of its body."""
    code: str


Event: TypeAlias = Passage | Made | Refused


def message_digest(message: Message) -> bytes:
    """The digest by which the transcript knows a message, 32 octets; of a block only its place is looked at."""
    if isinstance(message, Block):
        return digest(MESSAGE_DOMAIN, {"parent": message.parent.hex(), "height": str(message.height)})
    return digest(MESSAGE_DOMAIN, encode(message))


def transcript(events: tuple[Event, ...]) -> bytes:
    """One line of canonical JSON for each event."""
    return b"".join(to_octets(event) + b"\n" for event in events)
