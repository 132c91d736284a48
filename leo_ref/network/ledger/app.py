"""The API as an ASGI application: Starlette, with the routes of the table and one form of error."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import trio
from attrs import AttrsInstance, define
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from leo_ref.core.encoding import to_octets
from leo_ref.core.encoding.forms import form_of
from leo_ref.core.encoding.limits import length_limit
from leo_ref.core.values import Height
from leo_ref.network.ledger.answer import problem_response
from leo_ref.network.ledger.events import events
from leo_ref.network.ledger.guard import Guard
from leo_ref.network.ledger.limits import Rates, ServiceLimits, Slots
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined
from leo_ref.network.ledger.route import EVENTS, SMALL, Given, LedgerCall, LedgerRoute, Reply
from leo_ref.network.ledger.routes import ROUTES
from leo_ref.network.ledger.rules import GENESIS_HEADER, RULES_HEADER
from leo_ref.network.ledger.service import LedgerService

EVENT_ID: Final = Given(name="Last-Event-ID", form=Height, meaning="The number of the last event that was seen.")


@define
class Api:
    """What handlers are called with, and the bounds on what they are given."""

    service: LedgerService
    token: str
    limits: ServiceLimits
    subscribers: Slots
    rates: Rates
    bodies: int = 0
    """Octets of bodies that are being read or judged."""

    def endpoint(self, route: LedgerRoute) -> Callable[[Request], Awaitable[Response]]:
        """A route as Starlette calls it."""
        most = route.most
        if most is None:
            most = SMALL if route.body is None else length_limit(form_of(route.body))

        async def answer(request: Request) -> Response:
            held = 0
            try:
                if route.needs_token:
                    self.check_token(request)
                given = read_given(route, request)
                if route.handler is None:
                    if request.method == "HEAD":
                        return Response(media_type=EVENTS)
                    return self.stream(request, given)
                octets = b""
                if route.method == "POST":
                    octets = await self.body(request, most)
                    held = len(octets)
                client = request.client.host if request.client else ""
                self.rates.charge(client, held)
                call = LedgerCall(service=self.service, given=given, octets=octets, client=client)
                found: AttrsInstance | Reply = await route.handler(call)
            except DeclinedRequest as refusal:
                return problem_response(refusal)
            finally:
                self.bodies -= held
            if isinstance(found, Reply):
                return Response(found.octets, route.status, media_type=found.media)
            return Response(to_octets(found), route.status, media_type=route.media)

        return answer

    def check_token(self, request: Request) -> None:
        """Raises TOKEN_WRONG."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), self.token.encode()):
            raise declined(ServiceCode.TOKEN_WRONG)

    async def body(self, request: Request, most: int) -> bytes:
        """The body; what it may have is asked before it is read, and again while it is. Counted in ``bodies``."""
        said = request.headers.get("content-length", "0")
        if not said.isascii() or not said.isdigit() or len(said) > 20 or int(said) > most:
            raise declined(ServiceCode.BODY_TOO_LONG, most=most)
        parts, octets = list[bytes](), 0
        is_done = False
        try:
            with trio.move_on_after(self.limits.body_seconds):
                async for part in request.stream():
                    if octets + len(part) > most:
                        raise declined(ServiceCode.BODY_TOO_LONG, most=most)
                    if self.bodies + len(part) > self.limits.bodies:
                        raise declined(ServiceCode.BUSY, octets=self.bodies)
                    parts.append(part)
                    octets, self.bodies = octets + len(part), self.bodies + len(part)
                is_done = True
        except ClientDisconnect:
            is_done = False
        finally:
            if not is_done:
                self.bodies -= octets
        if not is_done:
            raise declined(ServiceCode.BODY_SLOW, seconds=ceil_of(self.limits.body_seconds))
        return b"".join(parts)

    def stream(self, request: Request, given: dict[str, Any]) -> Response:
        """The events, for as long as the client takes them."""
        if self.service.disk.stopping.is_set():
            raise declined(ServiceCode.STOPPING)
        client = request.client.host if request.client else ""
        after = given.get("after")
        if "last-event-id" in request.headers:
            after = EVENT_ID.read(request.headers["last-event-id"])
        if not self.subscribers.take(client):
            raise declined(ServiceCode.SUBSCRIBERS_FULL, subscribers=self.subscribers.whole)
        return EventResponse(
            events(self.service, after, self.limits.heartbeat_seconds),
            media_type=EVENTS,
            ended=lambda: self.subscribers.give(client),
        )


class EventResponse(StreamingResponse):
    """A stream that says when it has ended, however that happened."""

    def __init__(self, content: AsyncIterator[bytes], media_type: str, ended: Callable[[], None]) -> None:
        super().__init__(content, media_type=media_type, headers={"X-Accel-Buffering": "no"})
        self.ended = ended

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Streams."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.ended()


def ceil_of(seconds: float) -> int:
    """Whole seconds."""
    return max(1, round(seconds))


def read_given(route: LedgerRoute, request: Request) -> dict[str, Any]:
    """The parts of the address that the route takes; anything else in it is refused."""
    asked = {given.name: given for given in route.given}
    found: dict[str, Any] = {}
    for name, text in request.path_params.items():
        found[name] = asked[name].read(text)
    for name, text in request.query_params.multi_items():
        if name not in asked or asked[name].in_path or name in found:
            raise declined(ServiceCode.QUERY_INVALID, name=name[:64])
        found[name] = asked[name].read(text)
    return found


async def http_problem(_request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, in our form."""
    assert isinstance(error, HTTPException)
    code = ServiceCode.WRONG_METHOD if error.status_code == 405 else ServiceCode.NO_SUCH_ROUTE
    answer = problem_response(declined(code))
    answer.headers.update(error.headers or {})
    return answer


async def internal(_request: Request, _error: Exception) -> Response:
    """A fault of ours: the server writes it down, the client hears its name."""
    return problem_response(declined(ServiceCode.INTERNAL))


def app_of(
    service: LedgerService, token: str, limits: ServiceLimits, hosts: frozenset[str], origins: frozenset[str]
) -> ASGIApp:
    """The application."""
    subscribers = Slots(limits.subscribers, limits.address_subscribers)
    rates = Rates(limits.rate)
    api = Api(service, token, limits, subscribers, rates)
    by_path: dict[str, list[LedgerRoute]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, []).append(route)
    inner = Starlette(
        routes=[
            Route(
                path, _by_method({route.method: api.endpoint(route) for route in routes}), methods=[*_methods(routes)]
            )
            for path, routes in by_path.items()
        ],
        exception_handlers={HTTPException: http_problem, Exception: internal},
    )
    inner.router.redirect_slashes = False
    guard = Guard(
        app=inner,
        hosts=hosts,
        origins=origins,
        genesis=service.here.genesis.hex(),
        rates=rates,
        answering=Slots(limits.requests, limits.address_requests),
    )
    return CORSMiddleware(
        guard,
        allow_origins=[*origins],
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Last-Event-ID", RULES_HEADER, GENESIS_HEADER],
        expose_headers=[RULES_HEADER, GENESIS_HEADER, "Retry-After"],
        allow_private_network=True,
    )


def _methods(routes: list[LedgerRoute]) -> list[str]:
    return [route.method for route in routes]


def _by_method(
    endpoints: dict[str, Callable[[Request], Awaitable[Response]]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await endpoints[method](request)

    return answer
