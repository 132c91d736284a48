"""ECVRF over edwards25519 with SHA-512 (RFC 9381, section 5): prove, verify, and the random value of a proof.

A key and a message have one random value ``beta`` (64 octets) and, here, exactly one acceptable Gamma: beyond the
RFC every key and every Gamma must be a canonical point of the prime-order subgroup. Verification asks, in this
order: length of the key, the key as a point (canonical, on the curve, not of small order, in the subgroup), length
of the proof, Gamma as a point (the same four), s below the order, the challenge. The first no is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha512
from typing import Final

from attrs import frozen

from leo_ref.draw import edwards, proof
from leo_ref.draw.edwards import ORDER, POINT_LENGTH, Fault, eightfold
from leo_ref.draw.proof import CHALLENGE_LENGTH, Proof
from leo_ref.draw.suite import Suite, encode_to_curve
from leo_ref.rejections import Code, Rejection, reject

TAI: Final = Suite.TAI
ELL2: Final = Suite.ELL2

SEED_LENGTH: Final = 32

_KEY_CODES: Final[Mapping[Fault, Code]] = {
    Fault.NOT_CANONICAL: Code.VRF_KEY_NOT_CANONICAL,
    Fault.NOT_ON_CURVE: Code.VRF_KEY_NOT_ON_CURVE,
    Fault.SMALL_ORDER: Code.VRF_KEY_SMALL_ORDER,
    Fault.NOT_IN_SUBGROUP: Code.VRF_KEY_NOT_IN_SUBGROUP,
}


@frozen
class Secret:
    """What a seed of 32 octets stands for (RFC 8032, section 5.1.5)."""

    scalar: int
    """x, clamped."""

    prefix: bytes
    """32 octets from which nonces are derived."""

    public_key: bytes
    """Y = xB, encoded."""


@frozen
class Transcript:
    """Every value of one proving, by the letters of RFC 9381, section 5.1; points encoded."""

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


@frozen
class Check:
    """Every value of one verification, by the letters of RFC 9381, section 5.3; points encoded."""

    h: bytes
    u: bytes
    v: bytes
    c: int
    """The challenge as recomputed; the proof holds if it equals the proof's."""

    eight_gamma: bytes


def secret(seed: bytes) -> Secret:
    """The secret scalar, nonce prefix and public key of a ``seed`` of 32 octets."""
    assert len(seed) == SEED_LENGTH, len(seed)
    hashed = sha512(seed).digest()
    scalar = int.from_bytes(hashed[:32], "little") & ~0b111 & (1 << 254) - 1 | 1 << 254
    return Secret(scalar, hashed[32:], edwards.multiply_base(scalar))


def nonce_octets(prefix: bytes, h: bytes) -> bytes:
    """The 64 octets of which k is the remainder modulo q (RFC 9381, section 5.4.2.2)."""
    return sha512(prefix + h).digest()


def challenge(suite: Suite, *points: bytes) -> int:
    """The challenge c over Y, H, Gamma, U, V (RFC 9381, section 5.4.3)."""
    hashed = sha512(bytes([suite.value, 0x02]) + b"".join(points) + b"\x00").digest()
    return int.from_bytes(hashed[:CHALLENGE_LENGTH], "little")


def beta(suite: Suite, eight_gamma: bytes) -> bytes:
    """The random value of a proof, 64 octets, from eight times its Gamma (RFC 9381, section 5.2)."""
    return sha512(bytes([suite.value, 0x03]) + eight_gamma + b"\x00").digest()


def transcript(seed: bytes, alpha: bytes, suite: Suite = TAI) -> Transcript:
    """The proving of ``alpha`` with every value in between (RFC 9381, section 5.1)."""
    own = secret(seed)
    (h,) = eightfold([encode_to_curve(suite, own.public_key, alpha)])
    gamma = edwards.multiply(own.scalar, h)
    k = int.from_bytes(nonce_octets(own.prefix, h), "little") % ORDER
    u = edwards.multiply_base(k)
    v = edwards.multiply(k, h)
    c = challenge(suite, own.public_key, h, gamma, u, v)
    s = (k + c * own.scalar) % ORDER
    return Transcript(own.scalar, own.public_key, h, gamma, k, u, v, c, s)


def check(public_key: bytes, alpha: bytes, decoded: Proof, suite: Suite = TAI) -> Check:
    """The values that a verifier computes from an acceptable key and proof (RFC 9381, section 5.3)."""
    h, eight_gamma = eightfold([encode_to_curve(suite, public_key, alpha), decoded.gamma_at])
    c, s = decoded.challenge, decoded.response
    u = edwards.subtract(edwards.multiply_base(s), edwards.multiply(c, public_key))
    v = edwards.subtract(edwards.multiply(s, h), edwards.multiply(c, decoded.gamma))
    return Check(h, u, v, challenge(suite, public_key, h, decoded.gamma, u, v), eight_gamma)


def public_key(seed: bytes) -> bytes:
    """The VRF public key of a ``seed`` of 32 octets: 32 octets."""
    return secret(seed).public_key


def prove(seed: bytes, alpha: bytes, suite: Suite = TAI) -> bytes:
    """The proof, 80 octets, that the key of ``seed`` has its random value for ``alpha``; always the same octets."""
    return transcript(seed, alpha, suite).proof


def validate_key(public_key: bytes) -> Rejection | None:
    """What is wrong with ``public_key``, or ``None`` (RFC 9381, section 5.4.5, and beyond it: see the module)."""
    if len(public_key) != POINT_LENGTH:
        return reject(Code.VRF_KEY_LENGTH, length=len(public_key))
    wrong = edwards.fault(public_key)
    return None if wrong is None else reject(_KEY_CODES[wrong], key=public_key.hex())


def verify(public_key: bytes, alpha: bytes, proof_octets: bytes, suite: Suite = TAI) -> bytes | Rejection:
    """The random value, 64 octets, that the proof shows for ``alpha`` under ``public_key``; or why it shows none."""
    refused = validate_key(public_key)
    if refused is not None:
        return refused
    decoded = proof.decode(proof_octets)
    if isinstance(decoded, Rejection):
        return decoded
    found = check(public_key, alpha, decoded, suite)
    if found.c != decoded.challenge:
        return reject(Code.VRF_CHALLENGE_MISMATCH, given=f"{decoded.challenge:032x}", computed=f"{found.c:032x}")
    return beta(suite, found.eight_gamma)


def proof_to_hash(proof_octets: bytes, suite: Suite = TAI) -> bytes | Rejection:
    """The random value that a proof claims (RFC 9381, section 5.2). It means something only once verified."""
    decoded = proof.decode(proof_octets)
    if isinstance(decoded, Rejection):
        return decoded
    (eight_gamma,) = eightfold([decoded.gamma_at])
    return beta(suite, eight_gamma)
