"""Contacts: an account says, signed, which key its connections have and where it listens.

The key of a connection (libp2p's peer id) is not the account's: it is derived from the party's payload secret, and the
contact ties the two. So the key that signs transactions never enters a library that signs what strangers send it, and
whoever gets hold of a connection's key can spend nothing.
"""

from __future__ import annotations

from typing import Annotated, Final

from attrs import evolve, frozen

from leo_ref.core.encoding import JsonValue, digest, encode
from leo_ref.core.keys import Keys, derived
from leo_ref.core.signature import public_key, sign, signed
from leo_ref.core.values import AccountId, Count, Digest, Elements, Exactly
from leo_ref.network.peers.address import PeerAddress, address_or_none

CONTACT_DOMAIN: Final = "leo/peer-contact"
ADDRESSES_MOST: Final = 4


@frozen(kw_only=True)
class Contact:
    """How an account is reached."""

    account: AccountId
    addresses: Annotated[tuple[str, ...], Elements(ADDRESSES_MOST)]
    genesis: Digest
    peer: Annotated[bytes, Exactly(32)]
    """The Ed25519 key with which Noise proves whose a connection is."""
    serial: Count
    """Of two contacts the one with the greater holds: the milliseconds of the clock when it was made."""
    signature: Annotated[bytes, Exactly(64)]

    def places(self) -> tuple[PeerAddress, ...] | None:
        """Where the account says to listen, nowhere perhaps; None where one of these is no address."""
        found = tuple(each for each in map(address_or_none, self.addresses) if each is not None and each.port)
        return found if len(found) == len(self.addresses) else None


def connection_key(keys: Keys) -> bytes:
    """The seed, 32 octets, of the key that a party's connections have."""
    return derived(keys.secret, "connections")


def contact_of(keys: Keys, genesis: bytes, addresses: tuple[str, ...], serial: int) -> Contact:
    """A party's contact, signed."""
    unsigned = Contact(
        account=keys.name,
        addresses=addresses[:ADDRESSES_MOST],
        genesis=genesis,
        peer=public_key(connection_key(keys)),
        serial=serial,
        signature=bytes(64),
    )
    return evolve(unsigned, signature=sign(keys.account, _signed_digest(unsigned)))


def is_signed(contact: Contact) -> bool:
    """Whether the account signed its contact."""
    return signed(bytes.fromhex(contact.account), _signed_digest(contact), contact.signature)


def _signed_digest(contact: Contact) -> bytes:
    value: JsonValue = encode(contact)
    assert isinstance(value, dict), "a record is an object"
    return digest(CONTACT_DOMAIN, {key: each for key, each in value.items() if key != "signature"})
