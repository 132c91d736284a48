"""A node: its keys, its credit and whether it is one (§2, §5)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Final

from attrs import frozen

from leo_ref.values import AccountId, Credit, Digest, Exactly, Height


class Status(Enum):
    """Where a node stands."""

    JOINING = "JOINING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    """It ran out of credit and must join again."""
    LEFT = "LEFT"
    """It left, or was not admitted."""


LIVE: Final = frozenset({Status.JOINING, Status.ACTIVE, Status.SUSPENDED})
"""The statuses in which a node holds its endorsement key."""


@frozen(kw_only=True)
class Identity:
    """What a node shows when it joins. Its account is the sender; ``owner`` is the account it answers to."""

    owner: AccountId
    endorsement_key: Digest
    """Digest of the EK certificate: one EK backs one live node."""
    attestation_key: Digest
    """Name of the AK."""
    vrf_key: Annotated[bytes, Exactly(32)]


@frozen(kw_only=True)
class Node:
    """A node on the ledger."""

    identity: Identity
    status: Status
    credit: Credit
    since: Height
    """Height of the block that registered the VRF key."""
