"""A snapshot file with a node of every kind; made, not written, so that its proofs are those of its alpha."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.core.values import CREDIT, JobId, NodeId
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from leo_ref.draw.vrf import prove

HEIGHT: Final = 100


def _octets(what: str) -> bytes:
    return sha256(b"leo draw --example: " + what.encode()).digest()


BEACON: Final = _octets("beacon")
JOB: Final = JobId(_octets("job").hex())
ALICE: Final = _octets("Alice").hex()
BOB: Final = _octets("Bob").hex()


def example() -> dict[str, JsonValue]:
    """The file: seeds where the command proves by itself, proofs where others did."""
    return {
        "parameters": {"lookback": 2, "min_group": 3},
        "suite": "TAI",
        "height": str(HEIGHT),
        "posted": str(HEIGHT - 1),
        "beacon": BEACON.hex(),
        "job": JOB,
        "round": 1,
        "task": {"tau": 10, "min_credit": str(5 * CREDIT), "owner": ALICE, "service_owner": BOB},
        "nodes": dict(
            [
                _node("drawn, by its seed", 300, seed=True),
                _node("drawn too", 250, seed=True),
                _node("drawn, by its proof", 200, round_number=1),
                _node("not drawn", 5, seed=True),
                _node("claims without votes", 6, round_number=1),
                _node("proof of round 2", 100, round_number=2),
                _node("claims nothing", 80),
                _node("too poor", 4, seed=True),
                _node("key too new", 100, seed=True, since=str(HEIGHT - 2)),
                _node("Alice's own", 100, seed=True, owner=ALICE),
                _node("busy elsewhere", 100, seed=True, busy=True),
                _node("suspended", 0, seed=True, status="SUSPENDED"),
            ]
        ),
    }


def _node(
    label: str, whole: int, *, seed: bool = False, round_number: int | None = None, **others: JsonValue
) -> tuple[str, JsonValue]:
    """A node named by its label: with its seed, with a proof for a round, or with its key alone."""
    own, name = _octets(f"seed, {label}"), NodeId(_octets(f"node, {label}").hex())
    node: dict[str, JsonValue] = {"label": label, "credit": str(whole * CREDIT), **others}
    if seed:
        node["seed"] = own.hex()
    else:
        node["vrf_key"] = secret(own).public_key.hex()
    if round_number is not None:
        node["proof"] = prove(secret(own), alpha(BEACON, JOB, round_number, name), Suite.TAI).hex()
    return name, node
