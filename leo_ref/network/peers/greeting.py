"""Greetings: whom each side speaks for, and what both must agree on before anything else is said."""

from __future__ import annotations

from enum import Enum, unique
from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.values import AccountId, AtMost, Digest
from leo_ref.network.peers.contact import Contact, is_signed

RULES_MOST: Final = 128


@frozen(kw_only=True)
class Agreement:
    """What both sides of a connection must have in common."""

    genesis: Digest
    """The hash of the genesis document (§4)."""
    rules: str
    """By which version of the rules the party judges."""


@unique
class Reason(Enum):
    """Why a connection ends before anything is said; both sides can show it."""

    OTHER_VERSION = "other-version"
    """The greeting is of another version of this protocol."""
    OTHER_GENESIS = "other-genesis"
    """The peer belongs to another deployment."""
    OTHER_RULES = "other-rules"
    """The peer judges by another version of the rules."""
    NOT_THAT_ACCOUNT = "not-that-account"
    """The account did not sign that this connection is its own."""
    SAME_ACCOUNT = "same-account"
    """The peer speaks for the account that was to be reached from."""
    NOT_EXPECTED = "not-expected"
    """At the address is somebody else than the one who was dialled."""
    BANNED = "banned"
    """The peer did what no honest peer does, and is not heard for a while."""
    TOO_MANY = "too-many"
    """There are as many connections as there may be."""
    NO_GREETING = "no-greeting"
    """What came is no greeting."""


@frozen(kw_only=True)
class Greeting:
    """The first frame of each side; nothing in it is believed before :func:`refusal` found nothing."""

    kind: ClassVar[str] = "greeting"
    version: ClassVar[int] = 1
    contact: Contact
    rules: Annotated[bytes, AtMost(RULES_MOST)]
    """Text in UTF-8."""


@frozen(kw_only=True)
class Farewell:
    """The last frame: why the connection ends."""

    kind: ClassVar[str] = "farewell"
    reason: Reason


@frozen(kw_only=True)
class Welcome:
    """The dialling side's last word of the handshake: the other's greeting was found right."""

    kind: ClassVar[str] = "welcome"


Handshake: TypeAlias = Greeting | Farewell | Welcome


def greeting_of(agreement: Agreement, contact: Contact) -> Greeting:
    """What a party says of itself."""
    return Greeting(contact=contact, rules=agreement.rules.encode()[:RULES_MOST])


def handshake_of(octets: bytes) -> Handshake | Reason:
    """What the first octets of a peer say; the reason to end the connection where they say nothing."""
    found = from_octets(Handshake, octets)
    if isinstance(found, Rejection):
        return Reason.OTHER_VERSION if found.code is Code.UNKNOWN_VERSION else Reason.NO_GREETING
    return found


def refusal(
    agreement: Agreement, me: AccountId, greeting: Greeting, proven: bytes, expected: AccountId | None = None
) -> Reason | None:
    """Why a peer is refused; None where it is whom it says it is and both agree.

    ``proven`` is the key that Noise proved (32 octets), ``expected`` the account that was dialled.
    """
    contact = greeting.contact
    if contact.genesis != agreement.genesis:
        return Reason.OTHER_GENESIS
    if greeting.rules != agreement.rules.encode()[:RULES_MOST]:
        return Reason.OTHER_RULES
    if contact.peer != proven or not is_signed(contact):
        return Reason.NOT_THAT_ACCOUNT
    if contact.places() is None:
        return Reason.NO_GREETING
    if contact.account == me:
        return Reason.SAME_ACCOUNT
    return Reason.NOT_EXPECTED if expected is not None and contact.account != expected else None
