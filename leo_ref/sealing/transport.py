"""A key on its way to the one who may open it: libsodium's sealed box over X25519.

Software only: it stands in for RSA-OAEP to the key in the executor's TPM (§9). A sealed box is the ephemeral public
key (32 octets), then the box; here the ephemeral key is derived by the sender, so that sealing is a function.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from nacl.bindings import crypto_sign_ed25519_pk_to_curve25519, crypto_sign_ed25519_sk_to_curve25519
from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

PUBLIC_KEY_LENGTH: Final = PublicKey.SIZE


def public_key(secret: bytes) -> bytes:
    """The X25519 public key of a secret of 32 octets."""
    return bytes(PrivateKey(secret).public_key)


def account_public_key(account: bytes) -> bytes | None:
    """The X25519 form of an Ed25519 public key (32 octets), so that what is for an account's owner can be sealed.

    None where the octets are no point of the prime-order group.
    """
    try:
        return crypto_sign_ed25519_pk_to_curve25519(account)
    except (CryptoError, RuntimeError):
        return None


def account_secret(seed: bytes) -> bytes:
    """The X25519 secret that belongs to :func:`account_public_key` of the account with this Ed25519 seed."""
    key = SigningKey(seed)
    return crypto_sign_ed25519_sk_to_curve25519(bytes(key) + bytes(key.verify_key))


def seal_to(receiver: bytes, plaintext: bytes, ephemeral: bytes) -> bytes | None:
    """``plaintext`` for the holder of the X25519 key ``receiver`` only, or None where that is no key.

    ``ephemeral`` is a secret of 32 octets that the sender uses for this message and no other.
    """
    if len(receiver) != PUBLIC_KEY_LENGTH:
        return None
    sender = PrivateKey(ephemeral)
    own = bytes(sender.public_key)
    nonce = blake2b(own + receiver, digest_size=Box.NONCE_SIZE).digest()
    try:
        return own + Box(sender, PublicKey(receiver)).encrypt(plaintext, nonce).ciphertext
    except (CryptoError, RuntimeError):  # a key of small order shares no secret
        return None


def open_sealed(secret: bytes, sealed: bytes) -> bytes | None:
    """What was sealed to the X25519 key of ``secret``, or None."""
    try:
        return SealedBox(PrivateKey(secret)).decrypt(sealed)
    except (CryptoError, ValueError):
        return None
