"""What peers say once they know one another: frames, with messages of parties or about the network itself."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import Count, Elements, Exactly
from leo_ref.network.peers.contact import Contact
from leo_ref.network.peers.limits import CONTACTS_MOST
from leo_ref.parties.message import Announcement, AnswerMessage, ChallengeMessage, ResultDelivery, ResultRequest

VALUES_MOST: Final = 2**12
"""Commas and opening brackets of the octets of a frame: a stranger's costs no more to read than an honest one."""

Told: TypeAlias = Announcement | ChallengeMessage | AnswerMessage | ResultRequest | ResultDelivery
"""What one party tells another. Blocks and transactions go to and from layer one, orders come from a party's own owner,
and payloads are fetched in chunks: none of these is taken from a peer."""


@frozen(kw_only=True)
class DirectMessage:
    """A message for the account at the other end."""

    kind: ClassVar[str] = "direct"
    values_most: ClassVar[int] = VALUES_MOST
    message: Told


@frozen(kw_only=True)
class Gossip:
    """An announcement for everybody: each peer passes it on once."""

    kind: ClassVar[str] = "gossip"
    values_most: ClassVar[int] = VALUES_MOST
    announcement: Announcement
    serial: Count
    """Tells an announcement that is made again from one that is passed on again."""
    signature: Annotated[bytes, Exactly(64)]
    """The announcing account's."""


@frozen(kw_only=True)
class PayloadOffer:
    """The sender holds the payload, and the receiver is to have it."""

    kind: ClassVar[str] = "payload_offer"
    values_most: ClassVar[int] = VALUES_MOST
    imprint: Imprint


@frozen(kw_only=True)
class PayloadHeld:
    """The sender holds the payload whole; nobody has to offer it to it again."""

    kind: ClassVar[str] = "payload_held"
    values_most: ClassVar[int] = VALUES_MOST
    imprint: Imprint


@frozen(kw_only=True)
class ContactsWanted:
    """The sender seeks somebody."""

    kind: ClassVar[str] = "contacts_wanted"
    values_most: ClassVar[int] = VALUES_MOST


@frozen(kw_only=True)
class Contacts:
    """Whom the sender can tell of."""

    kind: ClassVar[str] = "contacts"
    values_most: ClassVar[int] = VALUES_MOST
    contacts: Annotated[tuple[Contact, ...], Elements(CONTACTS_MOST)]


Frame: TypeAlias = DirectMessage | Gossip | PayloadOffer | PayloadHeld | ContactsWanted | Contacts


@frozen(kw_only=True)
class ChunksWanted:
    """The first frame on a stream of chunks: the payload, and the index, from 0, of the first chunk that is wanted."""

    kind: ClassVar[str] = "chunks_wanted"
    imprint: Imprint
    first: Count
