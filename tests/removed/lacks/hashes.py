"""The point that a key and a message are hashed to (RFC 9381, section 5.4.1)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha512
from itertools import count

from leo_ref.draw import edwards, hash_to_curve, suite
from leo_ref.draw.edwards import FIELD, Affine, coordinates, eightfold, is_canonical
from leo_ref.draw.suite import Suite
from tests.removed.lack import Lack, Patch
from tests.removed.lacks.library import naive

sound_encode_to_curve = suite.encode_to_curve


def h_of(hashing: Callable[[Suite, bytes, bytes], Affine]) -> list[Patch]:
    return [("leo_ref.draw.vrf", "encode_to_curve", hashing)]


def other(suite: Suite) -> Suite:
    return Suite.ELL2 if suite is Suite.TAI else Suite.TAI


def h_of_other_suite(suite: Suite, key: bytes, alpha: bytes) -> Affine:
    """The right method with the octet of the other suite."""
    hashing = hash_to_curve.try_and_increment if suite is Suite.TAI else hash_to_curve.elligator2
    return hashing(other(suite).octet, key, alpha)


def h_negated(suite: Suite, key: bytes, alpha: bytes) -> Affine:
    x, y = sound_encode_to_curve(suite, key, alpha)
    return FIELD - x, y


def uncleared(points: list[Affine]) -> list[bytes]:
    """H, the first of two, as it is."""
    h, gamma = points
    return [edwards.encode(h), *eightfold([gamma])]


def counting(front: bytes, back: bytes, first: int = 0) -> list[Patch]:
    """Try-and-increment with other octets around, or another first counter."""

    def try_and_increment(suite: int, salt: bytes, alpha: bytes) -> Affine:
        for counter in count(first):
            candidate = sha512(bytes([suite]) + front + salt + alpha + bytes([counter]) + back).digest()[:32]
            point = coordinates(candidate) if is_canonical(candidate) else None
            if point is not None:
                return point
        raise AssertionError

    return [("leo_ref.draw.suite", "try_and_increment", try_and_increment)]


def elligator_in(domain: bytes, *, suite_octet: bool) -> list[Patch]:
    def elligator2(suite: int, salt: bytes, alpha: bytes) -> Affine:
        whole = domain + (bytes([suite]) if suite_octet else b"")
        return hash_to_curve.map_to_curve(hash_to_curve.hash_to_field(salt + alpha, whole))

    return [("leo_ref.draw.suite", "elligator2", elligator2)]


HASHES = (
    Lack(
        check="the cofactor of H is cleared",
        where="draw.vrf.check",
        clause="RFC 9381, 5.4.1",
        without="computes with a point of mixed order",
        accepts=["draw/vrf/[ell2-]forged-cofactor-of-h"],
        differs=["draw/vrf/[ell2-]verify-*-ends-in-zero"],
        patches=[*naive(), ("leo_ref.draw.vrf", "eightfold", uncleared)],
    ),
    Lack(
        check="H is a hash of the key too",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="has the same H for every key",
        accepts=["draw/vrf/[ell2-]forged-h-without-key"],
        differs=["draw/vrf/[ell2-]verify-good"],
        patches=h_of(lambda suite, _, alpha: sound_encode_to_curve(suite, b"", alpha)),
    ),
    Lack(
        check="H is a hash of the message",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="has one random value for a key",
        differs=["draw/vrf/[ell2-]verify-good", "draw/vrf/[ell2-]verify-alpha-of-1"],
        patches=h_of(lambda suite, key, _: sound_encode_to_curve(suite, key, b"")),
    ),
    Lack(
        check="H is a hash of the suite (TAI), or in its domain (ELL2)",
        where="draw.suite.encode_to_curve",
        clause="RFC 9381, 5.4.1",
        without="does not keep the suites apart",
        accepts=["draw/vrf/[ell2-]forged-h-of-other-suite"],
        differs=["draw/vrf/[ell2-]verify-good"],
        patches=h_of(h_of_other_suite),
    ),
    Lack(
        check="H has the right one of two signs",
        where="draw.hash_to_curve",
        clause="RFC 9381, 5.4.1.1; RFC 9380, 6.7.1",
        without="chooses the other x, as libsodium's Elligator does for some messages",
        accepts=["draw/vrf/[ell2-]forged-h-negated"],
        differs=["draw/vrf/[ell2-]verify-good", "draw/transcripts/good", "draw/transcripts/ell2-good"],
        patches=h_of(h_negated),
    ),
    Lack(
        check="try-and-increment counts from 0",
        where="draw.hash_to_curve.first_point",
        clause="RFC 9381, 5.4.1.1",
        without="never finds what counter 0 gives",
        differs=["draw/vrf/verify-counter-0", "draw/transcripts/counter-0"],
        patches=counting(b"\x01", b"\0", first=1),
    ),
    Lack(
        check="try-and-increment hashes the octets 1 and 0 too",
        where="draw.hash_to_curve.first_point",
        clause="RFC 9381, 5.4.1.1",
        without="follows a draft before the RFC, which had no octet 0",
        differs=["draw/vrf/verify-good", "draw/vrf/verify-counter-?", "draw/transcripts/counter-?"],
        patches=counting(b"\x01", b""),
    ),
    Lack(
        check="Elligator 2 hashes in a domain with the suite's octet",
        where="draw.hash_to_curve.field_element",
        clause="RFC 9381, 5.4.1.2 and 5.5",
        without="has the domain of no suite",
        differs=["draw/vrf/ell2-verify-good", "draw/transcripts/ell2-*", "draw/vrf/rfc9381-19-verify"],
        patches=elligator_in(b"ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_", suite_octet=False),
    ),
    Lack(
        check="Elligator 2 hashes in the domain of ECVRF",
        where="draw.hash_to_curve.field_element",
        clause="RFC 9381, 5.4.1.2 and 5.5",
        without="has the domain of RFC 9380's own examples",
        differs=["draw/vrf/ell2-verify-good", "draw/transcripts/ell2-*", "draw/vrf/rfc9381-19-verify"],
        patches=elligator_in(b"QUUX-V01-CS02-with-edwards25519_XMD:SHA-512_ELL2_NU_", suite_octet=True),
    ),
)
