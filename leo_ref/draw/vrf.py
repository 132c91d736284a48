"""ECVRF over edwards25519 with SHA-512 (RFC 9381, section 5): prove, verify, and the random value of a proof.

A key and a message have one random value ``beta`` (64 octets) and, here, exactly one acceptable Gamma: beyond the
RFC every key and every Gamma must be a canonical point of the prime-order subgroup. Verification asks, in this
order: length of the key, the key as a point (canonical, on the curve, not of small order, in the subgroup), length
of the proof, Gamma as a point (the same four), s below the order, the challenge. The first no is the answer.
"""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.draw import edwards, keys, proof
from leo_ref.draw.edwards import ORDER, eightfold
from leo_ref.draw.keys import PublicKey, Secret
from leo_ref.draw.proof import CHALLENGE_LENGTH, Proof
from leo_ref.draw.suite import Suite, encode_to_curve

TAI: Final = Suite.TAI
ELL2: Final = Suite.ELL2


@frozen
class Transcript:
    """Every value of one proving, by the letters of RFC 9381, section 5.1; points encoded."""

    suite: Suite
    x: int
    y: bytes
    h: bytes
    gamma: bytes
    k: int
    u: bytes
    v: bytes
    c: int
    s: int

    @property
    def proof(self) -> bytes:
        """The 80 octets."""
        return proof.encode(self.gamma, self.c, self.s)

    @property
    def beta(self) -> bytes:
        """The random value, 64 octets."""
        gamma_at = edwards.coordinates(self.gamma)
        assert gamma_at is not None, "a product lies on the curve"
        return beta(self.suite, *eightfold([gamma_at]))


@frozen
class VrfTrace:
    """Every value of one verification, by the letters of RFC 9381, section 5.3; points encoded."""

    h: bytes
    u: bytes
    v: bytes
    c: int
    """The challenge as recomputed; the proof holds if it equals the proof's."""

    eight_gamma: bytes


def nonce_octets(prefix: bytes, h: bytes) -> bytes:
    """The 64 octets of which k is the remainder modulo q (RFC 9381, section 5.4.2.2)."""
    return sha512(prefix + h).digest()


def challenge(suite: Suite, *points: bytes) -> int:
    """The challenge c over Y, H, Gamma, U, V (RFC 9381, section 5.4.3)."""
    hashed = sha512(bytes([suite.octet, 0x02]) + b"".join(points) + b"\x00").digest()
    return int.from_bytes(hashed[:CHALLENGE_LENGTH], "little")


def beta(suite: Suite, eight_gamma: bytes) -> bytes:
    """The random value of a proof, 64 octets, from eight times its Gamma (RFC 9381, section 5.2)."""
    return sha512(bytes([suite.octet, 0x03]) + eight_gamma + b"\x00").digest()


def transcript(own: Secret, alpha: bytes, suite: Suite = TAI) -> Transcript:
    """The proving of ``alpha`` with every value in between (RFC 9381, section 5.1)."""
    (h,) = eightfold([encode_to_curve(suite, own.public_key, alpha)])
    gamma = edwards.multiply(own.scalar, h)
    k = int.from_bytes(nonce_octets(own.prefix, h), "little") % ORDER
    u = edwards.multiply_base(k)
    v = edwards.multiply(k, h)
    c = challenge(suite, own.public_key, h, gamma, u, v)
    s = (k + c * own.scalar) % ORDER
    return Transcript(suite, own.scalar, own.public_key, h, gamma, k, u, v, c, s)


def check(key: PublicKey, alpha: bytes, decoded: Proof, suite: Suite = TAI) -> VrfTrace:
    """The values that a verifier computes from an acceptable key and proof (RFC 9381, section 5.3)."""
    h, eight_gamma = eightfold([encode_to_curve(suite, key.octets, alpha), decoded.gamma_at])
    c, s = decoded.challenge, decoded.response
    u = edwards.subtract(edwards.multiply_base(s), edwards.multiply(c, key.octets))
    v = edwards.subtract(edwards.multiply(s, h), decoded.challenge_gamma)
    return VrfTrace(h, u, v, challenge(suite, key.octets, h, decoded.gamma, u, v), eight_gamma)


def prove(own: Secret, alpha: bytes, suite: Suite = TAI) -> bytes:
    """The proof, 80 octets, of the random value that ``own`` has for ``alpha`` (RFC 9381, 5.1).

    ``alpha`` may have any length; in a draw it has 32 octets. The same key, message and suite always give the same
    proof.
    """
    return transcript(own, alpha, suite).proof


def verify(key: PublicKey | bytes, alpha: bytes, proof_octets: bytes, suite: Suite = TAI) -> bytes | Rejection:
    """The random value, 64 octets, that a proof shows for ``alpha`` under ``key``, or why none (RFC 9381, 5.3).

    ``key`` has 32 octets and is validated first, unless it is a ``PublicKey`` that was validated already; a proof has
    80 octets. Beyond the RFC, key and Gamma must be canonical points of the prime-order subgroup.

    Rejections: the codes ``VRF_…`` in the order of ``docs/draw.md``.
    """
    known = keys.validated(key) if isinstance(key, bytes) else key
    if isinstance(known, Rejection):
        return known
    decoded = proof.decode(proof_octets)
    if isinstance(decoded, Rejection):
        return decoded
    found = check(known, alpha, decoded, suite)
    if found.c != decoded.challenge:
        return reject(Code.VRF_CHALLENGE_MISMATCH, given=f"{decoded.challenge:032x}", computed=f"{found.c:032x}")
    return beta(suite, found.eight_gamma)


def proof_to_hash(proof_octets: bytes, suite: Suite = TAI) -> bytes | Rejection:
    """The random value that a proof claims (RFC 9381, section 5.2). It means something only once verified."""
    decoded = proof.decode(proof_octets)
    if isinstance(decoded, Rejection):
        return decoded
    return beta(suite, *eightfold([decoded.gamma_at]))
