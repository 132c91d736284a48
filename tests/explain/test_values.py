"""The values in between are those of the RFC and of the exact distribution, and stop at the check that fails."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.draw.binomial import CERTAIN, binomial
from leo_ref.draw.edwards import multiply
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import sortition
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import verified
from leo_ref.draw.vrf import prove
from leo_ref.explain.values import Value, VoteWeights, bracket, checking, proving
from leo_ref.vectors.draw.rfc9381 import EXAMPLES, Example
from tests.draw.slow_binomial import SPACE, cdf
from tests.draw.test_hostile import BAD_POINTS
from tests.explain.files import seed

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"example-{example.number}")
ALL_WIN = VoteWeights(5, 5, 5)
ALPHA = b"alpha"
suites = st.sampled_from(Suite)


def named(values: tuple[Value, ...]) -> dict[str, str | int]:
    found = {value.name: value.shown for value in values}
    assert len(found) == len(values), "a name is given once"
    return found


@each_example
def test_what_the_prover_computes_is_what_the_rfc_prints(example: Example) -> None:
    found = named(proving(Suite[example.suite], bytes.fromhex(example.seed), bytes.fromhex(example.alpha)))
    printed = {
        "x": example.x,
        "y": example.key,
        "h": example.h,
        "k": example.k,
        "u": example.u,
        "v": example.v,
        "gamma": example.gamma,
        "c": example.c,
        "s": example.s,
        "proof": example.proof,
        "beta": example.beta,
    }
    assert {name: found[name] for name in printed} == printed
    assert found["nonce_octets"] == example.nonce_octets or example.nonce_octets is None
    assert found.get("counter") == example.counter


@each_example
def test_what_the_verifier_computes_is_what_the_rfc_prints(example: Example) -> None:
    suite, key, alpha = Suite[example.suite], bytes.fromhex(example.key), bytes.fromhex(example.alpha)
    values, won = checking(suite, key, alpha, bytes.fromhex(example.proof), ALL_WIN)
    found = named(values)
    assert not isinstance(won, Rejection)
    for name in ("h", "u", "v", "gamma", "c", "s", "beta"):
        assert found[name] == getattr(example, name)
    assert found["c_computed"] == example.c
    assert found["eight_gamma"] == multiply(8, bytes.fromhex(example.gamma)).hex()
    assert found["b"] == str(int(example.beta, 16))
    assert found["j"] == won.j == 5


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), suites)
def test_prover_and_verifier_meet(own: bytes, alpha: bytes, suite: Suite) -> None:
    made = named(proving(suite, own, alpha))
    checked, _ = checking(suite, secret(own).public_key, alpha, bytes.fromhex(str(made["proof"])), ALL_WIN)
    found = named(checked)
    shared = made.keys() & found.keys()
    assert shared >= {"y", "h", "gamma", "u", "v", "c", "s", "proof", "beta"}
    assert {name: made[name] for name in shared} == {name: found[name] for name in shared}


@st.composite
def claims(draw: st.DrawFn, suite: Suite) -> tuple[bytes, bytes]:
    """A key and a proof, one of them wrong now and then, in any octet or as a point."""
    own = secret(seed(draw(st.sampled_from("ab"))))
    key, proof = own.public_key, prove(own, draw(st.sampled_from([ALPHA, b"another"])), suite)
    bad = draw(st.sampled_from([point for _, point, _ in BAD_POINTS]))
    match draw(st.sampled_from(["honest", "key", "gamma", "octet", "length", "s"])):
        case "key":
            return bad, proof
        case "gamma":
            return key, bad + proof[32:]
        case "octet":
            at = draw(st.integers(0, 79))
            return key, proof[:at] + bytes([proof[at] ^ draw(st.integers(1, 255))]) + proof[at + 1 :]
        case "length":
            return key, (proof * 2)[: draw(st.integers(0, 99))]
        case "s":
            return key, proof[:48] + b"\xff" * 32
        case _:
            return key, proof


LAST = {
    Code.VRF_PROOF_LENGTH: "proof",
    Code.VRF_S_TOO_LARGE: "s",
    Code.VRF_CHALLENGE_MISMATCH: "c_computed",
    Code.NOT_DRAWN: "j",
}


@given(st.data(), suites, st.sampled_from([VoteWeights(0, 9, 2), VoteWeights(3, 9, 2), VoteWeights(9, 9, 9)]))
def test_the_way_ends_where_the_rules_say_no(data: st.DataObject, suite: Suite, weights: VoteWeights) -> None:
    key, proof = data.draw(claims(suite))
    values, won = checking(suite, key, ALPHA, proof, weights)
    assert won == verified(key, ALPHA, proof, weights.weight, weights.total, weights.tau, suite)
    code = won.code if isinstance(won, Rejection) else None
    last = values[-1].name
    if code is None:
        assert last == "j"
    elif code.name.startswith("VRF_KEY"):
        assert last == "y"
    elif code.name.startswith("VRF_GAMMA"):
        assert last == "s"
    else:
        assert last == LAST[code]
    found = named(values)
    if "j" in found:
        assert int(found["threshold_below"]) <= int(found["b"]) < int(found["threshold_above"])
        assert found["j"] == (0 if isinstance(won, Rejection) else won.j)
    assert (found.get("c") == found.get("c_computed")) == ("beta" in found or "c" not in found)


@given(st.data())
def test_the_thresholds_are_the_exact_ones(data: st.DataObject) -> None:
    total = data.draw(st.integers(1, 300))
    weight, tau = data.draw(st.integers(0, min(total, 20))), data.draw(st.integers(1, 300))
    exact = [ceil(probability * SPACE) for probability in cdf(weight, total, tau)]
    for j in range(weight + 1):
        assert bracket(binomial(weight, total, tau), j) == (exact[j - 1] if j else 0, exact[j])


@pytest.mark.parametrize("guard", [0, -400, -510])
def test_they_are_exact_however_few_digits_come_first(guard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    weight, total, tau = 30, 97, 10
    exact = [0, *(ceil(probability * SPACE) for probability in cdf(weight, total, tau))]
    monkeypatch.setattr("leo_ref.draw.binomial.GUARD_BITS", guard)
    assert [bracket(binomial(weight, total, tau), j) for j in range(weight + 1)] == list(pairwise(exact))


@given(st.data(), st.binary(min_size=64, max_size=64))
def test_they_are_around_the_random_value(data: st.DataObject, beta: bytes) -> None:
    total = data.draw(st.integers(1, 10**9))
    weight, tau = data.draw(st.integers(0, total)), data.draw(st.integers(1, 50) | st.just(total))
    j = sortition(beta, weight, total, tau)
    low, high = bracket(binomial(weight, total, tau), j)
    assert 0 <= low <= int.from_bytes(beta, "big") < high <= CERTAIN
