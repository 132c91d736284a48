"""A VRF proof and its strict decoding (RFC 9381, sections 5.4.4 and 5.5).

The 80 octets are Gamma (32, a point), c (16) and s (32), the numbers little-endian. The RFC leaves it at Gamma on the
curve and s below the order; here Gamma must also lie in the prime-order subgroup, because otherwise the owner of a
key can prove one random value by several proofs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.draw.edwards import ORDER, POINT_LENGTH, Affine, PointFault, coordinates, product

CHALLENGE_LENGTH: Final = 16
SCALAR_LENGTH: Final = 32
PROOF_LENGTH: Final = POINT_LENGTH + CHALLENGE_LENGTH + SCALAR_LENGTH

_GAMMA_CODES: Final[Mapping[PointFault, Code]] = {
    PointFault.NOT_CANONICAL: Code.VRF_GAMMA_NOT_CANONICAL,
    PointFault.NOT_ON_CURVE: Code.VRF_GAMMA_NOT_ON_CURVE,
    PointFault.SMALL_ORDER: Code.VRF_GAMMA_SMALL_ORDER,
    PointFault.NOT_IN_SUBGROUP: Code.VRF_GAMMA_NOT_IN_SUBGROUP,
}


@frozen
class Proof:
    """A proof whose fields are in range; whether it proves anything is for :func:`leo_ref.draw.vrf.verify` to say."""

    gamma: bytes
    """A point of the prime-order subgroup, encoded, not the identity."""

    gamma_at: Affine
    """The coordinates of ``gamma``."""

    challenge: int
    """c, below 2^128."""

    challenge_gamma: bytes
    """c times Gamma, encoded: computing it shows that Gamma lies in the subgroup."""

    response: int
    """s, below the group order."""


def encode(gamma: bytes, challenge: int, response: int) -> bytes:
    """The 80 octets of a proof."""
    return gamma + challenge.to_bytes(CHALLENGE_LENGTH, "little") + response.to_bytes(SCALAR_LENGTH, "little")


def decode(octets: bytes) -> Proof | Rejection:
    """The proof in ``octets``; checked are its length, Gamma (see :mod:`leo_ref.draw.edwards`) and s, in this order."""
    if len(octets) != PROOF_LENGTH:
        return reject(Code.VRF_PROOF_LENGTH, length=len(octets))
    gamma = octets[:POINT_LENGTH]
    challenge = int.from_bytes(octets[POINT_LENGTH : POINT_LENGTH + CHALLENGE_LENGTH], "little")
    response = octets[POINT_LENGTH + CHALLENGE_LENGTH :]

    challenge_gamma = product(challenge, gamma)
    if isinstance(challenge_gamma, PointFault):
        return reject(_GAMMA_CODES[challenge_gamma], gamma=gamma.hex())
    if int.from_bytes(response, "little") >= ORDER:
        return reject(Code.VRF_S_TOO_LARGE, s=response.hex())

    gamma_at = coordinates(gamma)
    assert gamma_at is not None, "gamma is a point"
    return Proof(gamma, gamma_at, challenge, challenge_gamma, int.from_bytes(response, "little"))
