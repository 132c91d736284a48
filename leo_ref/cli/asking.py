"""The oracle over HTTP, for this machine only: the body of a POST is one message, and the answer is its line."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from typing import Any, Final

import trio
from hypercorn.config import Config
from hypercorn.trio import serve as serve_app
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from leo_ref.oracle import Session, answer_line

ADDRESS: Final = "127.0.0.1"
OCTETS_MOST: Final = 1 << 24
"""Of one message."""


def app() -> Starlette:
    """One session for all who ask; messages are answered one after the other.

    A page in a browser cannot ask: its requests have an origin, or name a host that this is not.
    """
    session = Session()
    turn = trio.Lock()

    async def ask(request: Request) -> Response:
        nonlocal session
        if "origin" in request.headers:
            return PlainTextResponse("pages are not answered\n", 403)
        octets = bytearray()
        async for part in request.stream():
            octets += part
            if len(octets) > OCTETS_MOST:
                return PlainTextResponse(f"a message has at most {OCTETS_MOST} octets\n", 413)
        async with turn:
            session, said = await trio.to_thread.run_sync(answer_line, session, bytes(octets))
        return Response(said, media_type="application/json")

    return Starlette(
        routes=[Route("/v1/ask", ask, methods=["POST"])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[ADDRESS, "localhost"])],
    )


def serve(port: int, serving: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT, which end it in order; ``serving`` is told the address."""
    with socket.create_server((ADDRESS, port)) as listening:
        config = Config()
        config.bind = [f"fd://{listening.detach()}"]
        config.accesslog = config.errorlog = None
        url = f"http://{ADDRESS}:{_port(config)}"
        trio.run(_serve, config, lambda: serving(url))


def _port(config: Config) -> int:
    with socket.socket(fileno=int(config.bind[0].removeprefix("fd://"))) as listening:
        port: int = listening.getsockname()[1]
        listening.detach()
    return port


async def _serve(config: Config, serving: Callable[[], None]) -> None:
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

        async def ended() -> None:
            async for _ in signals:
                return

        serving()
        asgi: Any = app()  # Starlette and hypercorn write the type of an application in two ways
        await serve_app(asgi, config, shutdown_trigger=ended)
