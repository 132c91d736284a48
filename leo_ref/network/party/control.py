"""How people speak with a party: HTTP over a socket in its state directory, which only their user can open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.transaction import Body, OfferService, PostTask
from leo_ref.core.values import JobId, NodeId
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.process import PartyProcess
from leo_ref.network.party.status import PartyStatus, metrics
from leo_ref.network.party.watch_stream import WatchStream, watch
from leo_ref.network.party.watching import Seen, WatchSubject
from leo_ref.parties.candidate import is_live
from leo_ref.parties.message import JoinOrder, LeaveOrder, OfferOrder, Order, TaskOrder, TransferOrder, WithdrawOrder
from leo_ref.parties.node import Node
from leo_ref.parties.outstanding import body_of, refusal
from leo_ref.parties.owner import Owner
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner

SOCKET: Final = "control"
JSON: Final = "application/json"
ORDER_MOST: Final = LENGTH_LIMIT + 2 * PAYLOAD_MOST
SECONDS: Final = 30.0
"""Until a process has answered."""
REMEDY: Final = "Start it: leo node serve, or leo client serve."
JOB: Final = re.compile("[0-9a-f]{64}")

TAKES: Final = {
    OfferOrder: (ServiceOwner,),
    WithdrawOrder: (ServiceOwner,),
    TaskOrder: (TaskOwner,),
    JoinOrder: (Node,),
    LeaveOrder: (Node,),
    TransferOrder: (Node, ServiceOwner, TaskOwner),
}
"""Who takes an order."""

PASSES: Final = frozenset({(LeaveOrder, Code.NODE_BUSY), (TaskOrder, Code.NO_SUCH_SERVICE)})
"""For what an order waits: that a node has no place any more, that a service is offered."""


@define
class Control:
    """What is asked of one process."""

    process: PartyProcess
    status: Callable[[], PartyStatus]
    counters: Callable[[], dict[str, int]]
    tamper: Callable[[], bool] = lambda: False
    """Has the machine tampered with, in a trial; False where that cannot be."""

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
        party = self.process.party
        if not isinstance(party, TAKES[type(order)]):
            return PlainTextResponse(f"{order.kind} is no order for a {type(party).__name__}", 409)
        refused = refused_by(party, order)
        if refused is not None:
            return PlainTextResponse(f"{refused} at height {party.chain.state.height}", 409)
        await self.process.tell(order)
        return Response(status_code=202)

    async def watch(self, request: Request) -> Response | WatchStream:
        """``GET /watch``: what happens, as :mod:`~leo_ref.network.party.watching` has it.

        ``job``: that job alone. ``follow``: also when nothing is open any more.
        """
        given = request.query_params
        job = given.get("job")
        if job is not None and not JOB.fullmatch(job):
            return PlainTextResponse(f"{job} is no job", 400)
        watched = WatchSubject(me=self.process.party.keys.name, job=None if job is None else JobId(job))
        return WatchStream(self.process, watched, ends="follow" not in given)

    async def tampered(self, _request: Request) -> Response:
        """``POST /tampered``: from the next block on the machine of a node of software is another. For trials."""
        if not await trio.to_thread.run_sync(self.tamper):
            return PlainTextResponse("only the machine of a node of software can be tampered with", 409)
        return Response(status_code=202)

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
            Route("/tampered", self.tampered, methods=["POST"]),
            Route("/watch", self.watch),
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


def refused_by(party: Node | Owner, order: Order) -> str | None:
    """Why the ledger would not do what is ordered, as the party knows it; None where it would, or where it will."""
    wanted: Body | None = None
    match order:
        case TransferOrder() | WithdrawOrder() | LeaveOrder():
            wanted = body_of(order)
        case OfferOrder() | TaskOrder():
            assert isinstance(party, Owner), "who takes the order was asked before"
            wanted = next(
                (body for body in party.noting(order).bodies() if isinstance(body, OfferService | PostTask)), None
            )
        case JoinOrder() if is_live(party.chain, party.keys):
            status = party.chain.state.nodes[NodeId(party.keys.name)].status
            return str(reject(Code.NODE_IS_LIVE, status=status.value))
    if wanted is None:
        return None
    going = [each.body for each in party.posting.transactions]
    before = (*going, *(body for body in party.outstanding if body not in going))
    found = refusal(party.chain, party.keys, before, wanted)
    return None if found is None or (type(order), found.code) in PASSES else str(found)


@contextmanager
def _client(folder: Path) -> Iterator[httpx.Client]:
    if not (folder / SOCKET).exists():
        raise PartyFailure(Failure.CONTROL_UNREACHABLE, f"{folder}: nothing is at work there.", REMEDY)
    transport = httpx.HTTPTransport(uds=str(folder / SOCKET))
    with httpx.Client(transport=transport, base_url="http://party", timeout=SECONDS, trust_env=False) as client:
        yield client


def watched_by(folder: Path, wanted: dict[str, str]) -> Iterator[Seen]:
    """What the process of a state directory tells to the end: see :meth:`Control.watch`.

    Raises:
        PartyFailure: CONTROL_UNREACHABLE, CONTROL_REFUSED.
    """
    with _client(folder) as client:
        yield from watch(client, folder, wanted)


def ask(folder: Path, method: str, route: str, octets: bytes = b"") -> httpx.Response:
    """One request to the process of a state directory.

    Raises:
        PartyFailure: CONTROL_UNREACHABLE, CONTROL_REFUSED.
    """
    with _client(folder) as client:
        try:
            answer = client.request(method, route, content=octets)
        except httpx.HTTPError as error:
            raise PartyFailure(Failure.CONTROL_UNREACHABLE, f"{folder}: {error}.", REMEDY) from error
    if answer.status_code >= 400:
        raise PartyFailure(Failure.CONTROL_REFUSED, f"{route}: {answer.text}.", "See leo client --help.")
    return answer
