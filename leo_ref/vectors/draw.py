"""Vectors on the draw (§6): the VRF, honest and hostile, and votes on each side of a threshold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb
from typing import Final

from leo_ref.draw import vrf
from leo_ref.draw.edwards import FIELD, ORDER
from leo_ref.draw.keys import secret
from leo_ref.draw.library import ORDER_EIGHT, add
from leo_ref.draw.sortition import thresholds
from leo_ref.draw.ticket import alpha
from leo_ref.encoding import JsonValue
from leo_ref.values import CREDIT, JobId
from leo_ref.vectors.case import OK, Cases, Family
from leo_ref.vectors.rfc9381 import EXAMPLES

SEED: Final = bytes(range(32))
KEY: Final = secret(SEED).public_key
ALPHA: Final = b"a block, a job, a round"
PROOF: Final = vrf.prove(secret(SEED), ALPHA)
JOB: Final = JobId("0c" * 32)
GREATEST: Final = 2**512 - 1


def torsion() -> list[bytes]:
    """The seven points of small order that are not the identity, encoded."""
    points = [ORDER_EIGHT]
    while len(points) < 7:
        points.append(add(points[-1], ORDER_EIGHT))
    return points


def bad_points(good: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Encodings that are no acceptable point: name, octets, the end of the code."""
    yield "field-prime", FIELD.to_bytes(32, "little"), "NOT_CANONICAL"
    yield "all-ones", b"\xff" * 32, "NOT_CANONICAL"
    yield "negative-zero", (1 + 2**255).to_bytes(32, "little"), "NOT_CANONICAL"
    yield "off-curve", (2).to_bytes(32, "little"), "NOT_ON_CURVE"
    yield "identity", (1).to_bytes(32, "little"), "SMALL_ORDER"
    for number, point in enumerate(torsion(), 1):
        yield f"torsion-{number}", point, "SMALL_ORDER"
        yield f"mixed-{number}", add(good, point), "NOT_IN_SUBGROUP"


def verifying(key: bytes, message: bytes, proof: bytes, suite: str = "TAI") -> dict[str, JsonValue]:
    """The request to verify."""
    return {
        "request": "vrf_verify",
        "suite": suite,
        "key": key.hex(),
        "alpha": message.hex(),
        "proof": proof.hex(),
    }


def vrf_cases() -> Cases:
    """The examples of the RFC, and every lie about a key or a proof."""
    cases = Cases("draw/vrf")
    for example in EXAMPLES:
        source = f"RFC 9381, appendix B, example {example.number}"
        made = {"request": "vrf_prove", "suite": example.suite, "seed": example.seed, "alpha": example.alpha}
        key = secret(bytes.fromhex(example.seed)).public_key
        proved: JsonValue = {"key": key.hex(), "proof": example.proof, "beta": example.beta}
        cases.add(f"rfc9381-{example.number}-prove", source, {**made}, gives=proved, clause="§6")
        request = verifying(key, bytes.fromhex(example.alpha), bytes.fromhex(example.proof), example.suite)
        cases.add(f"rfc9381-{example.number}-verify", source, request, gives=example.beta, clause="§6")
    for length in (0, 31, 33):
        request = verifying((KEY * 2)[:length], ALPHA, PROOF)
        cases.add(f"key-of-{length}", "a key has 32 octets", request, "VRF_KEY_LENGTH")
    for length in (0, 79, 81):
        request = verifying(KEY, ALPHA, (PROOF * 2)[:length])
        cases.add(f"proof-of-{length}", "a proof has 80 octets", request, "VRF_PROOF_LENGTH")
    for name, point, code in bad_points(KEY):
        cases.add(
            f"key-{name}",
            "a key that would allow more than one proof",
            verifying(point, ALPHA, PROOF),
            f"VRF_KEY_{code}",
        )
    for name, point, code in bad_points(PROOF[:32]):
        request = verifying(KEY, ALPHA, point + PROOF[32:])
        cases.add(f"gamma-{name}", "a Gamma that would allow more than one random value", request, f"VRF_GAMMA_{code}")
    response = int.from_bytes(PROOF[48:], "little")
    for name, large in (("order", ORDER), ("plus-order", response + ORDER), ("all-ones", 2**256 - 1)):
        request = verifying(KEY, ALPHA, PROOF[:48] + large.to_bytes(32, "little"))
        cases.add(f"s-{name}", "the same proof in other octets, were s not bounded", request, "VRF_S_TOO_LARGE")
    mismatch = "VRF_CHALLENGE_MISMATCH"
    request = verifying(KEY, ALPHA, PROOF[:32] + bytes(48))
    cases.add("zero-challenge", "c = s = 0 satisfies careless equations", request, mismatch)
    cases.add("other-message", "a replayed proof", verifying(KEY, ALPHA + b"\0", PROOF), mismatch)
    cases.add("other-key", "a borrowed proof", verifying(secret(bytes(32)).public_key, ALPHA, PROOF), mismatch)
    cases.add("other-suite", "a proof of the other suite", verifying(KEY, ALPHA, PROOF, "ELL2"), mismatch)
    flipped = PROOF[:79] + bytes([PROOF[79] ^ 1])
    cases.add("flipped-bit", "one bit of s", verifying(KEY, ALPHA, flipped), mismatch)
    return cases


