"""The checks of keys as octets and points (§6; RFC 9381, section 5.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leo_ref.core.rejections import Rejection
from leo_ref.draw import keys, proof, vrf
from leo_ref.draw.edwards import PointFault
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.suite import Suite
from tests.removed.lack import Lack
from tests.removed.lacks.library import naive

sound_validated, sound_verify = keys.validated, vrf.verify


def cut(rule: Callable[[bytes], Any], length: int) -> Callable[[bytes], Any]:
    """A rule that reads as many octets as it wants, and zeros where there are none."""
    return lambda octets: rule(octets[:length].ljust(length, b"\0"))


def proof_first(key: PublicKey | bytes, alpha: bytes, octets: bytes, suite: Suite = Suite.TAI) -> bytes | Rejection:
    """The proof is looked at before the key."""
    decoded = proof.decode(octets)
    return decoded if isinstance(decoded, Rejection) else sound_verify(key, alpha, octets, suite)


BEYOND = "§6, beyond RFC 9381"
ORDERS = (PointFault.SMALL_ORDER, PointFault.NOT_IN_SUBGROUP)

KEYS = (
    Lack(
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
    Lack(
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
    Lack(
        check="the key is on the curve",
        where="draw.edwards.fault",
        clause="§6; RFC 9381, 5.4.5",
        without="computes with a number that is no square root, where the laws of the group do not hold",
        differs=["draw/vrf/[ell2-]key-off-curve*", "draw/vrf/[ell2-]order-key-before-gamma"],
        patches=naive(key=[PointFault.NOT_ON_CURVE]),
    ),
    Lack(
        check="the key is not of small order",
        where="draw.edwards.fault",
        clause="§6; RFC 9381, 5.4.5",
        without="leaves it to the check of the subgroup, which passes the identity: a key without a secret. Accepted "
        "where the Gamma of such a proof is not checked either",
        differs=["draw/vrf/[ell2-]key-identity", "draw/vrf/[ell2-]key-torsion-?", "draw/vrf/[ell2-]forged-key-small-?"],
        patches=naive(key=[PointFault.SMALL_ORDER]),
    ),
    Lack(
        check="the key is in the prime-order subgroup",
        where="draw.edwards.fault",
        clause=BEYOND,
        without="takes eight keys for one secret, each with its own random values, and picks the best",
        accepts=["draw/vrf/[ell2-]forged-key-mixed-?", "draw/tickets/[ell2-]forged-key-mixed-order"],
        differs=["draw/vrf/[ell2-]key-mixed-*", "draw/vrf/[ell2-]forged-both-mixed-?"],
        patches=naive(key=[PointFault.NOT_IN_SUBGROUP]),
    ),
    Lack(
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
)
