"""The forms by which the files of the vectors abbreviate values (conformance/README.md), written out."""

from __future__ import annotations

import json

from conformance.engine.strict import Json


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
