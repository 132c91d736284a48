"""RSAES-OAEP (RFC 8017, section 7.1) in its parts, which libraries keep together.

What is encrypted takes its randomness as an argument. What was decrypted without its padding, an opening that everybody
sees, is decoded here; then it is no secret any more why something is no padding, as it is in a decryption.
"""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, RsaKey


def oaep_encrypted(algorithm: Hash, key: RsaKey, message: bytes, label: bytes, seed: bytes) -> bytes:
    """The ciphertext, as long as the modulus, of what is no longer than fits: 190 octets for 2048 bits and SHA-256.

    ``seed`` has the size of a digest; nobody may know it or use it again. ``algorithm`` is that of the label and of
    MGF1 both, as in a TPM (TPM 2.0 Library, Part 1, annex B.4).
    """
    length = len(key.modulus)
    padded = int.from_bytes(oaep_padded(algorithm, length, message, label, seed), "big")
    return pow(padded, EXPONENT, int.from_bytes(key.modulus, "big")).to_bytes(length, "big")


def oaep_padded(algorithm: Hash, length: int, message: bytes, label: bytes, seed: bytes) -> bytes:
    """The opening of such a ciphertext: the message, padded to the ``length`` of the modulus."""
    zeros = length - 2 * algorithm.size - 2 - len(message)
    assert zeros >= 0, len(message)
    assert len(seed) == algorithm.size, len(seed)
    return b"\0" + masked(algorithm, algorithm.digest(label) + bytes(zeros) + b"\x01" + message, seed)


def masked(algorithm: Hash, block: bytes, seed: bytes) -> bytes:
    """The seed and the block, each masked with the other."""
    masked_block = _xor(block, _mask(algorithm, seed, len(block)))
    return _xor(seed, _mask(algorithm, masked_block, algorithm.size)) + masked_block


def oaep_decoded(algorithm: Hash, padded: bytes, label: bytes) -> bytes | Rejection:
    """The message in a padded block, as long as the modulus of its key.

    Rejections, in this order: OAEP_FIRST_OCTET, OAEP_LABEL, OAEP_SEPARATOR.
    """
    assert len(padded) >= 2 * algorithm.size + 2, len(padded)
    masked_seed, masked_block = padded[1 : 1 + algorithm.size], padded[1 + algorithm.size :]
    seed = _xor(masked_seed, _mask(algorithm, masked_block, algorithm.size))
    block = _xor(masked_block, _mask(algorithm, seed, len(masked_block)))
    if padded[0] != 0:
        return reject(Code.OAEP_FIRST_OCTET, given=padded[0])
    if block[: algorithm.size] != algorithm.digest(label):
        return reject(Code.OAEP_LABEL)
    rest = block[algorithm.size :].lstrip(b"\0")
    return rest[1:] if rest[:1] == b"\x01" else reject(Code.OAEP_SEPARATOR)


def _mask(algorithm: Hash, seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, appendix B.2.1)."""
    blocks = -(-length // algorithm.size)
    return b"".join(algorithm.digest(seed + counter.to_bytes(4, "big")) for counter in range(blocks))[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
