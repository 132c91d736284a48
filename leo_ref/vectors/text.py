"""How a file of vectors is written: one JSON object, a line for each element of its parts, so that diffs read."""

from __future__ import annotations

import json

from leo_ref.core.encoding import JsonValue


def text_of(value: dict[str, JsonValue]) -> bytes:
    """The octets of a file. Keys stand in the order in which they were put in at the top, sorted further down."""
    members = [f'"{name}": {_opened(inner)}' for name, inner in value.items()]
    return ("{\n" + ",\n".join(members) + "\n}\n").encode("utf-8")


def _opened(value: JsonValue) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(_closed(item) for item in value) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{_closed(key)}: {_closed(item)}" for key, item in sorted(value.items())) + "\n}"
    return _closed(value)


def _closed(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
