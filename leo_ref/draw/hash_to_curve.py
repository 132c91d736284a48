"""From octets to a curve point: try-and-increment (RFC 9381) and Elligator 2 (RFC 9380).

Both return the point before its cofactor is cleared, so that the caller can clear several points at once
(:func:`leo_ref.draw.edwards.eightfold`). libsodium's own Elligator map takes 32 octets and chooses the sign of x
differently from RFC 9380; it is therefore not used.
"""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from leo_ref.draw.edwards import FIELD, POINT_LENGTH, SMALL_ORDER, Affine, coordinates, encode, is_canonical

MONTGOMERY_A: Final = 486662
"""J of curve25519, K being 1 (RFC 9380, section 8.5)."""

SQRT_MINUS_A_PLUS_2: Final = 6853475219497561581579357271197624642482790079785650197046958215289687604742
"""c1 of RFC 9380, appendix G.2.2: the even square root of -(A + 2), of the map between the two curves."""

XMD_BLOCK: Final = 128
XMD_OUTPUT: Final = 64
FIELD_ELEMENT_LENGTH: Final = 48
"""L of RFC 9380, section 5.1: enough octets that the remainder modulo p is uniform."""


def try_and_increment(suite: int, salt: bytes, alpha: bytes) -> Affine:
    """RFC 9381, section 5.4.1.1, up to the cofactor: the first counter whose hash decodes to a useful point.

    About two counters are tried; that all 256 fail has probability 2^-256.
    """
    front = bytes([suite, 0x01]) + salt + alpha
    for counter in range(256):
        candidate = sha512(front + bytes([counter, 0x00])).digest()[:POINT_LENGTH]
        if not is_canonical(candidate) or candidate in SMALL_ORDER:
            continue
        point = coordinates(candidate)
        if point is not None:
            return point
    raise AssertionError("no counter gives a point")


def expand_message_xmd(message: bytes, domain: bytes, length: int) -> bytes:
    """RFC 9380, section 5.3.1, with SHA-512: ``length`` uniform octets; ``domain`` has at most 255 octets."""
    blocks = -(-length // XMD_OUTPUT)
    assert 0 < blocks <= 255 and len(domain) <= 255, (length, len(domain))
    domain_prime = domain + bytes([len(domain)])
    seed = sha512(bytes(XMD_BLOCK) + message + length.to_bytes(2, "big") + b"\x00" + domain_prime).digest()
    block, uniform = bytes(XMD_OUTPUT), b""
    for counter in range(1, blocks + 1):
        mixed = bytes(left ^ right for left, right in zip(seed, block, strict=True))
        block = sha512(mixed + bytes([counter]) + domain_prime).digest()
        uniform += block
    return uniform[:length]


def hash_to_field(message: bytes, domain: bytes) -> int:
    """RFC 9380, section 5.2, for one element of the field of edwards25519."""
    return int.from_bytes(expand_message_xmd(message, domain, FIELD_ELEMENT_LENGTH), "big") % FIELD


def map_to_curve(element: int) -> Affine:
    """RFC 9380, sections 6.7.1 and 6.8.2: Elligator 2 onto curve25519, then over to edwards25519.

    With D = 1 + 2·element², the two candidates on curve25519 are u = -A/D and u = A(1-D)/D; exactly one of them
    lies on the curve unless ``element`` is zero, and the Edwards point has y = (u-1)/(u+1). The parity of the
    Montgomery coordinate v = c1·u/x says which candidate it was, and so chooses between x and -x. No inverse is of
    zero: D = 0 would make -1/2 a square, u = -1 would make (A-1)/2 one, and x = 0 belongs to ``element`` zero.
    """
    if element == 0:
        return 0, 1  # u and v are zero, where the map between the curves has its exception (RFC 9380, section 6.8.2)
    d = (1 + 2 * element * element) % FIELD
    for numerator, parity in ((-MONTGOMERY_A, 1), (MONTGOMERY_A * (1 - d), 0)):
        y = (numerator - d) * pow(numerator + d, -1, FIELD) % FIELD
        point = coordinates(encode((0, y)))
        if point is not None:
            x = point[0]
            v = SQRT_MINUS_A_PLUS_2 * numerator * pow(d * x, -1, FIELD) % FIELD
            return (x if v & 1 == parity else FIELD - x), y
    raise AssertionError("neither candidate lies on the curve")


def elligator2(suite: int, salt: bytes, alpha: bytes) -> Affine:
    """RFC 9381, section 5.4.1.2, up to the cofactor, with edwards25519_XMD:SHA-512_ELL2_NU_ of RFC 9380."""
    domain = b"ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_" + bytes([suite])
    return map_to_curve(hash_to_field(salt + alpha, domain))
