"""RFC 9381, appendices B.3 and B.4, with every value in between."""

from __future__ import annotations

import pytest

from leo_ref.core.rejections import Rejection
from leo_ref.draw import proof, vrf
from leo_ref.draw.edwards import encode, multiply
from leo_ref.draw.hash_to_curve import first_point
from leo_ref.draw.keys import PublicKey, secret
from leo_ref.draw.suite import Suite, encode_to_curve
from leo_ref.vectors.draw.rfc9381 import EXAMPLES, Example
from tests.draw import slow_curve

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"example-{example.number}")


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def number(text: str) -> int:
    return int.from_bytes(bytes.fromhex(text), "little")


@each_example
def test_the_seed_gives_the_scalar_and_the_public_key(example: Example) -> None:
    own = secret(octets(example.seed))
    assert own.scalar == number(example.x)
    assert own.public_key == octets(example.key)


@each_example
def test_the_message_becomes_h_once_its_cofactor_is_cleared(example: Example) -> None:
    point = encode_to_curve(Suite[example.suite], octets(example.key), octets(example.alpha))
    assert slow_curve.encode(slow_curve.multiply(8, point)) == octets(example.h)


@pytest.mark.parametrize("example", EXAMPLES[:3], ids=lambda example: f"example-{example.number}")
def test_the_counter_that_succeeds(example: Example) -> None:
    assert first_point(Suite.TAI.octet, octets(example.key), octets(example.alpha))[0] == example.counter


@each_example
def test_every_value_of_a_proving(example: Example) -> None:
    own, suite = secret(octets(example.seed)), Suite[example.suite]
    made = vrf.transcript(own, octets(example.alpha), suite)
    found = [value.hex() for value in (made.y, made.h, made.gamma, made.u, made.v)]
    assert found == [example.key, example.h, example.gamma, example.u, example.v]
    assert [made.x, made.k, made.c, made.s] == [number(text) for text in (example.x, example.k, example.c, example.s)]
    assert made.proof == vrf.prove(own, octets(example.alpha), suite) == octets(example.proof)


@each_example
def test_the_nonce_before_its_reduction(example: Example) -> None:
    found = vrf.nonce_octets(secret(octets(example.seed)).prefix, octets(example.h))
    assert int.from_bytes(found, "little") % slow_curve.Q == number(example.k)
    if example.nonce_octets is not None:
        assert found == octets(example.nonce_octets)


@each_example
def test_every_value_of_a_verification(example: Example) -> None:
    decoded = proof.decode(octets(example.proof))
    assert not isinstance(decoded, Rejection)
    found = vrf.check(PublicKey(octets(example.key)), octets(example.alpha), decoded, Suite[example.suite])
    assert [value.hex() for value in (found.h, found.u, found.v)] == [example.h, example.u, example.v]
    assert found.c == decoded.challenge == number(example.c)
    assert found.eight_gamma == multiply(8, octets(example.gamma))
    assert encode(decoded.gamma_at) == octets(example.gamma)


@each_example
def test_the_random_value(example: Example) -> None:
    suite, key, proved = Suite[example.suite], octets(example.key), octets(example.proof)
    assert vrf.verify(key, octets(example.alpha), proved, suite) == octets(example.beta)
    assert vrf.proof_to_hash(proved, suite) == octets(example.beta)


def test_the_default_suite_is_try_and_increment() -> None:
    example = EXAMPLES[0]
    proved, beta = octets(example.proof), octets(example.beta)
    assert vrf.prove(secret(octets(example.seed)), octets(example.alpha)) == proved
    assert vrf.verify(octets(example.key), octets(example.alpha), proved) == beta
    assert vrf.proof_to_hash(proved) == beta
