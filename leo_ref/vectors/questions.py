"""Vectors on the questions that evidence answers (§8), and on when a monitor asks (§10)."""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.evidence.nonce import question
from leo_ref.core.encoding import JsonValue
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.participants import seed

BEACON: Final = seed("a beacon") * 2
JOB: Final = seed("a job").hex()
NODE: Final = seed("a node").hex()


def nonce_cases() -> Cases:
    """Nonces of each phase, with each part of them changed alone."""
    cases = Cases("questions/nonces")
    whole: dict[str, JsonValue] = {"beacon": BEACON.hex(), "job": JOB, "round": 1, "phase": "before", "node": NODE}
    found = set[JsonValue]()
    for name, why, changed in (
        ("before", "with the executor as node, in a join the candidate", {}),
        ("during", "with the monitor as node: the message of its VRF", {"phase": "during"}),
        ("after", "with the executor as node", {"phase": "after"}),
        ("other-beacon", "nobody knows it before the block", {"beacon": BEACON[::-1].hex()}),
        ("first-beacon", "of 32 octets, as that of height 0", {"beacon": BEACON[:32].hex()}),
        ("other-job", "another job", {"job": NODE}),
        ("other-round", "another round", {"round": 2}),
        ("tenth-round", "a round is a number", {"round": 10}),
        ("other-node", "another node", {"node": JOB}),
    ):
        request = {"request": "nonce", **whole, **changed}
        found.add(str(cases.add(name, why, request, clause="§8")["ok"]))
    assert len(found) == len(cases.family("").cases), "all differ"
    return cases


def moment_cases() -> Cases:
    """When a monitor asks about a run."""
    cases = Cases("questions/moments")
    for number in range(12):
        about = question(BEACON, JobId(JOB), 1, Phase.DURING, NodeId(NODE))
        proof = vrf.prove(secret(seed(f"monitor {number}")), about)
        for blocks in (1, 4, 7):
            request: dict[str, JsonValue] = {"request": "moment", "proof": proof.hex(), "blocks": blocks}
            cases.add(f"monitor-{number}-of-{blocks}", "nobody foresees it", request, clause="§10")
    request = {"request": "moment", "proof": "", "blocks": 4}
    cases.add("no-proof", "of octets that are no proof it has no meaning, and is a number", request, clause="§10")
    return cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        nonce_cases().family("Nonces of the three phases."),
        moment_cases().family("When a monitor asks about the run."),
    ]
