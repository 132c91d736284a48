"""The schemas, and the error of vectors that cannot be used."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from jsonschema_rs import Draft202012Validator

from conformance.engine.strict import Json

SCHEMAS: Final = Path(__file__).parents[1] / "schema"
SHOWN: Final = 120
"""Characters of what a validator says."""


class VectorError(Exception):
    """The vectors cannot be used; the text says which file, what is wrong and what to do, in one line."""


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of ``schema/<name>.schema.json``."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def fault(schema: str, value: Json) -> str | None:
    """Where and why a value is not as ``schema/<schema>.schema.json`` has it; None if it is."""
    try:
        wrong = next(validator(schema).iter_errors(value), None)
    except UnicodeEncodeError:
        return "as it has half of a surrogate pair, which is no text"
    if wrong is None:
        return None
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.instance_path)
    return f"at ${place}: {wrong.message[:SHOWN]}"
