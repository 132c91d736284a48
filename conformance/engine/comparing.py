"""Comparing an answer with the one that a vector has: whether it is one at all, and where it differs first.

The answers to the actions of a path are judged in the same way, each of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from conformance.engine.strict import Json, shown

OUTCOMES: Final = ("ok", "refused", "unsupported", "error")
REFUSAL: Final = frozenset({"code", "values"})
ERROR: Final = frozenset({"code", "detail"})


@dataclass(frozen=True)
class Differing:
    """The first member that differs."""

    member: str
    """Where it is, such as ``ok.nodes.n1.credit``."""
    expected: str
    came: str


def flaw(said: Json) -> str | None:
    """Why this is no answer with an id; None if it is one."""
    if not isinstance(said, dict):
        return "it is no object"
    if type(said.get("id")) is not int:
        return "its id is no integer"
    return _no_outcome({name: value for name, value in said.items() if name != "id"}, OUTCOMES)


def _no_outcome(said: Json, outcomes: tuple[str, ...]) -> str | None:
    """Why an answer without its id is none of these outcomes."""
    if not isinstance(said, dict) or len(said) != 1 or next(iter(said)) not in outcomes:
        return f"it has not one member of {', '.join(outcomes)}"
    name, value = next(iter(said.items()))
    if name == "refused" and not _is_refusal(value):
        return "refused is no object with a code in text, and values if any"
    if name == "unsupported" and not (isinstance(value, str) and value):
        return "unsupported is no text that says why"
    if name == "error" and not (isinstance(value, dict) and value.keys() == ERROR and _are_texts(value.values())):
        return "error is no object with code and detail in text"
    return None


def _is_refusal(value: Json) -> bool:
    if not isinstance(value, dict) or not {"code"} <= value.keys() <= REFUSAL:
        return False
    return isinstance(value["code"], str) and isinstance(value.get("values", {}), dict)


def _are_texts(values: Json) -> bool:
    return all(isinstance(value, str) for value in values)


def difference(expected: Json, given: Json, *, values: bool, is_path: bool = False) -> Differing | None:
    """The first member of an answer that is other than expected; None if it is the same.

    ``values`` asks that a refusal also carries the same values, where the vector has any.
    """
    if is_path:
        return _of_path(expected["ok"], given, values)
    if "refused" in expected and "refused" in given and not (values and "values" in expected["refused"]):
        expected, given = ({"refused": {"code": one["refused"]["code"]}} for one in (expected, given))
    return None if plain(expected) == plain(given) else _first("", expected, given)


def _of_path(expected: list[Json], given: Json, values: bool) -> Differing | None:
    came = given.get("ok")
    if not isinstance(came, list):
        return _first("", {"ok": expected}, given)
    for number, (wanted, said) in enumerate(zip(expected, came, strict=False)):
        member = f"ok[{number}]"
        wrong = _no_outcome(said, ("ok", "refused"))
        if wrong is not None:
            return Differing(member, shown(wanted), f"{shown(said)}, which is no answer: {wrong}")
        found = difference(wanted, said, values=values)
        if found is not None:
            return Differing(f"{member}.{found.member}", found.expected, found.came)
    if len(came) != len(expected):
        return Differing("ok", f"{len(expected)} answers", f"{len(came)}")
    return None


def _first(member: str, expected: Json, given: Json) -> Differing:
    """Where two values that are not the same differ first."""
    if isinstance(expected, dict) and isinstance(given, dict):
        for sign in ("#set", "#map"):
            if expected.keys() == given.keys() == {sign} and isinstance(given[sign], list):
                return _of_collection(member, expected[sign], given[sign])
        for key in sorted(expected.keys() | given.keys()):
            inner = f"{member}.{key}" if member else key
            if key not in given:
                return Differing(inner, shown(expected[key]), "nothing")
            if key not in expected:
                return Differing(inner, "nothing", shown(given[key]))
            if plain(expected[key]) != plain(given[key]):
                return _first(inner, expected[key], given[key])
    if isinstance(expected, list) and isinstance(given, list):
        for number, (one, other) in enumerate(zip(expected, given, strict=False)):
            if plain(one) != plain(other):
                return _first(f"{member}[{number}]", one, other)
        return Differing(member, f"{len(expected)} elements", f"{len(given)}")
    return Differing(member, shown(expected), shown(given))


def _of_collection(member: str, expected: Json, given: Json) -> Differing:
    """Of a set or a function: an element that only one side has."""
    wanted, came = ({plain(one) for one in side} for side in (expected, given))
    lacking, strange = sorted(wanted - came), sorted(came - wanted)
    return Differing(
        member,
        shown(json.loads(lacking[0])) if lacking else f"{len(expected)} elements",
        shown(json.loads(strange[0]))
        if strange
        else f"{len(given)} elements without it"
        if lacking
        else f"{len(given)}",
    )


def plain(value: Json) -> str:
    """One text for each value: members sorted, sets and functions in one order, 1 and true apart."""
    text = _text(value)
    return _text(_ordered(value)) if '"#' in text else text


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
