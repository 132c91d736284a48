"""Comparing an answer with the one that a vector has."""

from __future__ import annotations

import json
from enum import Enum

from conformance.reading import Json, fault

SHOWN = 600
"""Characters of an answer that a failure shows."""


class Verdict(Enum):
    """How an answer compares."""

    SAME = "same"
    DIFFERENT = "different"
    UNSUPPORTED = "unsupported"


def expanded(value: Json, shared: Json, known: dict[str, Json] | None = None) -> Json:
    """The value with what it mentions in its place: ``{"$shared": name}``, ``{"$octets": value}``, ... (README.md).

    ``known`` keeps what shared names stand for.
    """
    known = {} if known is None else known
    if isinstance(value, list):
        return [expanded(inner, shared, known) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$shared"}:
        name = value["$shared"]
        if name not in known:
            known[name] = expanded(shared[name], shared, known)
        return known[name]
    if value.keys() == {"$joined"}:
        return "".join(expanded(part, shared, known) for part in value["$joined"])
    if value.keys() == {"$repeat", "times"}:
        return value["$repeat"] * value["times"]
    inside = {key: expanded(inner, shared, known) for key, inner in value.items()}
    if value.keys() == {"$octets"}:
        return canonical(inside["$octets"]).hex()
    if value.keys() == {"$patched", "at", "drop", "put"}:
        base, start = inside["$patched"], 2 * inside["at"]
        return base[:start] + inside["put"] + base[start + 2 * inside["drop"] :]
    if value.keys() == {"$changed", "by"}:
        return changed(inside["$changed"], inside["by"])
    return inside


def canonical(value: Json) -> bytes:
    """The octets of RFC 8785, as far as the vectors need them: keys in ASCII, and no numbers but integers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def changed(before: Json, by: Json) -> Json:
    """The value with members replaced or added."""
    if not isinstance(by, dict):
        return by
    if by.keys() == {"$whole"}:
        return by["$whole"]
    if not isinstance(before, dict):
        return by
    return {**before, **{key: changed(before.get(key), inner) for key, inner in by.items()}}


def compared(expected: Json, given: Json, *, values: bool) -> Verdict:
    """How ``given`` compares; ``values`` asks that a refusal also carries the same values, where it has any."""
    if "unsupported" in given:
        return Verdict.UNSUPPORTED
    return Verdict.SAME if plain(expected) == plain(_judged(expected, given, values)) else Verdict.DIFFERENT


def _judged(expected: Json, given: Json, values: bool) -> Json:
    """The answer, and each of the answers to a path, with the expected values of a refusal where they do not count."""
    if "refused" in expected and "refused" in given and not (values and "values" in expected["refused"]):
        return {"refused": {**expected["refused"], "code": given["refused"].get("code")}}
    pairs = _answers_to_a_path(expected, given)
    return {"ok": [_judged(one, other, values) for one, other in pairs]} if pairs else given


def _answers_to_a_path(expected: Json, given: Json) -> list[tuple[Json, Json]]:
    wanted, came = expected.get("ok"), given.get("ok")
    if isinstance(wanted, list) and isinstance(came, list) and len(wanted) == len(came):
        if all(isinstance(answer, dict) for answer in (*wanted, *came)):
            return list(zip(wanted, came, strict=True))
    return []


def plain(value: Json) -> str:
    """One text for each value: members sorted, sets and functions in one order, 1 and true apart."""
    return _text(_ordered(value))


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _ordered(value: Json) -> Json:
    if isinstance(value, dict):
        for sign in ("#set", "#map"):
            if value.keys() == {sign} and isinstance(value[sign], list):
                return {sign: sorted((_ordered(item) for item in value[sign]), key=_text)}
        return {key: _ordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value


def difference(expected: Json, given: Json) -> str:
    """For people: what was expected and what came, without the members that agree."""
    if isinstance(expected, dict) and isinstance(given, dict):
        lines = []
        for key in sorted(expected.keys() | given.keys()):
            if key not in given:
                lines.append(f"{key}: expected {_short(expected[key])}, and there is none")
            elif key not in expected:
                lines.append(f"{key}: nothing expected, came {_short(given[key])}")
            elif plain(expected[key]) != plain(given[key]):
                inner = difference(expected[key], given[key])
                lines.append(f"{key}: " + inner.replace("\n", "\n  "))
        return "\n".join(lines)
    return f"expected {_short(expected)}, came {_short(given)}"


def _short(value: Json) -> str:
    text = _text(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"


def is_answer(value: Json) -> bool:
    """Whether this is an answer at all."""
    return fault("answer", value) is None
