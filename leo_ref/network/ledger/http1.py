"""The server's connections, with HTTP/1.1 alone.

Hypercorn goes over to HTTP/2 when a client asks for it, and its bounds on time do not hold there: a client that sends
garbage keeps its connection. Nobody needs HTTP/2 of this service, so such a connection is closed.
"""

from __future__ import annotations

from typing import Any

from attrs import define
from hypercorn.events import Closed, Event
from hypercorn.protocol.h11 import H2CProtocolRequiredError, H2ProtocolAssumedError
from hypercorn.trio.tcp_server import TCPServer


@define
class OneProtocol:
    """HTTP/1.1, and an end where another protocol is asked for."""

    inner: Any  # hypercorn's H11Protocol
    server: TCPServer

    async def initiate(self) -> None:
        """Begins."""
        await self.inner.initiate()

    async def handle(self, event: Event) -> None:
        """What came."""
        try:
            await self.inner.handle(event)
        except (H2CProtocolRequiredError, H2ProtocolAssumedError):
            await self.server.protocol_send(Closed())


class Http1Server(TCPServer):
    """One connection."""

    _one: OneProtocol

    @property
    def protocol(self) -> Any:
        """What the octets are given to."""
        return self._one

    @protocol.setter
    def protocol(self, wrapper: Any) -> None:
        self._one = OneProtocol(wrapper.protocol, self)

    async def _read_data(self) -> None:
        """Reads until the client has gone; then the wait for its next request ends, which hypercorn goes on with."""
        await super()._read_data()
        await self.idle_task.stop()
