"""The values between a key and its votes, in the order in which they are computed (RFC 9381, section 5; §6).

Points are encoded; scalars are little-endian octets, as in a proof; both in hexadecimal. Numbers of the draw are in
decimal. Names are those of the vectors of draw/transcripts, and the letters of §6.
"""

from __future__ import annotations

from itertools import islice
from typing import assert_never

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.draw import proof, vrf
from leo_ref.draw.binomial import CERTAIN, Binomial, binomial
from leo_ref.draw.binomial import thresholds as intervals
from leo_ref.draw.edwards import POINT_LENGTH, eightfold, encode
from leo_ref.draw.hash_to_curve import field_element, first_point
from leo_ref.draw.keys import secret, validated
from leo_ref.draw.proof import CHALLENGE_LENGTH, PROOF_LENGTH, SCALAR_LENGTH
from leo_ref.draw.suite import Suite, encode_to_curve
from leo_ref.draw.ticket import Ticket, ticket


@frozen
class Value:
    """One value on the way."""

    name: str
    """Short, and the same in every version."""
    shown: str | int
    meaning: str


@frozen
class VoteWeights:
    """What votes are counted with."""

    weight: int
    total: int
    tau: int


def bracket(distribution: Binomial, j: int) -> tuple[int, int]:
    """ceil(2^512 CDF(j - 1)) and ceil(2^512 CDF(j)), exact: random values from the first to below the second win j.

    Digits are doubled as in :mod:`leo_ref.draw.sortition`, until both thresholds are settled.
    """
    if distribution.lost == 0:
        return 0, (CERTAIN if j == distribution.weight else 0)
    bits = distribution.first_bits
    while True:
        found = list(islice(intervals(distribution, bits), max(0, j - 1), j + 1))
        if all(gap == 0 for _, gap in found):
            lows = [low for low, _ in found]
            return (0 if j == 0 else lows[0]), lows[-1]
        bits *= 2


def proving(suite: Suite, seed: bytes, alpha: bytes) -> tuple[Value, ...]:
    """What the owner of ``seed`` computes (RFC 9381, section 5.1). x, nonce_octets and k are secret."""
    own = secret(seed)
    made = vrf.transcript(own, alpha, suite)
    return (
        Value("x", _scalar(made.x), "SECRET scalar: the first half of SHA-512(seed), clamped (RFC 8032, 5.1.5)"),
        Value("y", made.y.hex(), "public key: x times the base point B"),
        *_on_the_way_to_h(suite, made.y, alpha),
        Value("h", made.h.hex(), "alpha as a point of the curve, its cofactor cleared (5.4.1)"),
        Value("gamma", made.gamma.hex(), "x times H"),
        Value("nonce_octets", vrf.nonce_octets(own.prefix, made.h).hex(), "SECRET: SHA-512(prefix || H) (5.4.2.2)"),
        Value("k", _scalar(made.k), "SECRET nonce: nonce_octets, little-endian, modulo q"),
        Value("u", made.u.hex(), "k times B"),
        Value("v", made.v.hex(), "k times H"),
        Value("c", _challenge(made.c), "challenge over Y, H, Gamma, U, V (5.4.3)"),
        Value("s", _scalar(made.s), "k + c x modulo q"),
        Value("proof", made.proof.hex(), "Gamma || c || s (5.5)"),
        Value("beta", made.beta.hex(), "random value of the proof (5.2)"),
    )


