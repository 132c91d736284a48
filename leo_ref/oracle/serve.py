"""One request, one answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.encoding import JsonValue
from leo_ref.oracle import draw, ledger, models, octets, rules
from leo_ref.oracle.answers import Answer, error
from leo_ref.oracle.fault import MISSHAPEN, BadRequest, Fault
from leo_ref.oracle.session import Session

HANDLERS: Final[Mapping[str, Callable[[dict[str, JsonValue]], Answer]]] = {
    "alpha": draw.make_alpha,
    "block": ledger.block,
    "decode": octets.decode_octets,
    "digest": octets.make_digest,
    "elect": rules.elect,
    "genesis": ledger.first_state,
    "normalise": rules.normalise,
    "outcome": rules.outcome,
    "quorum": rules.quorum,
    "settle": rules.settle,
    "sortition": draw.draw_votes,
    "ticket": draw.draw_ticket,
    "transaction": ledger.transaction,
    "vrf_prove": draw.prove,
    "vrf_verify": draw.verify,
}
"""The requests that need no model, by name."""


def answer(session: Session, request: JsonValue) -> tuple[Session, Answer]:
    """The answer to one request, and what the conversation knows after it."""
    try:
        if not isinstance(request, dict):
            raise BadRequest(Fault.NOT_AN_OBJECT, "")
        match request.get("request"):
            case "model":
                return models.set_up(session, request)
            case "step":
                return session, models.step(session, request)
            case "path":
                return session, models.path(session, request)
            case str(name) if name in HANDLERS:
                return session, HANDLERS[name](request)
            case other:
                raise BadRequest(Fault.UNKNOWN_REQUEST, repr(other))
    except BadRequest as bad:
        return session, error(bad)
    except MISSHAPEN as contradiction:
        return session, error(BadRequest(Fault.BAD_STATE, repr(contradiction)))


def answer_line(session: Session, line: bytes) -> tuple[Session, bytes]:
    """The answer to a request in JSON, as one line of ASCII; no input raises."""
    try:
        request: JsonValue = json.loads(line, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        return session, _line(error(BadRequest(Fault.NOT_JSON, type(wrong).__name__)))
    after, said = answer(session, request)
    return after, _line(said)


def _no_number(text: str) -> JsonValue:
    raise ValueError(text)


def _line(said: Answer) -> bytes:
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode("ascii") + b"\n"
