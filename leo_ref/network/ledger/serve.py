"""The service as a process: state directory, sockets, server, and an end in order."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import trio
from attrs import frozen
from hypercorn.config import Config
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState
from hypercorn.utils import wrap_app

from leo_ref.core.keys import Keys
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block
from leo_ref.network.ledger.app import app_of
from leo_ref.network.ledger.behaviour import Behaviour
from leo_ref.network.ledger.database import FILE, create
from leo_ref.network.ledger.disk import Disk
from leo_ref.network.ledger.driving import ActionDriver
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.folder import locked, made_folder, token_of
from leo_ref.network.ledger.guard import hosts_of
from leo_ref.network.ledger.http1 import Http1Server
from leo_ref.network.ledger.limits import ServiceLimits, Slots
from leo_ref.network.ledger.listener import BoundedListener
from leo_ref.network.ledger.others import Others
from leo_ref.network.ledger.replay import begun, replayed
from leo_ref.network.ledger.service import LedgerService
from leo_ref.network.ledger.store import opened
from leo_ref.network.ledger.views import HeightViews
from leo_ref.parties.keys import producer

GRACE: Final = 3.0
"""Seconds for answers that are on their way when the service ends."""

BACKLOG: Final = 100


@frozen(kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    folder: Path
    keys: Keys | None
    genesis: bytes | None
    """The genesis document, where the ledger is to begin if there is none."""
    address: str
    port: int
    behaviour: Callable[[int], Behaviour]
    """Made from ``seconds_per_block`` of the genesis document."""
    limits: ServiceLimits
    names: tuple[str, ...]
    """What else the service is called."""
    origins: frozenset[str]
    driver: ActionDriver | None = None
    """Forwards actions of a page."""


@frozen(kw_only=True)
class Serving:
    """What is told when the service serves."""

    url: str
    token: str
    genesis: str
    height: int
    producer: str | None


def begin(folder: Path, genesis: bytes) -> None:
    """Makes a state directory with a ledger at height 0.

    Raises:
        LedgerFailure: of the genesis document, or of the directory.
    """
    begun(genesis)
    made_folder(folder)
    with locked(folder):
        create(folder, genesis)
        token_of(folder)


def run(wanted: Wanted, serving: Callable[[Serving], None], say: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT, which end it in order.

    Raises:
        LedgerFailure: why it could not begin, or why it ended.
    """
    if wanted.genesis is not None:
        begun(wanted.genesis)
    made_folder(wanted.folder)
    with locked(wanted.folder):
        if wanted.genesis is not None and not (wanted.folder / FILE).exists():
            create(wanted.folder, wanted.genesis)
        store = opened(wanted.folder)
        try:
            if wanted.genesis is not None and store.beginning()[1] != wanted.genesis:
                raise LedgerFailure(
                    Failure.GENESIS_DIFFERS, f"{wanted.folder}.", "Leave out --genesis, or choose another directory."
                )
            views = HeightViews(store)

            def told(before: State, block: Block, after: State, made: int) -> None:
                views.note(before, block, after, made)
                if after.height % 1000 == 0:
                    say(f"replayed {after.height}")

            here = replayed(store, told)
            if wanted.keys is not None and producer(wanted.keys) not in here.deployment.producers:
                raise LedgerFailure(
                    Failure.NOT_A_PRODUCER,
                    f"{wanted.keys.name}.",
                    "Leave out --key to follow the ledger, or use a key of the genesis document.",
                )
            token = token_of(wanted.folder)
            sock = _bound(wanted.address, wanted.port)

            async def main() -> None:
                behaviour = wanted.behaviour(here.deployment.parameters.seconds_per_block)
                service = LedgerService(
                    disk=Disk(store),
                    here=here,
                    views=views,
                    keys=wanted.keys,
                    behaviour=behaviour,
                    say=say,
                    driver=wanted.driver,
                )
                await _serve(service, token, sock, wanted, serving)

            trio.run(main)
        finally:
            store.close()


async def _serve(
    service: LedgerService, token: str, sock: socket.socket, wanted: Wanted, serving: Callable[[Serving], None]
) -> None:
    port = sock.getsockname()[1]
    shown = f"[{wanted.address}]" if ":" in wanted.address else wanted.address
    hosts = hosts_of(wanted.address, port, wanted.names)
    origins = wanted.origins | {f"http://{host}" for host in hosts}
    app = app_of(service, token, wanted.limits, hosts, origins)
    others = Others(service)
    service.others, service.broadcast = others.seen, others.broadcast
    async with trio.open_nursery() as outer:
        outer.start_soon(_until_signal, service)
        async with trio.open_nursery() as nursery:
            await nursery.start(http, app, sock, wanted.limits, service.disk.stopping)
            nursery.start_soon(service.intake.run)
            nursery.start_soon(service.keep_time)
            nursery.start_soon(others.run)
            serving(
                Serving(
                    url=f"http://{shown}:{port}",
                    token=token,
                    genesis=service.here.genesis.hex(),
                    height=service.state.height,
                    producer=None if service.keys is None else service.keys.name,
                )
            )
        outer.cancel_scope.cancel()
    if service.disk.failure is not None:
        raise service.disk.failure


async def http(
    app: Any,
    sock: socket.socket,
    limits: ServiceLimits,
    stopping: trio.Event,
    task_status: Any = trio.TASK_STATUS_IGNORED,
) -> None:
    """Hypercorn's server on this socket, with bounds on its connections."""
    config = Config()
    config.keep_alive_timeout = limits.head_seconds
    config.graceful_timeout = GRACE
    config.include_server_header = False
    config.errorlog = logging.getLogger("leo.ledger")
    context = WorkerContext(None)
    wrapped = wrap_app(app, config.wsgi_max_body_size, "asgi")
    listener = BoundedListener(
        trio.SocketListener(trio.socket.from_stdlib_socket(sock)),
        Slots(limits.connections, limits.address_connections),
        limits,
    )
    told = logging.getLogger("leo.ledger")

    async def handler(stream: Any) -> None:
        """A connection; whatever a stranger makes of it ends it alone."""
        try:
            await Http1Server(wrapped, config, context, ConnectionState({}), stream)
        except Exception as error:
            told.warning("a connection ended with %r", error)
            await trio.aclose_forcefully(stream)

    async with trio.open_nursery() as connections:
        async with trio.open_nursery() as accepting:
            accepting.start_soon(partial(trio.serve_listeners, handler, [listener], handler_nursery=connections))
            task_status.started()
            await stopping.wait()
            accepting.cancel_scope.cancel()
        await context.terminated.set()
        connections.cancel_scope.deadline = trio.current_time() + GRACE


async def _until_signal(service: LedgerService) -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as received:
        async for _ in received:
            service.disk.stop()


def _bound(address: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        LedgerFailure: PORT_TAKEN, ADDRESS_UNUSABLE.
    """
    try:
        family, kind, number, _, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        sock = socket.socket(family, kind, number)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(place)
            sock.listen(BACKLOG)
        except OSError:
            sock.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise LedgerFailure(Failure.PORT_TAKEN, f"{address}:{port}.", "Choose another: --port") from error
        raise LedgerFailure(
            Failure.ADDRESS_UNUSABLE, f"{address}:{port}: {error.strerror}.", "Choose another: --address, --port"
        ) from error
    return sock
