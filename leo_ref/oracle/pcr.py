"""Requests on PCRs and on policies about them (§8, §9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import Count
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields, octets
from leo_ref.tcg import pcr, policy
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selections

HASH_BY_TITLE: Final[Mapping[str, Hash]] = {algorithm.title: algorithm for algorithm in Hash}


def selections_json(selections: Selections) -> JsonValue:
    """Banks and registers as an answer says them."""
    return [{"bank": one.bank.title, "registers": list(one.registers)} for one in selections]


def read_selections(request: dict[str, JsonValue]) -> Answer:
    """``tpm_selections``: banks and registers, as they stand there."""
    read = pcr.parse(Fields(request, "octets").octets("octets"))
    return refused(read) if isinstance(read, Rejection) else ok(selections_json(read))


def make_pcr_digest(request: dict[str, JsonValue]) -> Answer:
    """``tpm_pcr_digest``: the digest of the selected values, of which some may be unknown."""
    fields = Fields(request, "hash", "selections", "banks")
    selections = _taken_selections(fields)
    made = pcr.digest(_hash(fields.text("hash")), selections, _banks(fields.any("banks")))
    return refused(made) if isinstance(made, Rejection) else ok(made.hex())


def _hash(title: str) -> Hash:
    if title not in HASH_BY_TITLE:
        raise BadRequest(RequestFault.WRONG_FIELD, f"{title} is none of {', '.join(HASH_BY_TITLE)}")
    return HASH_BY_TITLE[title]


def _taken_selections(fields: Fields) -> Selections:
    read = pcr.parse(fields.octets("selections"))
    if isinstance(read, Rejection):
        raise BadRequest(RequestFault.WRONG_FIELD, f"selections: {read}")
    return read


def _banks(given: JsonValue) -> pcr.Banks:
    banks: dict[Hash, dict[int, bytes]] = {}
    if not isinstance(given, dict):
        raise BadRequest(RequestFault.WRONG_FIELD, "banks")
    for title, values in given.items():
        if not isinstance(values, dict):
            raise BadRequest(RequestFault.WRONG_FIELD, f"banks.{title}")
        bank = banks.setdefault(_hash(title), {})
        for register, value in values.items():
            if not (register.isdecimal() and isinstance(value, str)):
                raise BadRequest(RequestFault.WRONG_FIELD, f"banks.{title}.{register}")
            bank[int(register)] = octets(value, register)
    return banks


def make_policy(request: dict[str, JsonValue]) -> Answer:
    """``tpm_policy``: the digest of a policy, step by step; each step is an object with its ``command``."""
    fields = Fields(request, "hash", "steps")
    algorithm = _hash(fields.text("hash"))
    digest = policy.start(algorithm)
    for step in fields.array("steps"):
        if not isinstance(step, dict):
            raise BadRequest(RequestFault.WRONG_FIELD, "steps")
        digest = _step(algorithm, digest, step)
    return ok(digest.hex())


def _step(algorithm: Hash, before: bytes, step: dict[str, JsonValue]) -> bytes:
    match step.get("command"):
        case "pcr":
            fields = Fields(step, "command", "selections", "digest")
            return policy.with_pcr(algorithm, before, _taken_selections(fields), fields.octets("digest"))
        case "command_code":
            return policy.with_command_code(algorithm, before, Fields(step, "command", "code").of(Count, "code"))
        case "auth_value":
            Fields(step, "command")
            return policy.with_auth_value(algorithm, before)
        case "secret":
            fields = Fields(step, "command", "entity", "reference")
            return policy.with_secret(algorithm, before, fields.octets("entity"), fields.octets("reference"))
        case "nv":
            fields = Fields(step, "command", "index", "operand", "offset", "comparison")
            return policy.with_nv(algorithm, before, fields.octets("index"), *_compared(fields))
        case "counter_timer":
            fields = Fields(step, "command", "operand", "offset", "comparison")
            return policy.with_counter_timer(algorithm, before, *_compared(fields))
        case "or":
            fields = Fields(step, "command", "branches")
            branches = tuple(octets(str(branch), "branches") for branch in fields.array("branches"))
            if not policy.OR_LEAST <= len(branches) <= policy.OR_MOST:
                raise BadRequest(RequestFault.WRONG_FIELD, f"{policy.OR_LEAST} to {policy.OR_MOST} branches")
            return policy.either(algorithm, branches)
        case other:
            raise BadRequest(RequestFault.WRONG_FIELD, f"steps: {other!r}")


def _compared(fields: Fields) -> tuple[bytes, int, policy.Comparison]:
    """What is compared, from where, and how."""
    names = [comparison.name.lower() for comparison in policy.Comparison]
    comparison = policy.Comparison[fields.one_of("comparison", *names).upper()]
    return fields.octets("operand"), fields.of(Count, "offset"), comparison
