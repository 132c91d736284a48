"""Keys and proofs made to deceive: each is refused with its own code, in the order of the checks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.draw import edwards, proof, vrf
from leo_ref.draw.keys import PublicKey, secret, validated
from leo_ref.draw.suite import Suite, encode_to_curve
from tests.draw import slow_curve
from tests.draw.slow_curve import SMALL, P, Q

SEED = bytes(range(32))
KEY = secret(SEED).public_key
ALPHA = b"a block, a job, a round"

suites = st.sampled_from(Suite)
seeds = st.binary(min_size=32, max_size=32)


@frozen
class Claim:
    """What a verifier is given."""

    key: bytes
    alpha: bytes
    proof: bytes
    suite: Suite

    def verify(self) -> bytes | Rejection:
        return vrf.verify(self.key, self.alpha, self.proof, self.suite)


def honest(suite: Suite) -> Claim:
    return Claim(KEY, ALPHA, vrf.prove(secret(SEED), ALPHA, suite), suite)


def code_of(result: bytes | Rejection | None) -> Code | None:
    return result.code if isinstance(result, Rejection) else None


def off_curve() -> bytes:
    return next(octets for octets in (y.to_bytes(32, "little") for y in range(2, 99)) if not slow_curve.decode(octets))


def mixed(octets: bytes, torsion: slow_curve.Point) -> bytes:
    point = slow_curve.decode(octets)
    assert point is not None
    return slow_curve.encode(slow_curve.add(point, torsion))


def bad_points() -> Iterator[tuple[str, bytes, str]]:
    """Encodings that are no acceptable point, each with the end of its code."""
    yield "field prime", P.to_bytes(32, "little"), "NOT_CANONICAL"
    yield "field prime plus one", (P + 1).to_bytes(32, "little"), "NOT_CANONICAL"
    yield "all ones", b"\xff" * 32, "NOT_CANONICAL"
    yield "negative zero at the identity", (1 + 2**255).to_bytes(32, "little"), "NOT_CANONICAL"
    yield "negative zero at order two", (P - 1 + 2**255).to_bytes(32, "little"), "NOT_CANONICAL"
    yield "off the curve", off_curve(), "NOT_ON_CURVE"
    for index, point in enumerate(SMALL):
        yield f"torsion {index}", slow_curve.encode(point), "SMALL_ORDER"
    for index, point in enumerate(SMALL[1:], 1):
        yield f"mixed with torsion {index}", mixed(KEY, point), "NOT_IN_SUBGROUP"


BAD_POINTS = list(bad_points())
each_bad_point = pytest.mark.parametrize(
    ("point", "code"), [(point, code) for _, point, code in BAD_POINTS], ids=[name for name, _, _ in BAD_POINTS]
)
each_suite = pytest.mark.parametrize("suite", Suite)


@each_suite
@each_bad_point
def test_a_bad_key(suite: Suite, point: bytes, code: str) -> None:
    expected = Rejection(Code[f"VRF_KEY_{code}"], (point.hex(),))
    assert validated(point) == expected
    assert evolve(honest(suite), key=point).verify() == expected
    assert Claim(point, b"", b"", suite).verify() == expected, "the key is judged before the proof"


@each_suite
@each_bad_point
def test_a_bad_gamma(suite: Suite, point: bytes, code: str) -> None:
    claim = honest(suite)
    too_large = claim.proof[32:48] + b"\xff" * 32
    expected = Rejection(Code[f"VRF_GAMMA_{code}"], (point.hex(),))
    assert evolve(claim, proof=point + claim.proof[32:]).verify() == expected
    assert vrf.proof_to_hash(point + claim.proof[32:], suite) == expected
    assert vrf.proof_to_hash(point + too_large, suite) == expected, "Gamma is judged before s"


@each_suite
@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length(suite: Suite, length: int) -> None:
    expected = Rejection(Code.VRF_KEY_LENGTH, (length,))
    assert evolve(honest(suite), key=(KEY * 2)[:length]).verify() == expected
    assert validated((KEY * 2)[:length]) == expected


@each_suite
@pytest.mark.parametrize("length", [0, 1, 32, 79, 81, 160])
def test_a_proof_of_another_length(suite: Suite, length: int) -> None:
    claim = honest(suite)
    expected = Rejection(Code.VRF_PROOF_LENGTH, (length,))
    assert evolve(claim, proof=(claim.proof * 2)[:length]).verify() == expected
    assert vrf.proof_to_hash((claim.proof * 2)[:length], suite) == expected


@each_suite
def test_s_at_or_above_the_order(suite: Suite) -> None:
    claim = honest(suite)
    s = int.from_bytes(claim.proof[48:], "little")
    for large in (Q, Q + 1, s + Q, s + 8 * Q, 2**256 - 1):
        octets = claim.proof[:48] + large.to_bytes(32, "little")
        expected = Rejection(Code.VRF_S_TOO_LARGE, (octets[48:].hex(),))
        assert evolve(claim, proof=octets).verify() == expected
        assert vrf.proof_to_hash(octets, suite) == expected


@each_suite
def test_s_below_the_order_is_only_wrong(suite: Suite) -> None:
    claim = honest(suite)
    for s in (0, 1, Q - 1):
        octets = claim.proof[:48] + s.to_bytes(32, "little")
        assert code_of(evolve(claim, proof=octets).verify()) is Code.VRF_CHALLENGE_MISMATCH


@each_suite
def test_a_challenge_and_a_response_of_zero(suite: Suite) -> None:
    claim = honest(suite)
    octets = claim.proof[:32] + bytes(48)
    result = evolve(claim, proof=octets).verify()
    assert isinstance(result, Rejection)
    assert result.code is Code.VRF_CHALLENGE_MISMATCH
    assert result.values[0] == "0" * 32


@each_suite
def test_a_proof_for_something_else(suite: Suite) -> None:
    claim = honest(suite)
    other = Suite.ELL2 if suite is Suite.TAI else Suite.TAI
    for wrong in (
        evolve(claim, alpha=ALPHA + b"\x00"),
        evolve(claim, alpha=b""),
        evolve(claim, key=secret(bytes(32)).public_key),
        evolve(claim, suite=other),
    ):
        assert code_of(wrong.verify()) is Code.VRF_CHALLENGE_MISMATCH


def deceive(suite: Suite, key_torsion: slow_curve.Point, gamma_torsion: slow_curve.Point) -> Claim:
    """A claim with a point of mixed order that the equations of RFC 9381 alone accept: its challenge ends in 000."""
    own = secret(SEED)
    key = mixed(KEY, key_torsion)
    for nonce in range(1, 1000):
        h = edwards.eightfold([encode_to_curve(suite, key, ALPHA)])[0]
        gamma = mixed(edwards.multiply(own.scalar, h), gamma_torsion)
        u, v = edwards.multiply_base(nonce), edwards.multiply(nonce, h)
        c = vrf.challenge(suite, key, h, gamma, u, v)
        if c % 8 == 0:
            claim = Claim(key, ALPHA, proof.encode(gamma, c, (nonce + c * own.scalar) % Q), suite)
            assert follows_the_rfc_alone(claim)
            return claim
    raise AssertionError


def follows_the_rfc_alone(claim: Claim) -> bool:
    """Verification as in RFC 9381, section 5.3, on the textbook's curve, without any check of subgroups."""
    key, gamma = slow_curve.decode(claim.key), slow_curve.decode(claim.proof[:32])
    assert key is not None
    assert gamma is not None
    c, s = int.from_bytes(claim.proof[32:48], "little"), int.from_bytes(claim.proof[48:], "little")
    h = slow_curve.multiply(8, encode_to_curve(claim.suite, claim.key, claim.alpha))

    def difference(left: slow_curve.Point, right: slow_curve.Point) -> bytes:
        sum_of_both = slow_curve.add(slow_curve.multiply(s, left), slow_curve.negate(slow_curve.multiply(c, right)))
        return slow_curve.encode(sum_of_both)

    u, v = difference(slow_curve.BASE, key), difference(h, gamma)
    return vrf.challenge(claim.suite, claim.key, slow_curve.encode(h), claim.proof[:32], u, v) == c


