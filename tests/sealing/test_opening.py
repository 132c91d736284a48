"""§9: what an opened key proves: only the RSA preimage is an opening, and only the right key is committed to."""

from __future__ import annotations

from hashlib import sha256

import pytest

from leo_ref.sealing.oaep import oaep_decoded, oaep_encrypted, room
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, RsaKey

PRIME_P = 2**1024 - 105
KEY = bytes(range(32))
MODULUS = (2**2047 + 2**1029 + 1).to_bytes(256, "big")
RSA = RsaKey(bits=2048, exponent=EXPONENT, modulus=MODULUS)


def padded(message: bytes) -> bytes:
    """The block that encryption raises to the exponent: with the exponent 1 it would be the ciphertext."""
    seed = sha256(message).digest()
    block = Hash.SHA256.digest(b"") + bytes(room(Hash.SHA256, RSA) - len(message)) + b"\x01" + message
    return b"\x00" + masked(seed, block)


def masked(seed: bytes, block: bytes) -> bytes:
    def mask(of: bytes, length: int) -> bytes:
        return b"".join(sha256(of + count.to_bytes(4, "big")).digest() for count in range(9))[:length]

    hidden = bytes(a ^ b for a, b in zip(block, mask(seed, len(block)), strict=True))
    return bytes(a ^ b for a, b in zip(seed, mask(hidden, 32), strict=True)) + hidden


@pytest.mark.parametrize("message", [b"", KEY, bytes(190), b"\x00\x01" * 20])
def test_padding_comes_off(message: bytes) -> None:
    assert oaep_decoded(Hash.SHA256, padded(message), b"") == message
    number = pow(int.from_bytes(padded(message), "big"), EXPONENT, int.from_bytes(MODULUS, "big"))
    assert number.to_bytes(256, "big") == oaep_encrypted(Hash.SHA256, RSA, message, b"", sha256(message).digest())


@pytest.mark.parametrize("place", [0, 1, 40, 70, 255])
def test_any_other_octet_has_no_padding_or_another_message(place: int) -> None:
    wrong = bytearray(padded(KEY))
    wrong[place] ^= 1
    assert oaep_decoded(Hash.SHA256, bytes(wrong), b"") != KEY


def test_another_label_does_not_fit() -> None:
    assert oaep_decoded(Hash.SHA256, padded(KEY), b"label") is None
    assert oaep_decoded(Hash.SHA256, padded(KEY)[1:], b"") is None
