"""A link: a connection to an account that proved itself, with the frames on their way to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import trio

from leo_ref.core.encoding import to_octets
from leo_ref.core.values import AccountId
from leo_ref.network.peers.bucket import full, taken
from leo_ref.network.peers.channel import Channel, ChannelStream
from leo_ref.network.peers.framing import framed, read_frame
from leo_ref.network.peers.greeting import (
    Farewell,
    Greeting,
    Reason,
    Welcome,
    handshake_of,
)
from leo_ref.network.peers.limits import FRAME_MOST, GREETING_MOST, Limits
from leo_ref.network.peers.negotiation import HungUp, agreed_to

TALK: Final = "/leo/talk"
"""The stream of greetings and frames; its version is in the greetings, so that another one can be refused by name."""
CHUNKS: Final = "/leo/chunks"
"""A stream on which one payload is fetched."""


class Declined(Exception):
    """The handshake ended with a reason."""

    def __init__(self, reason: Reason, account: AccountId | None, *, by_us: bool) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.account = account
        self.by_us = by_us


async def greeted(
    channel: Channel, greeting: Greeting, judge: Callable[[Greeting], Reason | None], limits: Limits, *, dialled: bool
) -> tuple[ChannelStream, Greeting]:
    """The stream to talk on, and what the other side says of itself; the dialling side speaks first.

    ``judge`` says why the other side is refused, or None. Raises ``Declined`` where either side refuses the other,
    ``HungUp`` where the other ends it without a reason, ``Misdone`` where its first frames are too long or too slow.
    """
    if dialled:
        stream = await channel.open(TALK)
        await _say(stream, greeting)
    else:
        stream = await channel.accept()
        await agreed_to(stream, [TALK])
    theirs = await _heard(stream, limits, None)
    if not isinstance(theirs, Greeting):
        raise await _decline(stream, Reason.NO_GREETING, None)
    account = theirs.contact.account
    found = judge(theirs)
    if found is not None:
        raise await _decline(stream, found, account)
    await _say(stream, Welcome() if dialled else greeting)
    if not dialled and not isinstance(await _heard(stream, limits, account), Welcome):
        raise await _decline(stream, Reason.NO_GREETING, account)
    return stream, theirs


async def _say(stream: ChannelStream, said: Greeting | Welcome | Farewell) -> None:
    await stream.write(framed(to_octets(said)))


async def _heard(stream: ChannelStream, limits: Limits, account: AccountId | None) -> Greeting | Welcome:
    found = handshake_of(await read_frame(stream, GREETING_MOST, limits))
    if isinstance(found, Reason):
        raise await _decline(stream, found, account)
    if isinstance(found, Farewell):
        raise Declined(found.reason, account, by_us=False)
    return found


async def _decline(stream: ChannelStream, reason: Reason, account: AccountId | None) -> Declined:
    """Tell the other side why, and give it a second to read that before the connection is closed."""
    with trio.move_on_after(1):
        try:
            await _say(stream, Farewell(reason=reason))
            await stream.read_exactly(1)
        except HungUp:
            pass
    return Declined(reason, account, by_us=True)


class Link:
    """One connection, once both sides know whose it is."""

    def __init__(
        self,
        account: AccountId,
        channel: Channel,
        stream: ChannelStream,
        limits: Limits,
        scope: trio.CancelScope,
        address: str | None = None,
    ) -> None:
        self.account = account
        self.address = address
        """Whence it was opened; None where it was opened here."""
        self.channel = channel
        self.scope = scope
        """Cancelled to end it."""
        self.serving = 0
        """Payloads that the peer fetches now."""
        self._stream = stream
        self._limits = limits
        self.heard = now = trio.current_time()
        """When a frame came last."""
        self._frames, self._octets = full(limits.messages, now), full(limits.octets, now)
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._wanted = trio.Event()

    def push(self, octets: bytes) -> bool:
        """Send a frame when it is its turn; whether there is room for it."""
        if self._queued + len(octets) > self._limits.waiting_octets and self._queue:
            return False
        self._queue.append(octets)
        self._queued += len(octets)
        self._wanted.set()
        return True

    def unsent(self) -> list[bytes]:
        """The frames of which nothing went out."""
        return list(self._queue)

    async def write_all(self) -> None:
        """Send what is pushed, for as long as the connection is there."""
        while True:
            await self._wanted.wait()
            while self._queue:
                octets = self._queue.popleft()
                self._queued -= len(octets)
                with trio.move_on_after(self._limits.patience + len(octets) / self._limits.least_speed) as scope:
                    await self._stream.write(framed(octets))
                if scope.cancelled_caught:
                    raise HungUp("the other side does not read")
            self._wanted = trio.Event()

    async def read(self, places: trio.CapacityLimiter) -> bytes:
        """The next frame, not before the peer's rates allow for it."""
        octets = await read_frame(self._stream, FRAME_MOST, self._limits, places)
        self.heard = now = trio.current_time()
        self._frames, first = taken(self._limits.messages, self._frames, now, 1)
        self._octets, second = taken(self._limits.octets, self._octets, now, len(octets))
        if first or second:
            await trio.sleep(max(first, second))
        return octets
