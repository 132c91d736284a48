"""Vectors on the message of the draw, and on what a proof wins (§6)."""

from __future__ import annotations

from hashlib import sha256, sha512
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.core.values import COUNT_MOST, CREDIT, JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.draw import forged
from leo_ref.vectors.draw.honest import ALPHA, KEY, OTHER_KEY, OWN, named, proof_in, verifying
from leo_ref.vectors.draw.points import octets
from leo_ref.vectors.draw.sortition import Weights, exact_thresholds
from leo_ref.vectors.metadata import Source

JOB: Final = JobId("0c" * 32)
NODE: Final = NodeId("0e" * 32)
BEACON: Final = sha512(b"the beacon of the block that opened the round").digest()


def add_messages(cases: Cases) -> None:
    """Each part of the message, and the whole of it written by hand."""
    for name, beacon, job, round_number, node in (
        ("alpha", BEACON, JOB, 1, NODE),
        ("alpha-second-round", BEACON, JOB, 2, NODE),
        ("alpha-tenth-round", BEACON, JOB, 10, NODE),
        ("alpha-greatest-round", BEACON, JOB, COUNT_MOST, NODE),
        ("alpha-other-beacon", b"\xff" * 64, JOB, 1, NODE),
        ("alpha-genesis-beacon", bytes(32), JOB, 1, NODE),
        ("alpha-no-beacon", b"", JOB, 1, NODE),
        ("alpha-other-job", BEACON, JobId("0d" * 32), 1, NODE),
        ("alpha-other-node", BEACON, JOB, 1, NodeId("0f" * 32)),
        ("alpha-job-and-node-swapped", BEACON, JobId(NODE), 1, NodeId(JOB)),
    ):
        request: dict[str, JsonValue] = {
            "request": "alpha",
            "beacon": beacon.hex(),
            "job": job,
            "round": round_number,
            "node": node,
        }
        written = f'{{"beacon":"{beacon.hex()}","job":"{job}","node":"{node}","round":{round_number}}}'
        gives = sha256(b"leo/select\x00" + written.encode()).hexdigest()
        cases.add(name, "a draw is of one beacon, job, round and node", request, gives=gives, clause="§6")


def ticketing(
    suite: Suite, weights: Weights, *, key: bytes = KEY, message: bytes = ALPHA, proof: bytes | None = None
) -> dict[str, JsonValue]:
    """The request for what a proof wins."""
    asked = verifying(key, message, proof_in(suite) if proof is None else proof, suite)
    more: dict[str, JsonValue] = {
        "request": "ticket",
        "weight": str(weights.weight),
        "total": str(weights.total),
        "tau": weights.tau,
    }
    return asked | more


def add_won(cases: Cases, suite: Suite) -> None:
    """One honest random value against many weights."""
    beta = vrf.transcript(OWN, ALPHA, suite).beta
    number = int.from_bytes(beta, "big")
    for name, weight, ends in (("drawn", 500, OK), ("not-drawn", 1, "NOT_DRAWN")):
        why = "the same random value, with much weight and with little"
        cases.add(named(suite, name), why, ticketing(suite, Weights(weight, 1000, 10, "")), ends, clause="§6")
    for weight in range(0, 1001, 125):
        weights = Weights(weight, 1000, 10, "")
        j = sum(least <= number for least in exact_thresholds(weights))
        name = named(suite, f"weight-{weight}")
        gives: JsonValue = {"j": j, "beta": beta.hex()} if j else None
        why = f"weight {weight} of 1000 has {j} votes"
        cases.add(name, why, ticketing(suite, weights), OK if j else "NOT_DRAWN", gives=gives, clause="§6")
    gives = {"j": 7, "beta": beta.hex()}
    for name, tau in (("tau-is-total", 10), ("tau-above-total", 11)):
        request = ticketing(suite, Weights(7, 10, tau, ""))
        cases.add(named(suite, name), "p = 1: every unit of weight is a vote", request, gives=gives, clause="§6")
    why = "no weight, no vote, though p = 1"
    request = ticketing(suite, Weights(0, 10, 10, ""))
    cases.add(named(suite, "no-weight-certain"), why, request, "NOT_DRAWN", clause="§6")
    request = ticketing(suite, Weights(500 * CREDIT, 1000 * CREDIT, 10, ""))
    cases.add(named(suite, "in-base-units"), "as on the ledger", request, clause="§6")


