"""The answers: a sum type of which exactly one member is there.

``{"ok": value}`` · ``{"refused": {"code": ..., "values": {...}}}`` · ``{"error": {"code": ..., "detail": ...}}``, the
last one where the request itself is at fault. Other programs may also say ``{"unsupported": reason}``.
"""

from __future__ import annotations

from typing import TypeAlias

from leo_ref.core.encoding import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.oracle.fault import BadRequest

Answer: TypeAlias = "dict[str, JsonValue]"


def ok(value: JsonValue) -> Answer:
    """It happens, and this is what comes of it."""
    return {"ok": value}


def refused(rejection: Rejection) -> Answer:
    """It is refused, with the code and what it carries."""
    values: dict[str, JsonValue] = dict(zip(rejection.code.carries, rejection.values, strict=True))
    return {"refused": {"code": rejection.code.name, "values": values}}


def refused_as(code: str) -> Answer:
    """It is refused in a model, where a refusal has no values."""
    return {"refused": {"code": code}}


def error(bad: BadRequest) -> Answer:
    """There is no answer."""
    return {"error": {"code": bad.fault.name, "detail": f"{bad.fault.value} {bad.detail}"}}
