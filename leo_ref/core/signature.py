"""Ed25519 signatures of accounts (§2)."""

from __future__ import annotations

from typing import Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

SIGNATURE_LENGTH: Final = 64
KEY_LENGTH: Final = 32


def public_key(seed: bytes) -> bytes:
    """The Ed25519 public key of a seed of 32 octets."""
    return bytes(SigningKey(seed).verify_key)


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature, 64 octets; always the same for the same arguments (RFC 8032)."""
    return SigningKey(seed).sign(message).signature


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one of ``message`` under the public key ``key``; false for anything malformed.

    libsodium verifies as §2 says: without a cofactor, and neither key nor R may be of small order.
    """
    if len(key) != KEY_LENGTH or len(signature) != SIGNATURE_LENGTH:
        return False
    try:
        VerifyKey(key).verify(message, signature)
    except BadSignatureError:
        return False
    return True
