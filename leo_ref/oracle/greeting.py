"""What the reference says of itself before anything else is asked of it (``docs/conformance.md``)."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.draw.suite import Suite
from leo_ref.oracle.answers import Answer, ok
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields

PROTOCOL: Final = 1
"""The version of the protocol of these requests."""

VECTORS: Final = 1
"""The version of the vectors."""

RELEASE: Final = "0.1.0"
"""The version of the reference, which is that of the package."""

BATCH: Final = 1024
"""Requests in one line."""

LEVELS: Final = (
    "questions",
    "encoding",
    "rules",
    "models",
    "sealing",
    "draw",
    "ledger",
    "tcg",
    "identity",
    "appraisal",
    "transcripts",
)
"""Every level that there is; the vectors' index says what each is about."""


def hello(*, files: bool = False) -> dict[str, JsonValue]:
    """Who answers and what it can do; ``files`` where whoever carries the requests reads files for it."""
    return {
        "protocol": PROTOCOL,
        "vectors": VECTORS,
        "implementation": {"name": "leo-ref", "version": RELEASE, "build": "", "language": "Python"},
        "levels": [*LEVELS],
        "suites": [*Suite.__members__],
        "can": {"set_state": True, "batch": BATCH, "files": files, "intermediate": True},
    }


def greet(request: dict[str, JsonValue], *, files: bool = False) -> Answer:
    """``hello``: what the reference is, to whom speaks its version of the protocol."""
    fields = Fields(request, "protocol", "vectors")
    if fields.any("protocol") != PROTOCOL or fields.any("protocol") is True:
        raise BadRequest(RequestFault.WRONG_FIELD, f"protocol {PROTOCOL} is spoken here")
    return ok(hello(files=files))
