"""Records and problems as HTTP answers."""

from __future__ import annotations

from starlette.responses import Response

from leo_ref.core.encoding import to_octets
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode
from leo_ref.network.ledger.route import JSON

SOON = frozenset({429, 503})
"""Whoever gets one of these may try again."""


def problem_response(refusal: DeclinedRequest) -> Response:
    """A refusal as an answer."""
    headers = {}
    if refusal.status in SOON:
        headers["Retry-After"] = refusal.problem.value.get("seconds", "1")
    if refusal.problem.code == ServiceCode.TOKEN_WRONG.word:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(to_octets(refusal.problem), refusal.status, headers, JSON)
