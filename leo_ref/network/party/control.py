"""How people speak with a party: HTTP over a socket in its state directory, which only their user can open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import trio
from attrs import define
from hypercorn.config import Config
from hypercorn.trio import serve
from hypercorn.typing import ASGIFramework
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.encoding.parsing import LENGTH_LIMIT
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.process import PartyProcess
from leo_ref.network.party.status import PartyStatus, metrics
from leo_ref.parties.message import JoinOrder, OfferOrder, Order, TaskOrder
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner

SOCKET: Final = "control"
JSON: Final = "application/json"
ORDER_MOST: Final = LENGTH_LIMIT + 2 * PAYLOAD_MOST
SECONDS: Final = 30.0
"""Until a process has answered."""

WANTED: Final = {OfferOrder: ServiceOwner, TaskOrder: TaskOwner}
"""Who takes an order; a node takes the others."""


@define
class Control:
    """What is asked of one process."""

    process: PartyProcess
    status: Callable[[], PartyStatus]
    counters: Callable[[], dict[str, int]]

    async def show(self, _request: Request) -> Response:
        """``GET /status``: :class:`~leo_ref.network.party.status.PartyStatus`."""
        return Response(to_octets(self.status()), media_type=JSON)

    async def order(self, request: Request) -> Response:
        """``POST /orders``: the party has the order on disk when 202 is answered."""
        octets = b""
        async for part in request.stream():
            octets += part
            if len(octets) > ORDER_MOST:
                return PlainTextResponse("the order is too long", 413)
        order = await trio.to_thread.run_sync(partial(from_octets, Order, octets))
        if isinstance(order, Rejection):
            return PlainTextResponse(str(order), 400)
        wanted = WANTED.get(type(order))
        if (wanted is None) is not isinstance(order, JoinOrder) or not self._takes(order):
            return PlainTextResponse(f"{order.kind} is no order for a {type(self.process.party).__name__}", 409)
        await self.process.tell(order)
        return Response(status_code=202)

    def _takes(self, order: JoinOrder | OfferOrder | TaskOrder) -> bool:
        match order:
            case OfferOrder():
                return isinstance(self.process.party, ServiceOwner)
            case TaskOrder():
                return isinstance(self.process.party, TaskOwner)
            case _:
                return not isinstance(self.process.party, ServiceOwner | TaskOwner)

    async def result(self, _request: Request) -> Response:
        """``GET /result``: what the program wrote; 404 while there is none. The header Leo-Ended says how it ended."""
        party = self.process.party
        if not isinstance(party, TaskOwner) or party.result is None:
            return PlainTextResponse("there is no result", 404)
        return Response(party.result.output, headers={"Leo-Ended": party.result.ended})

    async def numbers(self, _request: Request) -> Response:
        """``GET /metrics``: for Prometheus."""
        return PlainTextResponse(metrics(self.status(), self.counters()))

    async def health(self, _request: Request) -> Response:
        """``GET /health``: the process is at work."""
        return PlainTextResponse("at work\n")

    def app(self, *, whole: bool) -> Starlette:
        """The application; without ``whole`` only what says nothing about jobs, for others on the machine."""
        open_to_all = [Route("/metrics", self.numbers), Route("/health", self.health)]
        own = [
            Route("/status", self.show),
            Route("/orders", self.order, methods=["POST"]),
            Route("/result", self.result),
        ]
        return Starlette(routes=[*open_to_all, *(own if whole else [])])


async def served(app: Starlette, where: str, ending: trio.Event) -> None:
    """Serves at ``unix:PATH`` or ``HOST:PORT`` until the end."""
    config = Config()
    config.bind = [where]
    config.umask = 0o077
    config.loglevel = "WARNING"
    config.include_server_header = False
    wrapped: ASGIFramework = app  # type: ignore[assignment]  # Starlette types scopes more narrowly
    await serve(wrapped, config, shutdown_trigger=ending.wait)


def ask(folder: Path, method: str, route: str, octets: bytes = b"") -> httpx.Response:
    """One request to the process of a state directory.

    Raises:
        PartyFailure: CONTROL_UNREACHABLE, CONTROL_REFUSED.
    """
    remedy = "Start it: leo node serve, or leo client serve."
    if not (folder / SOCKET).exists():
        raise PartyFailure(Failure.CONTROL_UNREACHABLE, f"{folder}: nothing is at work there.", remedy)
    transport = httpx.HTTPTransport(uds=str(folder / SOCKET))
    try:
        with httpx.Client(transport=transport, base_url="http://party", timeout=SECONDS, trust_env=False) as client:
            answer = client.request(method, route, content=octets)
    except httpx.HTTPError as error:
        raise PartyFailure(Failure.CONTROL_UNREACHABLE, f"{folder}: {error}.", remedy) from error
    if answer.status_code >= 400:
        raise PartyFailure(Failure.CONTROL_REFUSED, f"{route}: {answer.text}.", "See leo client --help.")
    return answer
