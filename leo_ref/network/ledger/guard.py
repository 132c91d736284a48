"""What is asked of every request before a handler sees it: host, origin, rate, room, and whose rules it goes by.

A page in a browser can make its user's browser send requests to a service on the same machine. So a request is answered
only if it names a host that the service is (a name that somebody points at this address is none), and if it comes from
a page only if the page's origin is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Final

import trio
from attrs import define
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leo_ref.network.ledger.answer import problem_response
from leo_ref.network.ledger.limits import Rates, Slots
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined
from leo_ref.network.ledger.rules import GENESIS_HEADER, RULES, RULES_HEADER

PAGE_FROM_DISK: Final = "null"
"""The origin of a page that was opened from a file."""

UNCOUNTED: Final = "/v1/events"
"""Its answers do not end; they have a bound of their own."""


@define
class Guard:
    """Between the server and the routes."""

    app: ASGIApp
    hosts: frozenset[str]
    """What the header Host may say, in lower case."""
    origins: frozenset[str]
    """What the header Origin may say."""
    genesis: str
    rates: Rates
    answering: Slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or lets a handler do so."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[RULES_HEADER], headers[GENESIS_HEADER] = RULES, self.genesis
                headers["Cache-Control"] = headers.get("Cache-Control", "no-store")
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        is_counted = scope["path"] != UNCOUNTED
        client = scope["client"][0] if scope.get("client") else ""
        try:
            self.check(scope, client)
            if is_counted and not self.answering.take(client):
                raise declined(ServiceCode.BUSY, requests=self.answering.whole)
        except DeclinedRequest as refusal:
            await problem_response(refusal)(scope, receive, marked)
            return
        try:
            await self.app(scope, receive, marked)
        finally:
            if is_counted:
                self.answering.give(client)

    def check(self, scope: Scope, client: str) -> None:
        """Raises what the request is declined for."""
        headers = Headers(scope=scope)
        wait = self.rates.wait(client, trio.current_time())
        if wait:
            raise declined(ServiceCode.RATE_EXCEEDED, seconds=ceil(wait))
        host = headers.get("host", "").lower()
        if host not in self.hosts:
            raise declined(ServiceCode.HOST_UNKNOWN, host=host[:128])
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self.origins:
            raise declined(ServiceCode.ORIGIN_UNKNOWN, origin=origin[:128])
        rules, genesis = headers.get(RULES_HEADER), headers.get(GENESIS_HEADER)
        if rules is not None and rules != RULES:
            raise declined(ServiceCode.RULES_DIFFER, given=rules[:64], expected=RULES)
        if genesis is not None and genesis != self.genesis:
            raise declined(ServiceCode.GENESIS_DIFFERS, given=genesis[:64], expected=self.genesis)


def hosts_of(address: str, port: int, names: Iterable[str]) -> frozenset[str]:
    """What the header Host may say of a service at this address."""
    own = {address, *names}
    if address in ("127.0.0.1", "::1", "0.0.0.0", "::"):
        own |= {"localhost", "127.0.0.1", "::1"}
    written = {f"[{name}]" if ":" in name else name for name in own}
    return frozenset(name.lower() for each in written for name in (f"{each}:{port}", *([each] if port == 80 else [])))
