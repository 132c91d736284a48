"""What a credential is made with besides its secret (TPM 2.0 Library, Part 1, annexes B.10.4 and C.6.4).

For an ECC endorsement key it is the ephemeral scalar d, big-endian, as wide as the curve's order, with 1 <= d < order.
For RSA it is the seed of the credential's keys and behind it OAEP's own seed, each as long as a digest of the key's
name algorithm. No octet is without use and no two give the same credential, so whoever publishes it has one way to.
"""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.public import RsaKey

FRESH: Final = 96
"""Octets from which :func:`drawn` makes randomness: 48 more than the widest scalar has."""


def width(endorsement: Endorsement) -> int:
    """The octets of randomness for this key."""
    key = endorsement.public.key
    return 2 * endorsement.public.name_hash.size if isinstance(key, RsaKey) else key.curve.size


def drawn(endorsement: Endorsement, fresh: bytes) -> bytes:
    """Randomness for this key from :data:`FRESH` octets, which nobody else knows and which are used once.

    A scalar is 1 + (the octets as a number mod order - 1), which is as good as uniform (FIPS 186-5, A.2.1); for RSA the
    first octets are taken.
    """
    assert len(fresh) == FRESH, len(fresh)
    key, octets = endorsement.public.key, width(endorsement)
    if isinstance(key, RsaKey):
        return fresh[:octets]
    return (1 + int.from_bytes(fresh, "big") % (key.curve.order - 1)).to_bytes(octets, "big")


def judge_randomness(endorsement: Endorsement, randomness: bytes) -> Rejection | None:
    """What is wrong with randomness for this key.

    Rejections, in this order: ``CREDENTIAL_WIDTH`` (of ``randomness``), ``CREDENTIAL_SCALAR`` (ECC).
    """
    expected = width(endorsement)
    if len(randomness) != expected:
        return reject(Code.CREDENTIAL_WIDTH, part="randomness", expected=expected, length=len(randomness))
    key = endorsement.public.key
    if not isinstance(key, RsaKey) and not 1 <= int.from_bytes(randomness, "big") < key.curve.order:
        return reject(Code.CREDENTIAL_SCALAR)
    return None
