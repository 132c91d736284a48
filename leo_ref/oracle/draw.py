"""Requests on the draw (§6)."""

from __future__ import annotations

from typing import Annotated, Final

from leo_ref.core.encoding import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import AtMost, Count, Credit, Digest, JobId, NodeId
from leo_ref.draw import ticket as tickets
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.proof import CHALLENGE_LENGTH, SCALAR_LENGTH
from leo_ref.draw.sortition import VOTES_MOST, sortition
from leo_ref.draw.suite import Suite
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields

BETA_LENGTH: Final = 64


def _suite(fields: Fields) -> Suite:
    return Suite[fields.one_of("suite", *Suite.__members__)]


def _weights(fields: Fields) -> tuple[int, int, int]:
    """Weight, total and tau, such that a draw has a meaning."""
    weight, total, tau = fields.of(Credit, "weight"), fields.of(Credit, "total"), fields.of(Count, "tau")
    if not (weight <= total and total > 0 and tau > 0):
        raise BadRequest(RequestFault.WRONG_FIELD, "0 <= weight <= total, total > 0 and tau > 0")
    if tau < total and weight * tau > VOTES_MOST * total:
        raise BadRequest(RequestFault.WRONG_FIELD, f"more than {VOTES_MOST} votes are to be expected")
    return weight, total, tau


def prove(request: dict[str, JsonValue]) -> Answer:
    """``vrf_prove``: public key, proof and random value of a seed."""
    fields = Fields(request, "suite", "seed", "alpha")
    suite, seed, alpha = _suite(fields), fields.of(Digest, "seed"), fields.octets("alpha")
    made = vrf.transcript(secret(seed), alpha, suite)
    return ok({"key": made.y.hex(), "proof": made.proof.hex(), "beta": made.beta.hex()})


def transcribe(request: dict[str, JsonValue]) -> Answer:
    """``vrf_transcript``: every value of a proving, by the letters of RFC 9381, as octets; numbers little-endian."""
    fields = Fields(request, "suite", "seed", "alpha")
    suite, seed, alpha = _suite(fields), fields.of(Digest, "seed"), fields.octets("alpha")
    made = vrf.transcript(secret(seed), alpha, suite)
    return ok(
        {
            "x": _number(made.x, SCALAR_LENGTH),
            "y": made.y.hex(),
            "h": made.h.hex(),
            "gamma": made.gamma.hex(),
            "k": _number(made.k, SCALAR_LENGTH),
            "u": made.u.hex(),
            "v": made.v.hex(),
            "c": _number(made.c, CHALLENGE_LENGTH),
            "s": _number(made.s, SCALAR_LENGTH),
            "proof": made.proof.hex(),
            "beta": made.beta.hex(),
        }
    )


def _number(value: int, length: int) -> str:
    return value.to_bytes(length, "little").hex()


def verify(request: dict[str, JsonValue]) -> Answer:
    """``vrf_verify``: the random value that a proof shows."""
    fields = Fields(request, "suite", "key", "alpha", "proof")
    beta = vrf.verify(fields.octets("key"), fields.octets("alpha"), fields.octets("proof"), _suite(fields))
    return refused(beta) if isinstance(beta, Rejection) else ok(beta.hex())


def make_alpha(request: dict[str, JsonValue]) -> Answer:
    """``alpha``: the message of a node's draw in a round."""
    fields = Fields(request, "beacon", "job", "round", "node")
    beacon, job = fields.of(Annotated[bytes, AtMost(64)], "beacon"), fields.of(JobId, "job")
    return ok(tickets.alpha(beacon, job, fields.of(Count, "round"), fields.of(NodeId, "node")).hex())


def draw_votes(request: dict[str, JsonValue]) -> Answer:
    """``sortition``: the votes of a random value, which may be none."""
    fields = Fields(request, "beta", "weight", "total", "tau")
    beta = fields.octets("beta")
    if len(beta) != BETA_LENGTH:
        raise BadRequest(RequestFault.WRONG_FIELD, f"beta has {BETA_LENGTH} octets")
    return ok(sortition(beta, *_weights(fields)))


def draw_ticket(request: dict[str, JsonValue]) -> Answer:
    """``ticket``: what a proof wins a node of this weight."""
    fields = Fields(request, "suite", "key", "alpha", "proof", "weight", "total", "tau")
    key, alpha, proof = fields.octets("key"), fields.octets("alpha"), fields.octets("proof")
    won = tickets.verified(key, alpha, proof, *_weights(fields), _suite(fields))
    return refused(won) if isinstance(won, Rejection) else ok({"j": won.j, "beta": won.beta.hex()})
