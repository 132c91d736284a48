"""The checks of keys and proofs as octets and points (§6; RFC 9381, sections 5.4.4 and 5.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leo_ref.core.rejections import Rejection
from leo_ref.draw import edwards, keys, proof, vrf
from leo_ref.draw.edwards import IDENTITY, PointFault
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.suite import Suite
from tests.draw.naive import Naive
from tests.draw.removed.entry import Removed, naive

sound_validated, sound_decode, sound_verify = keys.validated, proof.decode, vrf.verify


def cut(rule: Callable[[bytes], Any], length: int) -> Callable[[bytes], Any]:
    """A rule that reads as many octets as it wants, and zeros where there are none."""
    return lambda octets: rule(octets[:length].ljust(length, b"\0"))


def unasked_where_zero(scalar: int, octets: bytes) -> bytes | PointFault:
    """Zero times anything is the identity, so why ask what it is."""
    return Naive().product(scalar, octets) if scalar else IDENTITY


def proof_first(key: PublicKey | bytes, alpha: bytes, octets: bytes, suite: Suite = Suite.TAI) -> bytes | Rejection:
    """The proof is looked at before the key."""
    decoded = proof.decode(octets)
    return decoded if isinstance(decoded, Rejection) else sound_verify(key, alpha, octets, suite)


def s_before_gamma(octets: bytes) -> proof.Proof | Rejection:
    """The cheap check first."""
    if len(octets) == proof.PROOF_LENGTH:
        with_good_gamma = sound_decode(edwards.multiply_base(1) + octets[32:])
        if isinstance(with_good_gamma, Rejection):
            return with_good_gamma
    return sound_decode(octets)


BEYOND = "§6, beyond RFC 9381"
ORDERS = (PointFault.SMALL_ORDER, PointFault.NOT_IN_SUBGROUP)

POINTS = (
    Removed(
        check="the key has 32 octets",
        where="draw.keys.validated",
        clause="§6; RFC 9381, 5.5",
        without="reads 32 octets and takes a key with anything behind it, or without its last zero, for the key",
        accepts=[
            "draw/vrf/[ell2-]key-of-33",
            "draw/vrf/[ell2-]key-of-64",
            "draw/vrf/[ell2-]key-with-one-zero",
            "draw/vrf/[ell2-]key-without-last-zero",
        ],
        differs=["draw/vrf/[ell2-]key-of-0", "draw/vrf/[ell2-]key-of-31", "draw/vrf/[ell2-]order-key-length"],
        patches=[("leo_ref.draw.keys", "validated", cut(sound_validated, 32))],
    ),
    Removed(
        check="the key is a canonical encoding",
        where="draw.edwards.is_canonical",
        clause="§6; RFC 8032, 5.1.3",
        without="takes other octets for the same point. All such points are of small or mixed order, so that the later "
        "checks refuse them, under another code; where those lack too, they are accepted",
        differs=[
            "draw/vrf/[ell2-]key-field-prime*",
            "draw/vrf/[ell2-]key-all-ones",
            "draw/vrf/[ell2-]key-negative-zero*",
        ],
        patches=naive(key=[PointFault.NOT_CANONICAL]),
    ),
    Removed(
        check="the key is on the curve",
        where="draw.edwards.fault",
        clause="§6; RFC 9381, 5.4.5",
        without="computes with a number that is no square root, where the laws of the group do not hold",
        differs=["draw/vrf/[ell2-]key-off-curve*", "draw/vrf/[ell2-]order-key-before-gamma"],
        patches=naive(key=[PointFault.NOT_ON_CURVE]),
    ),
    Removed(
        check="the key is not of small order",
        where="draw.edwards.fault",
        clause="§6; RFC 9381, 5.4.5",
        without="leaves it to the check of the subgroup, which passes the identity: a key without a secret. Accepted "
        "where the Gamma of such a proof is not checked either",
        differs=["draw/vrf/[ell2-]key-identity", "draw/vrf/[ell2-]key-torsion-?", "draw/vrf/[ell2-]forged-key-small-?"],
        patches=naive(key=[PointFault.SMALL_ORDER]),
    ),
    Removed(
        check="the key is in the prime-order subgroup",
        where="draw.edwards.fault",
        clause=BEYOND,
        without="takes eight keys for one secret, each with its own random values, and picks the best",
        accepts=["draw/vrf/[ell2-]forged-key-mixed-?", "draw/tickets/[ell2-]forged-key-mixed-order"],
        differs=["draw/vrf/[ell2-]key-mixed-*", "draw/vrf/[ell2-]forged-both-mixed-?"],
        patches=naive(key=[PointFault.NOT_IN_SUBGROUP]),
    ),
    Removed(
        check="the key is judged before the proof",
        where="draw.vrf.verify",
        clause="§6, order of the checks",
        without="gives another code where both are at fault",
        differs=[
            "draw/vrf/[ell2-]order-key-length",
            "draw/vrf/[ell2-]order-key-point",
            "draw/vrf/[ell2-]order-key-before-gamma",
        ],
        patches=[("leo_ref.draw.vrf", "verify", proof_first)],
    ),
    Removed(
        check="the proof has 80 octets",
        where="draw.proof.decode",
        clause="§6; RFC 9381, 5.4.4",
        without="takes a proof with anything behind it, or without its last zero, for the proof",
        accepts=[
            "draw/vrf/[ell2-]proof-of-81",
            "draw/vrf/[ell2-]proof-of-160",
            "draw/vrf/[ell2-]proof-with-one-zero",
            "draw/vrf/[ell2-]proof-without-last-zero",
        ],
        differs=["draw/vrf/[ell2-]proof-of-0", "draw/vrf/[ell2-]proof-of-79", "draw/vrf/[ell2-]order-proof-length"],
        patches=[("leo_ref.draw.proof", "decode", cut(sound_decode, 80))],
    ),
    Removed(
        check="Gamma is a canonical encoding",
        where="draw.edwards.is_canonical",
        clause="§6; RFC 8032, 5.1.3",
        without="as for the key: the later checks refuse the point, under another code",
        differs=[
            "draw/vrf/[ell2-]gamma-field-prime*",
            "draw/vrf/[ell2-]gamma-all-ones*",
            "draw/vrf/[ell2-]gamma-negative-zero*",
        ],
        patches=naive(gamma=[PointFault.NOT_CANONICAL]),
    ),
    Removed(
        check="Gamma is on the curve",
        where="draw.edwards.product",
        clause="§6; RFC 9381, 5.4.4",
        without="as for the key",
        differs=["draw/vrf/[ell2-]gamma-off-curve*", "draw/vrf/[ell2-]order-gamma-before-s"],
        patches=naive(gamma=[PointFault.NOT_ON_CURVE]),
    ),
    Removed(
        check="Gamma is not of small order",
        where="draw.edwards.product",
        clause=BEYOND,
        without="leaves it to the check of the subgroup, which passes the identity: one random value for all",
        differs=["draw/vrf/[ell2-]gamma-identity*", "draw/vrf/[ell2-]gamma-torsion-*"],
        patches=naive(gamma=[PointFault.SMALL_ORDER]),
    ),
    Removed(
        check="Gamma is in the prime-order subgroup",
        where="draw.edwards.product",
        clause=BEYOND,
        without="takes several Gammas, so several proofs, for one key and message",
        accepts=["draw/vrf/[ell2-]forged-gamma-mixed-?", "draw/tickets/[ell2-]forged-gamma-mixed-order"],
        differs=["draw/vrf/[ell2-]gamma-mixed-*", "draw/vrf/[ell2-]order-subgroup-before-s"],
        patches=naive(gamma=[PointFault.NOT_IN_SUBGROUP]),
    ),
    Removed(
        check="all that goes beyond RFC 9381 with its validation of keys",
        where="draw.edwards",
        clause=BEYOND,
        without="is a faithful implementation of the RFC, and accepts points of mixed order",
        accepts=[
            "draw/vrf/[ell2-]forged-key-mixed-?",
            "draw/vrf/[ell2-]forged-gamma-mixed-?",
            "draw/vrf/[ell2-]forged-both-mixed-?",
        ],
        patches=naive(key=[PointFault.NOT_IN_SUBGROUP], gamma=ORDERS),
    ),
    Removed(
        check="every check of the order of a point",
        where="draw.edwards",
        clause="§6; RFC 9381, 5.4.5",
        without="is RFC 9381 without its validation of keys: with a key of small order anybody proves, with no secret",
        accepts=[
            "draw/vrf/[ell2-]forged-key-small-?",
            "draw/vrf/[ell2-]forged-*-mixed-?",
            "draw/tickets/[ell2-]forged-key-small-order",
        ],
        patches=naive(key=ORDERS, gamma=ORDERS),
    ),
    Removed(
        check="Gamma is judged also where c = 0",
        where="draw.edwards.product",
        clause="§6",
        without="multiplies nothing, and so asks nothing",
        differs=[
            "draw/vrf/[ell2-]gamma-identity-c-zero",
            "draw/vrf/[ell2-]gamma-torsion-?-c-zero",
            "draw/vrf/[ell2-]gamma-mixed-?-c-zero",
        ],
        patches=naive(product=unasked_where_zero),
    ),
    Removed(
        check="s is below the group order",
        where="draw.proof.decode",
        clause="§6; RFC 9381, 5.4.4",
        without="takes s + q for s: the same proof in many writings",
        accepts=["draw/vrf/[ell2-]s-plus-order", "draw/vrf/[ell2-]s-plus-8-orders"],
        differs=[
            "draw/vrf/[ell2-]s-order",
            "draw/vrf/[ell2-]s-order-plus-1",
            "draw/vrf/[ell2-]s-all-ones",
            "draw/vrf/[ell2-]order-s-before-challenge",
            "draw/tickets/[ell2-]forged-s-too-large",
        ],
        patches=[("leo_ref.draw.proof", "ORDER", 2**256)],
    ),
    Removed(
        check="s is below the group order, not only below 2^253",
        where="draw.proof.decode",
        clause="§6; RFC 9381, 5.4.4",
        without="looks at the three highest bits, as some verifiers of signatures do",
        accepts=["draw/vrf/[ell2-]s-plus-order"],
        differs=["draw/vrf/[ell2-]s-order", "draw/vrf/[ell2-]s-order-plus-1"],
        patches=[("leo_ref.draw.proof", "ORDER", 2**253)],
    ),
    Removed(
        check="Gamma is judged before s",
        where="draw.proof.decode",
        clause="§6, order of the checks",
        without="gives another code where both are at fault",
        differs=["draw/vrf/[ell2-]order-gamma-before-s", "draw/vrf/[ell2-]order-subgroup-before-s"],
        patches=[("leo_ref.draw.proof", "decode", s_before_gamma)],
    ),
)
