"""Proofs that somebody made with effort: each is accepted by a verifier that leaves out one thing.

A proof over H has Gamma = xH, U = kB, V = kH, c = hash(..., Y, H, Gamma, U, V), s = k + cx; a verifier computes
U = sB - cY and V = sH - cGamma and compares c. The letters are those of RFC 9381; B is the base point.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha512
from typing import Final

from leo_ref.draw import edwards, vrf
from leo_ref.draw.edwards import FIELD, IDENTITY, ORDER, Affine, eightfold, encode, multiply, multiply_base
from leo_ref.draw.hash_to_curve import elligator2, try_and_increment
from leo_ref.draw.library import add
from leo_ref.draw.proof import CHALLENGE_LENGTH
from leo_ref.draw.proof import encode as proof_octets
from leo_ref.draw.suite import Suite, encode_to_curve
from leo_ref.vectors.draw.honest import ALPHA, KEY, OWN, messages, other
from leo_ref.vectors.draw.points import TORSION

NONCE: Final = 0x1EA5
"""Some k. Whoever forges has no need of a secret one."""

FALSE_FACTOR: Final = 7
"""A false Gamma is 7H, whatever the key."""


def hashed_point(suite: Suite, key: bytes = KEY) -> bytes:
    """H for ``ALPHA``."""
    (h,) = eightfold([encode_to_curve(suite, key, ALPHA)])
    return h


def mixed_order(suite: Suite, key_torsion: int, gamma_torsion: int) -> tuple[bytes, bytes]:
    """Key and proof whose key or Gamma has a part of small order that the equations cannot see: 8 divides c."""
    key = add(KEY, TORSION[key_torsion])
    h = hashed_point(suite, key)
    gamma = add(multiply(OWN.scalar, h), TORSION[gamma_torsion])
    for k in range(1, 1000):
        c = vrf.challenge(suite, key, h, gamma, multiply_base(k), multiply(k, h))
        if c % 8 == 0:
            return key, proof_octets(gamma, c, (k + c * OWN.scalar) % ORDER)
    raise AssertionError("one challenge in eight is a multiple of eight")


def small_order(suite: Suite, key_torsion: int) -> tuple[bytes, bytes]:
    """A key of small order, whose secret is zero, and a proof with the identity as Gamma; again 8 divides c."""
    key = TORSION[key_torsion]
    h = hashed_point(suite, key)
    for k in range(1, 1000):
        c = vrf.challenge(suite, key, h, IDENTITY, multiply_base(k), multiply(k, h))
        if c % 8 == 0:
            return key, proof_octets(IDENTITY, c, k)
    raise AssertionError("one challenge in eight is a multiple of eight")


def proof_over(suite: Suite, h: bytes) -> bytes:
    """A sound proof, but over another point than the message's."""
    gamma, u, v = multiply(OWN.scalar, h), multiply_base(NONCE), multiply(NONCE, h)
    c = vrf.challenge(suite, KEY, h, gamma, u, v)
    return proof_octets(gamma, c, (NONCE + c * OWN.scalar) % ORDER)


def other_points(suite: Suite) -> Iterator[tuple[str, str, bytes]]:
    """Points that a careless hash to the curve gives: name, what is careless, H."""
    hashing = try_and_increment if suite is Suite.TAI else elligator2

    def cleared(point: Affine) -> bytes:
        return eightfold([point])[0]

    yield "h-without-key", "the key is no part of what is hashed", cleared(hashing(suite.octet, b"", ALPHA))
    yield "h-of-other-suite", "the suite's octet is the other's", cleared(hashing(other(suite).octet, KEY, ALPHA))
    x, y = hashing(suite.octet, KEY, ALPHA)
    yield "h-negated", "the sign of x is the other one", cleared((FIELD - x, y))


def uncleared(suite: Suite) -> tuple[bytes, bytes]:
    """A message and a proof over its point P + T, with T of order eight: its cofactor is not cleared.

    x is a multiple of eight, so Gamma = xP; the equations hold where s and k leave the same remainder by eight.
    """
    torsion = 0
    for message in messages():
        whole = encode_to_curve(suite, KEY, message)
        h = encode(whole)
        in_subgroup = multiply(pow(8, -1, ORDER), eightfold([whole])[0])
        torsion = TORSION.index(edwards.subtract(h, in_subgroup))
        if torsion % 2 == 1:
            break
    gamma = multiply(OWN.scalar, in_subgroup)
    for k in range(1, 1000):
        v = add(multiply(k, in_subgroup), TORSION[torsion * k % 8])
        c = vrf.challenge(suite, KEY, h, gamma, multiply_base(k), v)
        s = (k + c * OWN.scalar) % ORDER
        if s % 8 == k % 8:
            return message, proof_octets(gamma, c, s)
    raise AssertionError("one nonce in eight does")


Hashed = dict[str, bytes]
"""What a challenge is a hash of, in order."""


def hashed_parts(suite: Suite, h: bytes, gamma: bytes, u: bytes, v: bytes) -> Hashed:
    """All of it, by name (RFC 9381, section 5.4.3)."""
    return {
        "suite": bytes([suite.octet]),
        "front": b"\x02",
        "key": KEY,
        "h": h,
        "gamma": gamma,
        "u": u,
        "v": v,
        "back": b"\x00",
    }


def challenge_without(parts: Hashed, part: str) -> int:
    """The challenge of a hash that leaves a part out."""
    hashed = b"".join(octets for name, octets in parts.items() if name != part)
    return int.from_bytes(sha512(hashed).digest()[:CHALLENGE_LENGTH], "little")


def challenge_leaves_out(suite: Suite, part: str) -> bytes:
    """A proof for a verifier whose challenge leaves a part out.

    Without Gamma, U or V it proves a false Gamma; without U even nobody's secret is needed.
    """
    h = hashed_point(suite)
    true_gamma, false_gamma = multiply(OWN.scalar, h), multiply(FALSE_FACTOR, h)
    u, v = multiply_base(NONCE), multiply(NONCE, h)
    if part == "u":
        c = challenge_without(hashed_parts(suite, h, false_gamma, u, v), part)
        return proof_octets(false_gamma, c, (NONCE + c * FALSE_FACTOR) % ORDER)
    if part == "v":
        c = challenge_without(hashed_parts(suite, h, false_gamma, u, v), part)
        return proof_octets(false_gamma, c, (NONCE + c * OWN.scalar) % ORDER)
    if part == "gamma":
        other_v = multiply(NONCE + 1, h)
        c = challenge_without(hashed_parts(suite, h, b"", u, other_v), part)
        s = (NONCE + c * OWN.scalar) % ORDER
        return proof_octets(multiply((s - NONCE - 1) * pow(c, -1, ORDER), h), c, s)
    c = challenge_without(hashed_parts(suite, h, true_gamma, u, v), part)
    return proof_octets(true_gamma, c, (NONCE + c * OWN.scalar) % ORDER)


def agrees_in(suite: Suite, octet: int) -> bytes:
    """A false Gamma for a verifier who compares one octet of the two challenges only."""
    h = hashed_point(suite)
    gamma = multiply(FALSE_FACTOR, h)
    for guess in range(1, 10_000):
        u = edwards.subtract(multiply_base(NONCE), multiply(guess, KEY))
        v = multiply(NONCE - guess * FALSE_FACTOR, h)
        computed = vrf.challenge(suite, KEY, h, gamma, u, v)
        if (guess ^ computed) >> 8 * octet & 0xFF == 0:
            return proof_octets(gamma, guess, NONCE)
    raise AssertionError("one guess in 256 agrees in an octet")
