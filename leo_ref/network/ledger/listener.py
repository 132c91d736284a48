"""Connections within bounds: how many there are, of each address, and how long a client may take what it is sent.

The server (hypercorn) bounds heads of requests and idle connections by itself, and neither of these.
"""

from __future__ import annotations

import trio
from attrs import define

from leo_ref.network.ledger.limits import ServiceLimits, Slots


@define
class BoundedStream(trio.abc.HalfCloseableStream):
    """A connection; whoever does not take what it is sent in time, loses it."""

    stream: trio.SocketStream
    slots: Slots
    address: str
    send_seconds: float
    is_open: bool = True

    @property
    def socket(self) -> trio.socket.SocketType:
        """As the server asks for it."""
        return self.stream.socket

    async def send_all(self, data: bytes | memoryview) -> None:
        """Sends all of it, or breaks the connection off."""
        try:
            with trio.fail_after(self.send_seconds):
                await self.stream.send_all(data)
        except trio.TooSlowError:
            await self.aclose()
            raise trio.BrokenResourceError from None

    async def wait_send_all_might_not_block(self) -> None:
        """Until there is room in the kernel."""
        await self.stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """What came."""
        return bytes(await self.stream.receive_some(max_bytes))

    async def send_eof(self) -> None:
        """Says that nothing more is sent."""
        await self.stream.send_eof()

    async def aclose(self) -> None:
        """Ends it; its place is free."""
        if self.is_open:
            self.is_open = False
            self.slots.give(self.address)
        await self.stream.aclose()


@define
class BoundedListener(trio.abc.Listener[BoundedStream]):
    """Accepts connections while there is room, and closes those beyond at once."""

    listener: trio.SocketListener
    slots: Slots
    limits: ServiceLimits

    async def accept(self) -> BoundedStream:
        """The next connection for which there is room."""
        while True:
            stream = await self.listener.accept()
            try:
                address = str(stream.socket.getpeername()[0])
            except OSError:  # it has gone already
                await trio.aclose_forcefully(stream)
                continue
            if self.slots.take(address):
                return BoundedStream(stream, self.slots, address, self.limits.send_seconds)
            await trio.aclose_forcefully(stream)

    async def aclose(self) -> None:
        """Accepts no more."""
        await self.listener.aclose()
