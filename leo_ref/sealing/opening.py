"""What a ciphertext holds, shown to everybody (§9): its RSA preimage, which nobody can make up.

The opening m of a ciphertext c is the only number below the modulus n with m^65537 = c (mod n). Its holder alone finds
it, and everybody checks it with the public key. What it holds is then no secret any more: also the plaintexts that
others sent to the key, if the ciphertext was made of theirs. So a key has one sender.
"""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.sealing.oaep import oaep_decoded
from leo_ref.sealing.transport import LABEL
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, RsaKey


def judge_opening(key: RsaKey, ciphertext: bytes, opening: bytes) -> Rejection | None:
    """Why ``opening`` is not that of ``ciphertext``; None where it is.

    Rejections, in this order: OPENING_LENGTH, OPENING_RANGE, OPENING_OTHER.
    """
    length, modulus = len(key.modulus), int.from_bytes(key.modulus, "big")
    if len(opening) != length:
        return reject(Code.OPENING_LENGTH, expected=length, length=len(opening))
    number = int.from_bytes(opening, "big")
    if number >= modulus:
        return reject(Code.OPENING_RANGE)
    if pow(number, EXPONENT, modulus).to_bytes(length, "big") != ciphertext:
        return reject(Code.OPENING_OTHER)
    return None


def shown(key: RsaKey, ciphertext: bytes, opening: bytes) -> bytes | Rejection:
    """What was sealed in ``ciphertext``, by its opening.

    Rejections, in this order: those of :func:`judge_opening`, after which nothing is shown; those of
    :func:`leo_ref.sealing.oaep.oaep_decoded`, which show that nothing was sealed.
    """
    refusal = judge_opening(key, ciphertext, opening)
    return refusal or oaep_decoded(Hash.SHA256, opening, LABEL)
