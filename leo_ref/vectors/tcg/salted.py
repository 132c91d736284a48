"""RSAPSS signatures with any salt, by a key whose secret is known to everybody: TPMs salt as they like.

Its modulus is the product of the two greatest primes below 2**1024, so it needs no randomness to be made.
"""

from __future__ import annotations

from hashlib import sha1, sha256
from typing import Any, Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import public, signature
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.public import EXPONENT, Attribute, Public, RsaKey, Scheme
from leo_ref.tcg.signature import RsaSignature
from leo_ref.vectors.case import Cases

_PRIMES: Final = (2**1024 - 105, 2**1024 - 179)
_MODULUS: Final = _PRIMES[0] * _PRIMES[1]
_SECRET: Final = pow(EXPONENT, -1, (_PRIMES[0] - 1) * (_PRIMES[1] - 1))

OCTETS: Final = 256
LONGEST: Final = OCTETS - 32 - 2
"""Octets of the longest salt that fits beside a SHA-256 digest."""

KEY: Final = public.encode(
    Public(
        Hash.SHA256,
        frozenset({Attribute.SIGN, Attribute.RESTRICTED}),
        b"",
        None,
        Scheme(Method.RSAPSS, Hash.SHA256),
        RsaKey(8 * OCTETS, 0, _MODULUS.to_bytes(OCTETS, "big")),
    )
)

MESSAGE: Final = b"what a TPM signs"


def masked(block: bytes, seed: bytes, function: Any = sha256) -> bytes:  # Any: hashlib's functions have no common type
    """``block`` under the mask that MGF1 makes of ``seed`` (RFC 8017, B.2.1)."""
    mask = b""
    for counter in range(len(block)):
        mask += function(seed + counter.to_bytes(4, "big")).digest()
    return bytes(one ^ other for one, other in zip(block, mask, strict=False))


def encoded(
    length: int,
    *,
    padding: bytes = b"",
    separator: int = 0x01,
    top: int = 0,
    last: int = 0xBC,
    mask: Any = sha256,  # as in masked
) -> bytes:
    """EMSA-PSS of the message with a salt of ``length`` octets (RFC 8017, 9.1.1), or something near it."""
    salt = bytes(number % 251 for number in range(length))
    digest = sha256(bytes(8) + sha256(MESSAGE).digest() + salt).digest()
    block = padding.ljust(LONGEST - length, b"\0") + bytes([separator]) + salt
    hidden = masked(block, digest, mask)
    return bytes([hidden[0] & 0x7F | top]) + hidden[1:] + digest + bytes([last])


def signed(block: bytes) -> bytes:
    """TPMT_SIGNATURE of whatever block."""
    number = pow(int.from_bytes(block, "big"), _SECRET, _MODULUS)
    return signature.encode(RsaSignature(Method.RSAPSS, Hash.SHA256, number.to_bytes(OCTETS, "big")))


def salts(cases: Cases) -> None:
    """Salts of every length, and blocks that a careless search for the salt takes for sound."""
    cases.shared["salted"] = KEY.hex()

    def add(name: str, why: str, block: bytes, ends: str = "OK", message: bytes = MESSAGE) -> None:
        request: dict[str, JsonValue] = {"request": "tpm_signature", "public": {"$shared": "salted"}}
        request |= {"signature": signed(block).hex(), "message": message.hex()}
        cases.add(name, why, request, ends, clause="§8" if ends == "OK" else "")

    for length, why in (
        (LONGEST, "as long as fits: what TPMs do that follow no FIPS rule"),
        (32, "as long as the digest: what FIPS 186 allows at most"),
        (LONGEST - 1, "the length is the signer's choice"),
        (33, "the length is the signer's choice"),
        (20, "the length is the signer's choice"),
        (0, "without a salt there is still one signer"),
    ):
        add(f"salt-{length}", why, encoded(length))
    mismatch = "SIGNATURE_MISMATCH"
    for length in (LONGEST, 0):
        add(f"salt-{length}-other-message", "any salt, but this message", encoded(length), mismatch, MESSAGE + b"\0")
        add(f"salt-{length}-mask-sha1", "the mask has the hash of the scheme", encoded(length, mask=sha1), mismatch)
        add(f"salt-{length}-last-octet", "the block ends otherwise", encoded(length, last=0xCC), mismatch)
        add(f"salt-{length}-top-bit", "one bit more than there may be", encoded(length, top=0x80), mismatch)
        add(f"salt-{length}-separator", "no 01 before the salt", encoded(length, separator=0x02), mismatch)
    for name, padding in (("first", b"\x02"), ("last", bytes(LONGEST - 33) + b"\x02")):
        block = encoded(32, padding=padding)
        add(f"salt-padding-{name}", "not all zeros before the salt", block, mismatch)
    add("salt-none-no-separator", "zeros alone: a search for 01 runs to the end", encoded(0, separator=0), mismatch)
