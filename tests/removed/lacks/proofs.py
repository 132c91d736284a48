"""The checks of proofs as octets and points (§6; RFC 9381, section 5.4.4)."""

from __future__ import annotations

from leo_ref.core.rejections import Rejection
from leo_ref.draw import edwards, proof
from leo_ref.draw.edwards import IDENTITY, PointFault
from tests.draw.naive import Naive
from tests.removed.lack import Lack
from tests.removed.lacks.keys import BEYOND, ORDERS, cut
from tests.removed.lacks.library import naive

sound_decode = proof.decode


def unasked_where_zero(scalar: int, octets: bytes) -> bytes | PointFault:
    """Zero times anything is the identity, so why ask what it is."""
    return Naive().product(scalar, octets) if scalar else IDENTITY


def s_before_gamma(octets: bytes) -> proof.Proof | Rejection:
    """The cheap check first."""
    if len(octets) == proof.PROOF_LENGTH:
        with_good_gamma = sound_decode(edwards.multiply_base(1) + octets[32:])
        if isinstance(with_good_gamma, Rejection):
            return with_good_gamma
    return sound_decode(octets)


PROOFS = (
    Lack(
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
    Lack(
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
    Lack(
        check="Gamma is on the curve",
        where="draw.edwards.product",
        clause="§6; RFC 9381, 5.4.4",
        without="as for the key",
        differs=["draw/vrf/[ell2-]gamma-off-curve*", "draw/vrf/[ell2-]order-gamma-before-s"],
        patches=naive(gamma=[PointFault.NOT_ON_CURVE]),
    ),
    Lack(
        check="Gamma is not of small order",
        where="draw.edwards.product",
        clause=BEYOND,
        without="leaves it to the check of the subgroup, which passes the identity: one random value for all",
        differs=["draw/vrf/[ell2-]gamma-identity*", "draw/vrf/[ell2-]gamma-torsion-*"],
        patches=naive(gamma=[PointFault.SMALL_ORDER]),
    ),
    Lack(
        check="Gamma is in the prime-order subgroup",
        where="draw.edwards.product",
        clause=BEYOND,
        without="takes several Gammas, so several proofs, for one key and message",
        accepts=["draw/vrf/[ell2-]forged-gamma-mixed-?", "draw/tickets/[ell2-]forged-gamma-mixed-order"],
        differs=["draw/vrf/[ell2-]gamma-mixed-*", "draw/vrf/[ell2-]order-subgroup-before-s"],
        patches=naive(gamma=[PointFault.NOT_IN_SUBGROUP]),
    ),
    Lack(
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
    Lack(
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
    Lack(
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
    Lack(
        check="s is below the group order",
        where="draw.proof.decode",
        clause="§6; RFC 9381, 5.4.4",
        without="takes s + q for s: the same proof in many writings",
        text='int.from_bytes(response, "little") >= ORDER',
        accepts=["draw/vrf/[ell2-]s-plus-order", "draw/vrf/[ell2-]s-plus-8-orders"],
        differs=[
            "draw/vrf/[ell2-]s-order",
            "draw/vrf/[ell2-]s-order-plus-1",
            "draw/vrf/[ell2-]s-all-ones",
            "draw/vrf/[ell2-]order-s-before-challenge",
            "draw/tickets/[ell2-]forged-s-too-large",
        ],
    ),
    Lack(
        check="s is below the group order, not only below 2^253",
        where="draw.proof.decode",
        clause="§6; RFC 9381, 5.4.4",
        without="looks at the three highest bits, as some verifiers of signatures do",
        accepts=["draw/vrf/[ell2-]s-plus-order"],
        differs=["draw/vrf/[ell2-]s-order", "draw/vrf/[ell2-]s-order-plus-1"],
        patches=[("leo_ref.draw.proof", "ORDER", 2**253)],
    ),
    Lack(
        check="Gamma is judged before s",
        where="draw.proof.decode",
        clause="§6, order of the checks",
        without="gives another code where both are at fault",
        differs=["draw/vrf/[ell2-]order-gamma-before-s", "draw/vrf/[ell2-]order-subgroup-before-s"],
        patches=[("leo_ref.draw.proof", "decode", s_before_gamma)],
    ),
)