def threshold(weight: int, chance: Fraction, votes: int) -> int:
    """The least random value with more than ``votes`` votes, straight from the definition."""
    cdf = sum(comb(weight, k) * chance**k * (1 - chance) ** (weight - k) for k in range(votes + 1))
    return -(-(cdf.numerator << 512) // cdf.denominator)


def sortition_cases() -> Cases:
    """Random values on, below and above thresholds."""
    cases = Cases("draw/sortition")

    def drawing(name: str, why: str, beta: int, weight: int, total: int, tau: int, votes: int) -> None:
        octets = beta.to_bytes(64, "big").hex()
        request: dict[str, JsonValue] = {
            "request": "sortition",
            "beta": octets,
            "weight": str(weight),
            "total": str(total),
            "tau": tau,
        }
        cases.add(name, why, request, gives=votes, clause="§6")

    drawing("tie-below", "b / 2^512 just below CDF(0) = 1/2", 2**511 - 1, 1, 2, 1, 0)
    drawing("tie-at", "b / 2^512 = CDF(0) = 1/2 exactly: the interval is open above", 2**511, 1, 2, 1, 1)
    drawing("tie-above", "b / 2^512 just above CDF(0)", 2**511 + 1, 1, 2, 1, 1)
    drawing("none-wins", "the least random value", 0, 5, 10, 3, 0)
    drawing("all-win", "the greatest random value gives every vote", GREATEST, 5, 10, 3, 5)
    drawing("certain", "p = 1 where tau reaches the total", 0, 7, 10, 10, 7)
    drawing("more-than-certain", "p = 1 where tau exceeds the total", GREATEST, 7, 10, 11, 7)
    for weight, total, tau in ((3, 7, 2), (5, 10, 3), (20, 40, 10), (40, 1000, 10)):
        for votes in range(min(weight, 4)):
            least = threshold(weight, Fraction(tau, total), votes)
            where = f"w{weight}-W{total}-tau{tau}-votes{votes}"
            drawing(f"{where}-last", "the greatest random value with these votes", least - 1, weight, total, tau, votes)
            drawing(f"{where}-next", "the least random value with one more", least, weight, total, tau, votes + 1)
    weight, total = 100 * CREDIT, 1000 * CREDIT
    kept = thresholds(weight, total, 10).values
    for votes in (0, 1, 2, 5):
        where = f"hundred-credits-votes{votes}"
        drawing(f"{where}-last", "in base units", kept[votes] - 1, weight, total, 10, votes)
        drawing(f"{where}-next", "in base units; a double could not tell", kept[votes], weight, total, 10, votes + 1)
    return cases


def ticket_cases() -> Cases:
    """The message of the draw, and what proofs win."""
    cases = Cases("draw/tickets")
    for name, block, job, round_number in (
        ("alpha", bytes(32), JOB, 1),
        ("alpha-second-round", bytes(32), JOB, 2),
        ("alpha-other-block", b"\xff" * 32, JOB, 1),
    ):
        request: dict[str, JsonValue] = {"request": "alpha", "block": block.hex(), "job": job, "round": round_number}
        gives = alpha(block, job, round_number).hex()
        cases.add(name, "the seed ties a draw to block, job and round", request, gives=gives, clause="§6")
    for name, weight, ends in (("drawn", 500, OK), ("not-drawn", 1, "NOT_DRAWN")):
        request = verifying(KEY, ALPHA, PROOF) | {"weight": str(weight), "total": "1000", "tau": 10}
        request["request"] = "ticket"
        cases.add(name, "the same random value, with much weight and with little", request, ends, clause="§6")
    request = verifying(KEY, b"", PROOF) | {"weight": "500", "total": "1000", "tau": 10, "request": "ticket"}
    cases.add("forged", "without a proof no ticket, whatever the weight", request, "VRF_CHALLENGE_MISMATCH")
    return cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        vrf_cases().family("Proofs and their random values."),
        sortition_cases().family("Votes of a random value."),
        ticket_cases().family("What a proof wins."),
    ]
