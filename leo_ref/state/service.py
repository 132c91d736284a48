"""A service: Bob's sealed code at a price (§6)."""

from __future__ import annotations

from attrs import frozen

from leo_ref.values import AccountId, Amount, Digest


@frozen(kw_only=True)
class Offer:
    """What a service consists of. The code is ciphertext; the commitment ties the key to it."""

    code: Digest
    image: Digest
    price: Amount
    key_commitment: Digest


@frozen(kw_only=True)
class Service:
    """A service on the ledger."""

    owner: AccountId
    offer: Offer
    live: bool
    """False once it was withdrawn, by its owner or by a fault."""
    bond: Amount = 0
    """The part of the bond that no task holds."""
