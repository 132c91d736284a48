"""A key on its way to the one who may open it (§9, §10).

A receiver is the public area of an RSA-2048 key (TPMT_PUBLIC), to which the key is encrypted with OAEP, SHA-256 and no
label: for an executor the key resident in its TPM, for a task owner a key of its own, which may be software.

Software only: a receiver of 32 octets is an X25519 key, and what goes to it a sealed box of libsodium. It stands in for
the TPM's key where evidence is software, and nothing ties it to a machine.

Secrets are arguments here and nothing keeps them. Python cannot overwrite them afterwards.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox

from leo_ref.rejections import Rejection
from leo_ref.sealing.oaep import oaep_encrypted
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.public import EXPONENT, Attribute, Public, RsaKey, Scheme

PUBLIC_KEY_LENGTH: Final = PublicKey.SIZE
SEED_LENGTH: Final = 32
CARRIED_MOST: Final = 190
"""Octets of the longest plaintext for an RSA receiver."""

RSA_BITS: Final = 2048
SCHEME: Final = Scheme(Method.OAEP, Hash.SHA256)
LABEL: Final = b""
PADDING: Final = OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def seal_to(receiver: bytes, plaintext: bytes, seed: bytes) -> bytes | None:
    """``plaintext`` for the holder of the key ``receiver`` only, or None where that is no key that can receive.

    ``plaintext`` has at most :data:`CARRIED_MOST` octets; ``seed`` is 32 octets that the sender uses for this message
    and no other. The answer has 256 octets for an RSA key, 48 more than the plaintext for an X25519 key.
    """
    assert len(seed) == SEED_LENGTH, len(seed)
    assert len(plaintext) <= CARRIED_MOST, len(plaintext)
    if len(receiver) == PUBLIC_KEY_LENGTH:
        return _boxed(receiver, plaintext, seed)
    public = publics.parse(receiver)
    if isinstance(public, Rejection) or not receives(public) or not isinstance(public.key, RsaKey):
        return None
    return oaep_encrypted(Hash.SHA256, public.key, plaintext, LABEL, seed)


def open_sealed(secret: bytes, sealed: bytes) -> bytes | None:
    """What was sealed to the key of ``secret``, or None.

    ``secret`` is an X25519 secret (32 octets) or an RSA-2048 private key (PKCS#8 in DER, not encrypted). Why something
    does not open is not told: whoever learns that of an OAEP ciphertext can find its plaintext.
    """
    if len(secret) == PUBLIC_KEY_LENGTH:
        try:
            return SealedBox(PrivateKey(secret)).decrypt(sealed)
        except (CryptoError, ValueError):
            return None
    private = rsa_private_key(secret)
    if private is None:
        return None
    try:
        return private.decrypt(sealed, PADDING)
    except ValueError:
        return None


def receives(public: Public) -> bool:
    """Whether a public area is that of a key to which something can be sealed: RSA-2048 for OAEP-SHA256 only."""
    return (
        isinstance(public.key, RsaKey)
        and public.key.bits == RSA_BITS
        and public.scheme == SCHEME
        and Attribute.DECRYPT in public.attributes
    )


def rsa_private_key(secret: bytes) -> RSAPrivateKey | None:
    """The RSA-2048 private key in ``secret``, PKCS#8 in DER; else None."""
    try:
        private = load_der_private_key(secret, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if not isinstance(private, RSAPrivateKey) or private.key_size != RSA_BITS:
        return None
    return private if private.public_key().public_numbers().e == EXPONENT else None


def public_key(secret: bytes) -> bytes:
    """The receiver that belongs to ``secret``: an X25519 public key, or the TPMT_PUBLIC of a key in software.

    The latter has no attribute but ``decrypt`` and ``userWithAuth``, and no policy: it claims no TPM.
    """
    if len(secret) == PUBLIC_KEY_LENGTH:
        return bytes(PrivateKey(secret).public_key)
    private = rsa_private_key(secret)
    assert private is not None, "the secret is the caller's own"
    modulus = private.public_key().public_numbers().n.to_bytes(RSA_BITS // 8, "big")
    return publics.encode(
        Public(
            name_hash=Hash.SHA256,
            attributes=frozenset({Attribute.DECRYPT, Attribute.USER_WITH_AUTH}),
            policy=b"",
            aes_bits=None,
            scheme=SCHEME,
            key=RsaKey(bits=RSA_BITS, exponent=0, modulus=modulus),
        )
    )


def _boxed(receiver: bytes, plaintext: bytes, ephemeral: bytes) -> bytes | None:
    """A sealed box: the ephemeral public key (32 octets), then the box. The ephemeral secret is an argument."""
    sender = PrivateKey(ephemeral)
    own = bytes(sender.public_key)
    nonce = blake2b(own + receiver, digest_size=Box.NONCE_SIZE).digest()
    try:
        return own + Box(sender, PublicKey(receiver)).encrypt(plaintext, nonce).ciphertext
    except (CryptoError, RuntimeError):  # a key of small order shares no secret
        return None
