"""TLA+ values as JSON, in the manner of Apalache's informal trace format (its ADR 015).

A record or a function on texts is an object, a sequence an array, a set ``{"#set": [...]}``, any other function
``{"#map": [[argument, value], ...]}``, an integer beyond 2^53 - 1 in size ``{"#bigint": "..."}``. Sets and pairs are
sorted, so equal values have equal JSON. The empty function, and so the empty sequence, is ``{}``; the empty set is not.
"""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from leo_ref.core.encoding import JsonValue
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.values import Value, function, in_order, is_record, is_sequence, order, record, sequence

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json]"

LARGEST: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly."""


def to_json(value: Value) -> Json:
    """The value as JSON."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST else {"#bigint": str(value)}
    if isinstance(value, frozenset):
        return {"#set": [to_json(item) for item in sorted(value, key=order)]}
    pairs = value[1]
    # A field that starts with the sign of the special objects cannot stand in a plain one.
    if is_record(pairs) and not any(field.startswith("#") for field, _ in pairs):
        return {field: to_json(result) for field, result in sorted(pairs, key=lambda pair: pair[0])}
    if is_sequence(pairs):
        return [to_json(result) for _, result in in_order(pairs)]
    return {"#map": [[to_json(argument), to_json(result)] for argument, result in in_order(pairs)]}


def json_of(value: Value) -> JsonValue:
    """The same for who writes it with :mod:`leo_ref.core.encoding`."""
    return cast(JsonValue, to_json(value))  # the same values: only the types of the two modules' lists differ


def from_json(json: object) -> Value:
    """The value of this JSON; undoes :func:`to_json`.

    Raises:
        TlcFailure: VALUE_NOT_UNDERSTOOD.
    """
    match json:
        case bool() | int() | str():
            return json
        case list():
            return sequence(from_json(item) for item in json)
        case {"#set": list(items), **others} if not others:
            return frozenset(from_json(item) for item in items)
        case {"#map": list(pairs), **others} if not others and all(_is_pair(pair) for pair in pairs):
            return function((from_json(argument), from_json(result)) for argument, result in pairs)
        case {"#bigint": str(digits), **others} if not others and digits.removeprefix("-").isdecimal():
            return int(digits)
        case dict() if not any(not isinstance(field, str) or field.startswith("#") for field in json):
            return record({field: from_json(result) for field, result in json.items()})
        case _:
            raise TlcFailure(
                Failure.VALUE_NOT_UNDERSTOOD,
                f"{str(json)[:200]} stands for no TLA+ value.",
                "Make the file again with the command that made it.",
            )


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2
