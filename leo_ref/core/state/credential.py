"""An attestor's credential on the ledger, and what shows how it was made (§5)."""

from __future__ import annotations

from typing import Annotated, Final

from attrs import frozen

from leo_ref.core.values import AtMost, Digest

BLOB_MOST: Final = 86
ENCRYPTED_MOST: Final = 258
"""Octets of a blob and of an encrypted secret, for whatever endorsement key."""

RANDOMNESS_MOST: Final = 64
"""Octets, for whatever endorsement key."""


@frozen
class Credential:
    """What goes to the TPM, which answers with the secret."""

    blob: Annotated[bytes, AtMost(BLOB_MOST)]
    """TPM2B_ID_OBJECT: the secret, encrypted and bound to the name."""
    secret: Annotated[bytes, AtMost(ENCRYPTED_MOST)]
    """TPM2B_ENCRYPTED_SECRET: the seed of those keys, for the endorsement key."""


@frozen(kw_only=True)
class Opening:
    """What an attestor publishes once the answer is there; before, nobody else may know it."""

    seed: Digest
    """32 octets, fresh for each challenge."""
    randomness: Annotated[bytes, AtMost(RANDOMNESS_MOST)]