@each_suite
@pytest.mark.parametrize("torsion", SMALL[1:])
def test_mixed_order_that_the_equations_cannot_see(suite: Suite, torsion: slow_curve.Point) -> None:
    claim = deceive(suite, key_torsion=slow_curve.IDENTITY, gamma_torsion=torsion)
    assert code_of(claim.verify()) is Code.VRF_GAMMA_NOT_IN_SUBGROUP
    claim = deceive(suite, key_torsion=torsion, gamma_torsion=slow_curve.IDENTITY)
    assert code_of(claim.verify()) is Code.VRF_KEY_NOT_IN_SUBGROUP


@each_suite
def test_the_same_deceit_without_torsion_is_a_good_proof(suite: Suite) -> None:
    claim = deceive(suite, slow_curve.IDENTITY, slow_curve.IDENTITY)
    assert claim.verify() == honest(suite).verify()


@given(suites, st.integers(0, 639))
def test_a_flipped_bit_in_the_proof(suite: Suite, bit: int) -> None:
    claim = honest(suite)
    flipped = (int.from_bytes(claim.proof, "little") ^ 1 << bit).to_bytes(80, "little")
    assert isinstance(evolve(claim, proof=flipped).verify(), Rejection)


@given(suites, st.integers(0, 255))
def test_a_flipped_bit_in_the_key(suite: Suite, bit: int) -> None:
    flipped = (int.from_bytes(KEY, "little") ^ 1 << bit).to_bytes(32, "little")
    assert isinstance(evolve(honest(suite), key=flipped).verify(), Rejection)


@given(suites, seeds, st.binary(max_size=200))
def test_an_honest_proof_verifies_to_its_own_random_value(suite: Suite, seed: bytes, alpha: bytes) -> None:
    own = secret(seed)
    octets = vrf.prove(own, alpha, suite)
    assert validated(own.public_key) == PublicKey(own.public_key)
    beta = vrf.verify(own.public_key, alpha, octets, suite)
    assert beta == vrf.verify(PublicKey(own.public_key), alpha, octets, suite)
    assert beta == vrf.transcript(own, alpha, suite).beta
    assert isinstance(beta, bytes)
    assert beta == vrf.proof_to_hash(octets, suite)
    assert len(beta) == 64


@given(st.binary(max_size=100), st.binary(max_size=100), suites)
def test_any_octets_are_refused_without_an_exception(key: bytes, octets: bytes, suite: Suite) -> None:
    assert isinstance(vrf.verify(key, ALPHA, octets, suite), Rejection)
    assert isinstance(vrf.verify(KEY, ALPHA, octets, suite), Rejection)
    validated(key)
    vrf.proof_to_hash(octets, suite)


@given(st.binary(min_size=80, max_size=80), st.integers(0, Q - 1), suites)
def test_any_fields_in_range_are_refused_for_their_challenge(octets: bytes, k: int, suite: Suite) -> None:
    gamma = edwards.multiply_base(k or 1)
    octets = gamma + octets[32:79] + b"\x0f"
    result = vrf.verify(KEY, ALPHA, octets, suite)
    assert code_of(result) is Code.VRF_CHALLENGE_MISMATCH
