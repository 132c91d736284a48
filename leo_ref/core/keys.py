"""The secrets of a party, all derived from one seed.

``attestation``, ``endorsement`` and ``encryption`` are those of a machine of software; where there is a TPM, it has
keys of its own. A task owner opens results with ``encryption``.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from leo_ref.core.encoding import digest
from leo_ref.core.signature import public_key
from leo_ref.core.values import AccountId

SECRET_DOMAIN: Final = "leo/derived-secret"


@frozen(kw_only=True)
class Keys:
    """Seeds of 32 octets each, and the name that the account's public key gives the party."""

    name: AccountId
    """The party's account: its Ed25519 public key, 64 hexadecimal digits."""
    account: bytes = field(repr=False)
    vrf: bytes = field(repr=False)
    attestation: bytes = field(repr=False)
    endorsement: bytes = field(repr=False)
    encryption: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    """What keys for payloads are derived from."""


def derived(seed: bytes, use: str, about: str = "") -> bytes:
    """A secret of 32 octets for one use; nothing about ``seed`` or about other uses follows from it."""
    return digest(SECRET_DOMAIN, {"seed": seed.hex(), "use": use, "about": about})


def keys_of(seed: bytes) -> Keys:
    """The keys of a party, all derived from ``seed``, which is a secret of 32 octets.

    ``name`` of the result is the id of its account: the Ed25519 public key (RFC 8032), 64 hexadecimal digits. How the
    others are derived is the reference's own choice (§2, ``leo/derived-secret``).
    """
    account = derived(seed, "account")
    return Keys(
        name=AccountId(public_key(account).hex()),
        account=account,
        vrf=derived(seed, "vrf"),
        attestation=derived(seed, "attestation"),
        endorsement=derived(seed, "endorsement"),
        encryption=derived(seed, "encryption"),
        secret=derived(seed, "payloads"),
    )
