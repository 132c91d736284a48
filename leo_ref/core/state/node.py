"""A node: its keys, its credit and whether it is one (§2, §5)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Final

from attrs import frozen

from leo_ref.core.values import AccountId, AtMost, Credit, Digest, Elements, Exactly, Height


class Status(Enum):
    """Where a node stands."""

    JOINING = "JOINING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    """It ran out of credit and must join again."""
    LEFT = "LEFT"
    """It left, or was not admitted."""


LIVE: Final = frozenset({Status.JOINING, Status.ACTIVE, Status.SUSPENDED})
"""The statuses in which an account is a node, or is about to be one."""

HOLDING: Final = frozenset({Status.ACTIVE, Status.SUSPENDED})
"""The statuses in which a node holds its endorsement key: nobody holds one by asking to join with it."""

CHAIN_MOST: Final = 6
"""Certificates that are looked at; TPM makers have two or three."""
CERTIFICATE_MOST: Final = 2048
"""Octets of a certificate that are read; those of TPM makers have 600 to 2000. A chain of six is read in 50 ms."""

LOG_MOST: Final = 2**16
"""Octets of a published log. Those of real machines have 14,000 to 45,000."""


@frozen(kw_only=True)
class Identity:
    """What a node shows when it joins. Its account is the sender; ``owner`` is the account it answers to."""

    owner: AccountId
    certificates: Annotated[tuple[Annotated[bytes, AtMost(CERTIFICATE_MOST)], ...], Elements(CHAIN_MOST)] = ()
    """DER: the endorsement key's, then each authority's that issued the one before; none in software."""
    endorsement_key: Annotated[bytes, AtMost(1024)]
    """TPMT_PUBLIC."""
    attestation_key: Annotated[bytes, AtMost(1024)]
    """TPMT_PUBLIC; in software an Ed25519 key."""
    vrf_key: Annotated[bytes, Exactly(32)]


@frozen(kw_only=True)
class Node:
    """A node on the ledger."""

    identity: Identity
    endorsement: Digest
    """By which the ledger knows the endorsement key, whatever its certificate: it backs one node."""
    status: Status
    credit: Credit
    since: Height
    """Height of the block that registered the VRF key."""
    log: Annotated[bytes, AtMost(LOG_MOST)] = b""
    """The log of its current boot, as it published it."""
