"""Digests of policies: those of recorded trial sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.policy import Comparison
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import recorded

EK_POLICY = "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"
"""PolicyA_SHA256 of the TCG's EK Credential Profile, annex B."""


def computing(algorithm: Hash, *steps: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The request for the digest after these steps."""
    return {"request": "tpm_policy", "hash": algorithm.title, "steps": list[JsonValue](steps)}


def policy_cases() -> Cases:
    """Every recorded session, and what is known from elsewhere."""
    cases = Cases("tcg/policy")
    for number, entry in enumerate(recorded.POLICIES):
        algorithm = Hash[str(entry["hash"]).upper()]
        steps = [step(algorithm, recorded_step) for recorded_step in entry["steps"]]
        name = f"{algorithm.title}-{number:02}-" + "-".join(str(one["command"]).replace("_", "-") for one in steps)
        why = "as a trial session gave it"
        cases.add(name, why, computing(algorithm, *steps), gives=str(entry["digest"]), clause="§9")
    for algorithm in (Hash.SHA256, Hash.SHA384):
        request = computing(algorithm)
        cases.add(f"empty-{algorithm.title}", "zeros", request, gives=bytes(algorithm.size).hex(), clause="§9")
    owner: dict[str, JsonValue] = {"command": "secret", "entity": "4000000b", "reference": ""}
    cases.add("ek", "EK Credential Profile", computing(Hash.SHA256, owner), gives=EK_POLICY, clause="§9")
    return cases


def step(algorithm: Hash, recorded_step: Mapping[str, Any]) -> dict[str, JsonValue]:  # Any: as it was recorded
    """The step of a request for a recorded one."""
    match recorded_step:
        case {"pcr": str(asked)}:
            registers = tuple(int(register) for register in asked.partition(":")[2].split(","))
            selections = (Selection(Hash.SHA256, registers),)
            digest = pcr.digest(algorithm, selections, {Hash.SHA256: recorded.REGISTERS})
            assert isinstance(digest, bytes), digest
            return {"command": "pcr", "selections": pcr.encode(selections).hex(), "digest": digest.hex()}
        case {"command_code": int(code)}:
            return {"command": "command_code", "code": code}
        case {"secret": str(entity), "reference": str(reference)}:
            return {"command": "secret", "entity": entity, "reference": reference}
        case {"nv": str(index), "operand": str(operand), "offset": int(offset), "comparison": int(number)}:
            comparison = Comparison(number).name.lower()
            return {"command": "nv", "index": index, "operand": operand, "offset": offset, "comparison": comparison}
        case {"counter_timer": str(operand), "offset": int(offset), "comparison": int(number)}:
            comparison = Comparison(number).name.lower()
            return {"command": "counter_timer", "operand": operand, "offset": offset, "comparison": comparison}
        case {"either": branches}:
            return {"command": "or", "branches": branches}
        case _:
            assert recorded_step in ({"auth_value": True}, {"password": True}), recorded_step
            return {"command": "auth_value"}
