"""A payload sealed with a key of its own (§9): code, data or result."""

from __future__ import annotations

from typing import Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from leo_ref.encoding import digest

KEY_LENGTH: Final = SecretBox.KEY_SIZE
PAYLOAD_DOMAIN: Final = "leo/payload"
COMMITMENT_DOMAIN: Final = "leo/key-commitment"
NONCE_DOMAIN: Final = "leo/payload-nonce"


def commitment(key: bytes) -> bytes:
    """What ties a key to its task or service (§6), 32 octets; keys have 32 octets of their own, so it hides them."""
    return digest(COMMITMENT_DOMAIN, key.hex())


def payload_digest(sealed: bytes) -> bytes:
    """The digest by which a sealed payload is known, 32 octets."""
    return digest(PAYLOAD_DOMAIN, sealed.hex())


def seal(key: bytes, plaintext: bytes) -> bytes:
    """The payload sealed: nonce (24 octets), tag (16) and ciphertext.

    The nonce is a digest of the key and the plaintext. It never repeats under one key, because each key of the
    protocol seals one payload only; were one used for two, the nonces would still differ.
    """
    nonce = digest(NONCE_DOMAIN, {"key": key.hex(), "plaintext": plaintext.hex()})[: SecretBox.NONCE_SIZE]
    return bytes(SecretBox(key).encrypt(plaintext, nonce))


def unseal(key: bytes, sealed: bytes, committed: bytes) -> bytes | None:
    """The plaintext, or None where ``key`` is not the one committed to or does not open the payload."""
    if len(key) != KEY_LENGTH or commitment(key) != committed:
        return None
    return opened(key, sealed)


def opened(key: bytes, sealed: bytes) -> bytes | None:
    """The plaintext of a payload whose key nobody committed to, or None where the key does not open it."""
    if len(key) != KEY_LENGTH:
        return None
    try:
        return SecretBox(key).decrypt(sealed)
    except (CryptoError, ValueError):
        return None
