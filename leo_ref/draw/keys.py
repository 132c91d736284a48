"""VRF keys: the secret that a seed stands for, and a public key once it is known to be a good one.

Both are worth keeping: RFC 9381 lets a prover derive its secret once (section 5.1, step 1) and a verifier validate a
key once (section 5.3, step 3). The types carry that knowledge from where it was gained to where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha512
from typing import Final

from attrs import field, frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.draw import edwards
from leo_ref.draw.edwards import POINT_LENGTH, PointFault

SEED_LENGTH: Final = 32

_CODES: Final[Mapping[PointFault, Code]] = {
    PointFault.NOT_CANONICAL: Code.VRF_KEY_NOT_CANONICAL,
    PointFault.NOT_ON_CURVE: Code.VRF_KEY_NOT_ON_CURVE,
    PointFault.SMALL_ORDER: Code.VRF_KEY_SMALL_ORDER,
    PointFault.NOT_IN_SUBGROUP: Code.VRF_KEY_NOT_IN_SUBGROUP,
}


@frozen
class Secret:
    """What a seed of 32 octets stands for (RFC 8032, section 5.1.5)."""

    scalar: int = field(repr=False)
    """x, clamped."""

    prefix: bytes = field(repr=False)
    """32 octets from which nonces are derived."""

    public_key: bytes
    """Y = xB, encoded."""


@frozen
class PublicKey:
    """A key that passed :func:`validated`: a canonical point of the prime-order subgroup, not the identity."""

    octets: bytes


def secret(seed: bytes) -> Secret:
    """The VRF key that ``seed``, a secret of 32 octets, stands for: scalar, nonce prefix, public key (RFC 8032, 5.1.5).

    Deriving it takes a scalar multiplication: whoever proves often keeps the result.
    """
    assert len(seed) == SEED_LENGTH, len(seed)
    hashed = sha512(seed).digest()
    scalar = int.from_bytes(hashed[:32], "little") & ~0b111 & (1 << 254) - 1 | 1 << 254
    return Secret(scalar, hashed[32:], edwards.multiply_base(scalar))


def validated(octets: bytes) -> PublicKey | Rejection:
    """The key in ``octets``, or what is wrong with it (RFC 9381, section 5.4.5, and beyond it: the subgroup)."""
    if len(octets) != POINT_LENGTH:
        return reject(Code.VRF_KEY_LENGTH, length=len(octets))
    wrong = edwards.fault(octets)
    return PublicKey(octets) if wrong is None else reject(_CODES[wrong], key=octets.hex())
