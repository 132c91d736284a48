"""A key on its way to the one who may open it (§9, §10).

A receiver is the public area of an RSA-2048 key (TPMT_PUBLIC) whose scheme is left to each use, to which the key is
encrypted with OAEP, SHA-256 and no label: for an executor a key resident in its TPM, for a task owner a key of its own,
which may be software.

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
from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.sealing.oaep import oaep_encrypted
from leo_ref.sealing.payload import KEY_LENGTH
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, Attribute, Public, RsaKey

PUBLIC_KEY_LENGTH: Final = PublicKey.SIZE
SEED_LENGTH: Final = 32
CARRIED_MOST: Final = 190
"""Octets of the longest plaintext for an RSA receiver."""
BOXED: Final = crypto_box_SEALBYTES + KEY_LENGTH
"""Octets of a key of 32 octets in a sealed box."""

RSA_BITS: Final = 2048
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
    key = receiving_key(receiver)
    return None if key is None else oaep_encrypted(Hash.SHA256, key, plaintext, LABEL, seed)


def receives(receiver: bytes) -> bool:
    """Whether anything can be sealed to ``receiver``."""
    return seal_to(receiver, b"", bytes(SEED_LENGTH)) is not None


def judge_carried(receiver: bytes, carried: bytes) -> Rejection | None:
    """Why ``carried`` is nothing that a key of 32 octets, sealed to ``receiver``, could be; None where it may be one.

    Only the receiver sees more. 0, 1 and n - 1 are what they are under every exponent, so nothing is sealed in them.

    Rejections, in this order: RELEASED_KEY_RECEIVER, RELEASED_KEY_LENGTH, RELEASED_KEY_RANGE (RSA).
    """
    boxed = len(receiver) == PUBLIC_KEY_LENGTH
    key = None if boxed else receiving_key(receiver)
    if not boxed and key is None:
        return reject(Code.RELEASED_KEY_RECEIVER)
    length = BOXED if key is None else len(key.modulus)
    if len(carried) != length:
        return reject(Code.RELEASED_KEY_LENGTH, expected=length, length=len(carried))
    if key is not None and not 1 < int.from_bytes(carried, "big") < int.from_bytes(key.modulus, "big") - 1:
        return reject(Code.RELEASED_KEY_RANGE)
    return None


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


def receiving_key(receiver: bytes) -> RsaKey | None:
    """The key in a public area to which something can be sealed: RSA-2048, for decryption, its scheme left open."""
    public = publics.parse(receiver)
    if isinstance(public, Rejection) or not isinstance(public.key, RsaKey) or public.key.bits != RSA_BITS:
        return None
    return public.key if public.scheme is None and Attribute.DECRYPT in public.attributes else None


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
            scheme=None,
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