def add_lies(cases: Cases, suite: Suite) -> None:
    """Without a sound proof no ticket, whatever the weight."""
    certain, nothing = Weights(1000, 1000, 1000, ""), Weights(0, 1000, 10, "")
    why = "without a proof no ticket, whatever the weight"
    request = ticketing(suite, Weights(500, 1000, 10, ""), message=b"")
    cases.add(named(suite, "forged"), why, request, "VRF_CHALLENGE_MISMATCH", clause="§6", source=Source.ATTACK)
    proof = proof_in(suite)
    mixed_key, mixed_key_proof = forged.mixed_order(suite, 1, 0)
    _, mixed_gamma = forged.mixed_order(suite, 0, 1)
    for name, key, lie, code in (
        ("no-key", b"", proof, "VRF_KEY_LENGTH"),
        ("no-proof", KEY, b"", "VRF_PROOF_LENGTH"),
        ("other-key", OTHER_KEY, proof, "VRF_CHALLENGE_MISMATCH"),
        ("key-small-order", *forged.small_order(suite, 0), "VRF_KEY_SMALL_ORDER"),
        ("key-mixed-order", mixed_key, mixed_key_proof, "VRF_KEY_NOT_IN_SUBGROUP"),
        ("gamma-mixed-order", KEY, mixed_gamma, "VRF_GAMMA_NOT_IN_SUBGROUP"),
        ("gamma-off-curve", KEY, octets(2) + proof[32:], "VRF_GAMMA_NOT_ON_CURVE"),
        ("s-too-large", KEY, proof[:48] + b"\xff" * 32, "VRF_S_TOO_LARGE"),
        ("false-gamma", KEY, forged.challenge_leaves_out(suite, "v"), "VRF_CHALLENGE_MISMATCH"),
    ):
        request = ticketing(suite, certain, key=key, proof=lie)
        cases.add(named(suite, f"forged-{name}"), why, request, code, clause="§6", source=Source.ATTACK)
        request = ticketing(suite, nothing, key=key, proof=lie)
        name = named(suite, f"forged-{name}-no-weight")
        cases.add(name, "the proof is judged before the votes", request, code, clause="§6", source=Source.ATTACK)
    for name, message in (
        ("second-round", alpha(BEACON, JOB, 2, NODE)),
        ("other-beacon", alpha(BEACON[::-1], JOB, 1, NODE)),
        ("other-job", alpha(BEACON, JobId("0d" * 32), 1, NODE)),
        ("other-node", alpha(BEACON, JOB, 1, NodeId("0f" * 32))),
    ):
        replayed = vrf.prove(OWN, message, suite)
        request = ticketing(suite, certain, message=alpha(BEACON, JOB, 1, NODE), proof=replayed)
        why = "a proof is for one beacon, job, round and node"
        cases.add(
            named(suite, f"replayed-{name}"), why, request, "VRF_CHALLENGE_MISMATCH", clause="§6", source=Source.ATTACK
        )
    honest = vrf.prove(OWN, alpha(BEACON, JOB, 1, NODE), suite)
    request = ticketing(suite, certain, message=alpha(BEACON, JOB, 1, NODE), proof=honest)
    cases.add(named(suite, "honest"), "the proof that the others are not", request, clause="§6")


def ticket_cases() -> Cases:
    """The message of the draw, and what proofs win."""
    cases = Cases("draw/tickets")
    add_messages(cases)
    for suite in Suite:
        add_won(cases, suite)
        add_lies(cases, suite)
    return cases
