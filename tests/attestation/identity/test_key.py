"""The fingerprint of ROCA, and the endorsement keys' templates against the definitions of their policies."""

from __future__ import annotations

from math import prod

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from leo_ref.attestation.identity.endorsement import (
    POLICY_A_SHA256,
    POLICY_B_SHA256,
    POLICY_B_SHA384,
    Endorsement,
    Template,
    rebuilt,
    templated,
)
from leo_ref.attestation.identity.roca import PRIMES, is_roca
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg import policy
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.public import Attribute, Public
from leo_ref.vectors.identity.keys import roca_modulus
from leo_ref.vectors.identity.recorded import OCTETS

PRODUCT = prod(PRIMES)


def public_of(name: str) -> Public:
    public = publics.parse(OCTETS[name])
    assert isinstance(public, Public)
    return public


def test_the_primes_are_those_of_the_published_test() -> None:
    assert len(PRIMES) == 38
    assert (PRIMES[0], PRIMES[-1]) == (3, 167)


@given(st.integers(0, 10**60), st.integers(0, 10**60), st.integers(1, 2**700), st.integers(1, 2**700))
def test_a_product_of_two_such_primes_has_the_fingerprint(a: int, b: int, k: int, m: int) -> None:
    one, other = (factor * PRODUCT + pow(65537, power, PRODUCT) for factor, power in ((k, a), (m, b)))
    assert is_roca(one * other)


@given(st.integers(2**2047, 2**2048 - 1))
def test_another_number_has_not(modulus: int) -> None:
    assert not is_roca(modulus)


@given(st.sampled_from(PRIMES))
def test_each_prime_that_says_something_is_asked(prime: int) -> None:
    group = {pow(65537, power, prime) for power in range(prime)}
    outside = [residue for residue in range(1, prime) if residue not in group]
    assume(outside)
    good = roca_modulus(2048)
    # The same residues modulo all other primes, and one outside of the group modulo this one.
    rest = PRODUCT // prime
    moved = next(good - k * rest for k in range(1, prime) if (good - k * rest) % prime in outside)
    assert is_roca(good)
    assert not is_roca(moved)


@pytest.mark.parametrize("name", ["ek_rsa", "ek_p256", "ek_p384"])
def test_an_honest_key_is_none(name: str) -> None:
    key = public_of(name).key
    assert isinstance(key, publics.EccKey) or not is_roca(int.from_bytes(key.modulus, "big"))


def policy_c(algorithm: Hash, index: bytes) -> bytes:
    """PolicyAuthorizeNV of the index with this name (Part 3, section 23.22): whatever policy it holds."""
    command = 0x00000192
    return algorithm.digest(policy.start(algorithm) + command.to_bytes(4, "big") + index)


def test_policy_a_is_the_secret_of_the_endorsement_hierarchy() -> None:
    hierarchy = names.ENDORSEMENT.to_bytes(4, "big")
    assert policy.with_secret(Hash.SHA256, policy.start(Hash.SHA256), hierarchy) == POLICY_A_SHA256


def index_name(handle: int, policy_a: bytes, algorithm: Hash) -> bytes:
    """The name of the index that holds the policy (EK Credential Profile, annex B.6), once it was written.

    TPMA_NV: written, noDA, read by everybody, written by policy A as a whole. It holds a TPMT_HA.
    """
    attributes = 0x220F1008
    area = handle.to_bytes(4, "big") + algorithm.octets + attributes.to_bytes(4, "big")
    area += algorithm.size.to_bytes(2, "big") + policy_a + (algorithm.size + 2).to_bytes(2, "big")
    return algorithm.octets + algorithm.digest(area)


@pytest.mark.parametrize(
    ("algorithm", "expected", "index"),
    [(Hash.SHA256, POLICY_B_SHA256, 0x01C07F01), (Hash.SHA384, POLICY_B_SHA384, 0x01C07F02)],
)
def test_policy_b_is_a_or_what_an_index_authorises(algorithm: Hash, expected: bytes, index: int) -> None:
    hierarchy = names.ENDORSEMENT.to_bytes(4, "big")
    policy_a = policy.with_secret(algorithm, policy.start(algorithm), hierarchy)
    branches = (policy_a, policy_c(algorithm, index_name(index, policy_a, algorithm)))
    assert policy.either(algorithm, branches) == expected


@pytest.mark.parametrize(
    ("name", "template"), [("ek_rsa", Template.L_1), ("ek_p256", Template.L_2), ("ek_p384", Template.H_3)]
)
def test_what_swtpm_made_is_the_template(name: str, template: Template) -> None:
    assert templated(public_of(name), frozenset(Template)) == Endorsement(public_of(name), template)
    others = frozenset(Template) - {template}
    assert templated(public_of(name), others) == Rejection(Code.EK_TEMPLATE)


@given(st.sampled_from(Template), st.sampled_from(Attribute))
def test_any_other_attribute_makes_it_another_key(template: Template, attribute: Attribute) -> None:
    name = "ek_rsa" if template.curve is None else {32: "ek_p256", 48: "ek_p384"}[template.curve.size]
    public = rebuilt(template, public_of(name).key)
    assert public is not None
    changed = evolve(public, attributes=public.attributes ^ {attribute})
    found = templated(changed, frozenset({template}))
    assert found == Rejection(Code.EK_TEMPLATE)