def checking(
    suite: Suite, key: bytes, alpha: bytes, claimed: bytes, weights: VoteWeights
) -> tuple[tuple[Value, ...], Ticket | Rejection]:
    """What a verifier computes from a claim, up to the check that fails, and what the claim comes to."""
    values = [Value("y", key.hex(), "public key of the node")]
    known = validated(key)
    if isinstance(known, Rejection):
        return tuple(values), known
    (h,) = eightfold([encode_to_curve(suite, key, alpha)])
    values += _on_the_way_to_h(suite, key, alpha)
    values.append(Value("h", h.hex(), "alpha as a point of the curve, its cofactor cleared (5.4.1)"))
    values += _parts(claimed)
    given = proof.decode(claimed)
    if isinstance(given, Rejection):
        return tuple(values), given
    found = vrf.check(known, alpha, given, suite)
    values += (
        Value("u", found.u.hex(), "s times B minus c times Y (5.3)"),
        Value("v", found.v.hex(), "s times H minus c times Gamma"),
        Value("c_computed", _challenge(found.c), "challenge over Y, H, Gamma, U, V: the proof holds if it is c"),
    )
    if found.c != given.challenge:
        mismatch = reject(Code.VRF_CHALLENGE_MISMATCH, given=f"{given.challenge:032x}", computed=f"{found.c:032x}")
        return tuple(values), mismatch
    beta = vrf.beta(suite, found.eight_gamma)
    values += (
        Value("eight_gamma", found.eight_gamma.hex(), "8 times Gamma"),
        Value("beta", beta.hex(), "random value: SHA-512(suite || 0x03 || eight_gamma || 0x00) (5.2)"),
    )
    won = ticket(beta, weights.weight, weights.total, weights.tau)
    return (*values, *_votes(beta, weights, won)), won


def _votes(beta: bytes, weights: VoteWeights, won: Ticket | Rejection) -> tuple[Value, ...]:
    """From a random value to votes (§6)."""
    j = won.j if isinstance(won, Ticket) else 0
    distribution = binomial(weights.weight, weights.total, weights.tau)
    low, high = bracket(distribution, j)
    return (
        Value("b", str(int.from_bytes(beta, "big")), "beta as a big-endian integer"),
        Value("w", str(weights.weight), "the node's credit in the snapshot, base units"),
        Value("W", str(weights.total), "all credit in the snapshot"),
        Value("tau", weights.tau, "the votes that all nodes expect together"),
        Value("p", f"{distribution.won}/{distribution.parts}", "tau / W, at most 1, in lowest terms"),
        Value("threshold_below", str(low), "ceil(2^512 CDF(j - 1)): b is not below it"),
        Value("threshold_above", str(high), "ceil(2^512 CDF(j)): b is below it"),
        Value("j", j, "votes"),
    )


def _on_the_way_to_h(suite: Suite, key: bytes, alpha: bytes) -> tuple[Value, ...]:
    """What differs between the suites."""
    match suite:
        case Suite.TAI:
            counter, point = first_point(suite.octet, key, alpha)
            return (
                Value(
                    "counter", counter, "the first octet with which SHA-512(suite || 0x01 || Y || alpha || it || 0x00)"
                ),
                Value("point", encode(point).hex(), "begins with this point (5.4.1.1); H is 8 times it"),
            )
        case Suite.ELL2:
            element = field_element(suite.octet, key, alpha)
            return (Value("element", _scalar(element), "field element of Y || alpha (RFC 9380, 5.2), little-endian"),)
        case _:
            assert_never(suite)


def _parts(claimed: bytes) -> tuple[Value, ...]:
    """The proof as it was given; in parts where it has the length of one."""
    whole = Value("proof", claimed.hex(), "as it was given")
    if len(claimed) != PROOF_LENGTH:
        return (whole,)
    end = POINT_LENGTH + CHALLENGE_LENGTH
    return (
        whole,
        Value("gamma", claimed[:POINT_LENGTH].hex(), "octets 0 to 31 of the proof"),
        Value("c", claimed[POINT_LENGTH:end].hex(), "octets 32 to 47"),
        Value("s", claimed[end:].hex(), "octets 48 to 79"),
    )


def _scalar(number: int) -> str:
    return number.to_bytes(SCALAR_LENGTH, "little").hex()


def _challenge(number: int) -> str:
    return number.to_bytes(CHALLENGE_LENGTH, "little").hex()
