"""RSAES-OAEP (RFC 8017, section 7.1) with its randomness as an argument; libraries take none."""

from __future__ import annotations

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, RsaKey


def room(algorithm: Hash, key: RsaKey) -> int:
    """The most octets of a message: 190 for 2048 bits and SHA-256."""
    return len(key.modulus) - 2 * algorithm.size - 2


def oaep_encrypted(algorithm: Hash, key: RsaKey, message: bytes, label: bytes, seed: bytes) -> bytes:
    """The ciphertext, as long as the modulus, of at most :func:`room` octets.

    ``seed`` has the size of a digest; nobody may know it or use it again. ``algorithm`` is that of the label and of
    MGF1 both, as in a TPM (TPM 2.0 Library, Part 1, annex B.4).
    """
    assert len(message) <= room(algorithm, key), len(message)
    assert len(seed) == algorithm.size, len(seed)
    block = algorithm.digest(label) + bytes(room(algorithm, key) - len(message)) + b"\x01" + message
    masked_block = _xor(block, _mask(algorithm, seed, len(block)))
    masked_seed = _xor(seed, _mask(algorithm, masked_block, algorithm.size))
    padded = int.from_bytes(masked_seed + masked_block, "big")
    return pow(padded, EXPONENT, int.from_bytes(key.modulus, "big")).to_bytes(len(key.modulus), "big")


def oaep_decoded(algorithm: Hash, padded: bytes, label: bytes) -> bytes | None:
    """The message in an opened ciphertext, or None where it has no OAEP padding. For what is public already."""
    size = algorithm.size
    if len(padded) < 2 * size + 2 or padded[0] != 0:
        return None
    masked_seed, masked_block = padded[1 : 1 + size], padded[1 + size :]
    seed = _xor(masked_seed, _mask(algorithm, masked_block, size))
    block = _xor(masked_block, _mask(algorithm, seed, len(masked_block)))
    if block[:size] != algorithm.digest(label):
        return None
    message = block[size:].lstrip(b"\x00")
    return message[1:] if message[:1] == b"\x01" else None


def _mask(algorithm: Hash, seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, appendix B.2.1)."""
    blocks = -(-length // algorithm.size)
    return b"".join(algorithm.digest(seed + counter.to_bytes(4, "big")) for counter in range(blocks))[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
