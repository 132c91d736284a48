"""``docs/draw.md``: its worked example by the reference and by the textbook, and the codes in its prose."""

from __future__ import annotations

import re
from hashlib import sha256, sha512
from pathlib import Path

import pytest

from leo_ref.attestation.evidence.nonce import question
from leo_ref.core.rejections import CODES
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import sortition, thresholds
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from tests.draw import slow_binomial, slow_curve
from tests.draw.slow_curve import Q

TEXT = (Path(__file__).parents[2] / "docs" / "draw.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```text\n(.*?)```", TEXT, re.S) for line in block.splitlines()]
VALUES: dict[str, str] = dict(re.split(r" {2,}", line) for line in LINES)
WEIGHT, TOTAL, TAU = 100 * 10**6, 1000 * 10**6, 10

each_suite = pytest.mark.parametrize("suite", Suite)


def octets(name: str) -> bytes:
    return bytes.fromhex(VALUES[name])


def number(name: str) -> int:
    return int.from_bytes(octets(name), "little")


def test_the_messages() -> None:
    names = ("beacon", "job", "node")
    message = "{" + "".join(f'"{name}":"{VALUES[name]}",' for name in names) + '"round":' + VALUES["round"] + "}"
    assert sha256(b"leo/select\x00" + message.encode()).digest() == octets("alpha")
    during = "{" + "".join(f'"{name}":"{VALUES[name]}",' for name in names) + '"phase":"during","round":'
    during += VALUES["round"] + "}"
    assert sha256(b"leo/nonce\x00" + during.encode()).digest() == octets("alpha-during")
    job, round_number = JobId(VALUES["job"]), int(VALUES["round"])
    assert alpha(octets("beacon"), job, round_number, NodeId(VALUES["node"])) == octets("alpha")
    assert question(octets("beacon"), job, round_number, Phase.DURING, NodeId(VALUES["node"])) == octets("alpha-during")


def test_the_secret() -> None:
    hashed = sha512(octets("seed")).digest()
    scalar = int.from_bytes(hashed[:32], "little") % 2**254 // 8 * 8 + 2**254
    assert number("x") == scalar
    assert hashed[32:] == octets("prefix")
    assert slow_curve.encode(slow_curve.multiply(scalar, slow_curve.BASE)) == octets("Y")
    own = secret(octets("seed"))
    assert (own.scalar, own.prefix, own.public_key) == (number("x"), octets("prefix"), octets("Y"))


@each_suite
def test_the_proof_by_the_reference(suite: Suite) -> None:
    made = vrf.transcript(secret(octets("seed")), octets("alpha"), suite)
    name = suite.name
    points = {"H": made.h, "Gamma": made.gamma, "U": made.u, "V": made.v, "beta": made.beta}
    assert {key: octets(f"{name} {key}") for key in points} == points
    assert (made.k, made.c, made.s) == (number(f"{name} k"), number(f"{name} c"), number(f"{name} s"))
    assert vrf.verify(octets("Y"), octets("alpha"), made.proof, suite) == octets(f"{name} beta")


@each_suite
def test_the_proof_by_the_text(suite: Suite) -> None:
    """Every step of the page on the textbook's curve, but for Elligator, whose H is taken as it is."""
    name, tag = suite.name, bytes([suite.octet])
    if suite is Suite.TAI:
        counter = bytes([int(VALUES["TAI ctr"])])
        hashed = sha512(b"\x03\x01" + octets("Y") + octets("alpha") + counter + b"\x00").digest()
        candidate = slow_curve.decode(hashed[:32])
        assert candidate is not None
        assert slow_curve.encode(slow_curve.multiply(8, candidate)) == octets("TAI H")
    point = slow_curve.decode(octets(f"{name} H"))
    assert point is not None
    k = int.from_bytes(sha512(octets("prefix") + octets(f"{name} H")).digest(), "little") % Q
    assert k == number(f"{name} k")
    gamma = slow_curve.multiply(number("x"), point)
    assert slow_curve.encode(gamma) == octets(f"{name} Gamma")
    assert slow_curve.encode(slow_curve.multiply(k, slow_curve.BASE)) == octets(f"{name} U")
    assert slow_curve.encode(slow_curve.multiply(k, point)) == octets(f"{name} V")
    hashed = b"".join(octets(part) for part in ("Y", f"{name} H", f"{name} Gamma", f"{name} U", f"{name} V"))
    c = int.from_bytes(sha512(tag + b"\x02" + hashed + b"\x00").digest()[:16], "little")
    assert c == number(f"{name} c")
    assert (k + c * number("x")) % Q == number(f"{name} s")
    cleared = slow_curve.encode(slow_curve.multiply(8, gamma))
    assert sha512(tag + b"\x03" + cleared + b"\x00").digest() == octets(f"{name} beta")


def test_the_votes() -> None:
    stated = [int(VALUES[f"T({k})"], 16) for k in range(3)]
    assert slow_binomial.decimal_thresholds(WEIGHT, TOTAL, TAU, 3) == stated
    assert list(thresholds(WEIGHT, TOTAL, TAU).values[:3]) == stated
    for suite, more in ((Suite.TAI, 3), (Suite.ELL2, 2)):
        beta = octets(f"{suite.name} beta")
        assert stated[0] <= int.from_bytes(beta, "big") < stated[1]
        assert sortition(beta, WEIGHT, TOTAL, TAU) == 1
        assert sortition(beta, WEIGHT, TOTAL, 30) == more


def test_every_code_of_the_draw_is_in_the_text_in_its_order() -> None:
    stated = [code for code in re.findall(r"`([A-Z][A-Z_]+)`", TEXT) if code in CODES]
    assert stated == [name for name in CODES if name.startswith("VRF_")] + ["NOT_DRAWN"]
