"""From octets to a curve point: try-and-increment (RFC 9381) and Elligator 2 (RFC 9380).

Both return the point before its cofactor is cleared, so that the caller can clear several points at once
(:func:`leo_ref.draw.edwards.eightfold`). libsodium's own Elligator map takes 32 octets and chooses the sign of x
differently from RFC 9380; it is therefore not used.
"""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from leo_ref.draw.edwards import (
    CURVE_D,
    FIELD,
    POINT_LENGTH,
    SMALL_ORDER,
    Affine,
    coordinates,
    encode,
    is_canonical,
)

MONTGOMERY_A: Final = 486662
"""J of curve25519, K being 1 (RFC 9380, section 8.5)."""

SQRT_MINUS_A_PLUS_2: Final = 6853475219497561581579357271197624642482790079785650197046958215289687604742
"""c1 of RFC 9380, appendix G.2.2: the even square root of -(A + 2), of the map between the two curves."""

MINUS_C1_QUARTER: Final = -SQRT_MINUS_A_PLUS_2 * pow(4, -1, FIELD) % FIELD

XMD_BLOCK: Final = 128
XMD_OUTPUT: Final = 64
FIELD_ELEMENT_LENGTH: Final = 48
"""L of RFC 9380, section 5.1: enough octets that the remainder modulo p is uniform."""


def try_and_increment(suite: int, salt: bytes, alpha: bytes) -> Affine:
    """RFC 9381, section 5.4.1.1, up to the cofactor."""
    return first_point(suite, salt, alpha)[1]


def first_point(suite: int, salt: bytes, alpha: bytes) -> tuple[int, Affine]:
    """The first counter whose hash decodes to a useful point, and that point.

    About two counters are tried; that all 256 fail has probability 2^-256.
    """
    front = bytes([suite, 0x01]) + salt + alpha
    for counter in range(256):
        candidate = sha512(front + bytes([counter, 0x00])).digest()[:POINT_LENGTH]
        if not is_canonical(candidate) or candidate in SMALL_ORDER:
            continue
        point = coordinates(candidate)
        if point is not None:
            return counter, point
    raise AssertionError("no counter gives a point")


def expand_message_xmd(message: bytes, domain: bytes, length: int) -> bytes:
    """RFC 9380, section 5.3.1, with SHA-512: ``length`` uniform octets; ``domain`` has at most 255 octets."""
    blocks = -(-length // XMD_OUTPUT)
    assert 0 < blocks <= 255 and len(domain) <= 255, "both fit into an octet"
    domain_prime = domain + bytes([len(domain)])
    seed = sha512(bytes(XMD_BLOCK) + message + length.to_bytes(2, "big") + b"\x00" + domain_prime).digest()
    block, uniform = bytes(XMD_OUTPUT), b""
    for counter in range(1, blocks + 1):
        mixed = int.from_bytes(seed, "big") ^ int.from_bytes(block, "big")
        block = sha512(mixed.to_bytes(XMD_OUTPUT, "big") + bytes([counter]) + domain_prime).digest()
        uniform += block
    return uniform[:length]


def hash_to_field(message: bytes, domain: bytes) -> int:
    """RFC 9380, section 5.2, for one element of the field of edwards25519."""
    return int.from_bytes(expand_message_xmd(message, domain, FIELD_ELEMENT_LENGTH), "big") % FIELD


def map_to_curve(element: int) -> Affine:
    """RFC 9380, sections 6.7.1 and 6.8.2: Elligator 2 onto curve25519, then over to edwards25519.

    With D = 1 + 2·element², the two candidates on curve25519 are u = n/D for n = -A and n = A(1-D); exactly one of
    them lies on the curve unless ``element`` is zero. On edwards25519 that is y = (u-1)/(u+1) and x = c1·u/v, where v
    of the first candidate is odd and v of the second even. libsodium finds x up to its sign, and

        v = c1·u/x = -c1·x·(d·y² + 1)·(u + 1)²/4,

    which follows from the equation of the curve, tells the sign. No inverse is of zero: D = 0 would make -1/2 a
    square, n + D = 0 would make (A-1)/2 one, for either n.
    """
    if element == 0:
        return 0, 1  # u and v are zero, where the map between the curves has its exception (RFC 9380, section 6.8.2)
    d = (1 + 2 * element * element) % FIELD
    first, second = d - MONTGOMERY_A, d + MONTGOMERY_A * (1 - d)  # n + D
    inverse = pow(first * second % FIELD * d, -1, FIELD)
    for above, other, parity in ((first, second, 1), (second, first, 0)):
        inverse_of_both = inverse * other % FIELD  # 1 / D(n + D)
        y = (above - 2 * d) * d % FIELD * inverse_of_both % FIELD
        point = coordinates(encode((0, y)))
        if point is not None:
            x = point[0]
            u_plus_one = above * above % FIELD * inverse_of_both % FIELD
            v = MINUS_C1_QUARTER * x * (CURVE_D * (y * y % FIELD) + 1) * (u_plus_one * u_plus_one % FIELD) % FIELD
            return (x if v & 1 == parity else FIELD - x), y
    raise AssertionError("neither candidate lies on the curve")


def elligator2(suite: int, salt: bytes, alpha: bytes) -> Affine:
    """RFC 9381, section 5.4.1.2, up to the cofactor, with edwards25519_XMD:SHA-512_ELL2_NU_ of RFC 9380."""
    return map_to_curve(field_element(suite, salt, alpha))


def field_element(suite: int, salt: bytes, alpha: bytes) -> int:
    """The element of the field that Elligator 2 maps to the curve."""
    domain = b"ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_" + bytes([suite])
    return hash_to_field(salt + alpha, domain)
