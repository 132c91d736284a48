"""A released key, opened before everybody (§9): the RSA preimage of its ciphertext, which nobody can fake.

Nothing here is secret: what is opened was published.
"""

from __future__ import annotations

from typing import Final

from leo_ref.rejections import Rejection
from leo_ref.sealing.oaep import oaep_decoded
from leo_ref.sealing.payload import commitment
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import EXPONENT, RsaKey

KEY_LENGTH: Final = 32
LABEL: Final = b""


def is_preimage(receiver: bytes, opening: bytes, ciphertext: bytes) -> bool:
    """Whether m^e = c (mod n) for the RSA key in the public area ``receiver``; all three numbers have its width."""
    public = publics.parse(receiver)
    if isinstance(public, Rejection) or not isinstance(public.key, RsaKey):
        return False
    width, modulus = len(public.key.modulus), int.from_bytes(public.key.modulus, "big")
    if len(opening) != width or len(ciphertext) != width:
        return False
    number = int.from_bytes(opening, "big")
    return number < modulus and pow(number, EXPONENT, modulus) == int.from_bytes(ciphertext, "big")


def is_committed(opening: bytes, committed: bytes) -> bool:
    """Whether an opening holds, under its OAEP padding, the key that was committed to."""
    key = oaep_decoded(Hash.SHA256, opening, LABEL)
    return key is not None and len(key) == KEY_LENGTH and commitment(key) == committed
