"""RFC 9381, appendices B.3 and B.4, with every value in between."""

from __future__ import annotations

import pytest

from leo_ref.draw import proof, vrf
from leo_ref.draw.edwards import encode, multiply
from leo_ref.draw.keys import PublicKey, secret
from leo_ref.draw.suite import encode_to_curve
from leo_ref.rejections import Rejection
from tests.draw import slow_curve
from tests.draw.rfc9381 import EXAMPLES, Example

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"example-{example.number}")


@each_example
def test_the_seed_gives_the_scalar_and_the_public_key(example: Example) -> None:
    own = secret(example.seed)
    assert own.scalar == int.from_bytes(example.x, "little")
    assert own.public_key == example.public_key


@each_example
def test_the_message_becomes_h_once_its_cofactor_is_cleared(example: Example) -> None:
    point = encode_to_curve(example.suite, example.public_key, example.alpha)
    assert slow_curve.encode(slow_curve.multiply(8, point)) == example.h


@each_example
def test_every_value_of_a_proving(example: Example) -> None:
    made = vrf.transcript(secret(example.seed), example.alpha, example.suite)
    assert (made.y, made.h, made.u, made.v) == (example.public_key, example.h, example.u, example.v)
    assert made.k == int.from_bytes(example.k, "little")
    assert made.gamma == example.pi[:32]
    assert made.c == int.from_bytes(example.pi[32:48], "little")
    assert made.s == int.from_bytes(example.pi[48:], "little")
    assert made.proof == vrf.prove(secret(example.seed), example.alpha, example.suite) == example.pi


@each_example
def test_the_nonce_before_its_reduction(example: Example) -> None:
    octets = vrf.nonce_octets(secret(example.seed).prefix, example.h)
    assert int.from_bytes(octets, "little") % slow_curve.Q == int.from_bytes(example.k, "little")
    if example.k_string is not None:
        assert octets == example.k_string


@each_example
def test_every_value_of_a_verification(example: Example) -> None:
    decoded = proof.decode(example.pi)
    assert not isinstance(decoded, Rejection)
    found = vrf.check(PublicKey(example.public_key), example.alpha, decoded, example.suite)
    assert (found.h, found.u, found.v, found.c) == (example.h, example.u, example.v, decoded.challenge)
    assert found.eight_gamma == multiply(8, example.pi[:32])
    assert encode(decoded.gamma_at) == example.pi[:32]


@each_example
def test_the_random_value(example: Example) -> None:
    assert vrf.verify(example.public_key, example.alpha, example.pi, example.suite) == example.beta
    assert vrf.proof_to_hash(example.pi, example.suite) == example.beta


def test_the_default_suite_is_try_and_increment() -> None:
    example = EXAMPLES[0]
    assert vrf.prove(secret(example.seed), example.alpha) == example.pi
    assert vrf.verify(example.public_key, example.alpha, example.pi) == example.beta
    assert vrf.proof_to_hash(example.pi) == example.beta
