"""A service: Bob's sealed code at a price (§6)."""

from __future__ import annotations

from attrs import frozen

from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId, Amount, Count, Digest


@frozen(kw_only=True)
class Offer:
    """What a service consists of. The code is ciphertext; the commitment ties the key to it."""

    code: Imprint
    image: Digest
    price: Amount
    key_commitment: Digest
    least_tau: Count
    """The fewest votes for which the owner lets a task be drawn."""
    least_result_limit: Count
    """Octets that a result of the code may need."""
    least_time_limit: Count
    """Seconds that the code may need."""


@frozen(kw_only=True)
class Service:
    """A service on the ledger."""

    owner: AccountId
    offer: Offer
    live: bool
    """False once it was withdrawn, by its owner or by a fault."""
    bond: Amount
    """What its owner paid in and no open task holds."""
