"""Frames on a stream: their length in four octets, big-endian, then canonical JSON (§2)."""

from __future__ import annotations

from typing import Final

import trio

from leo_ref.network.peers.limits import SMALL_FRAME, Limits
from leo_ref.network.peers.negotiation import Octets
from leo_ref.network.peers.repute import Misdeed

HEADER: Final = 4


class Misdone(Exception):
    """The other side did what no honest peer does."""

    def __init__(self, misdeed: Misdeed) -> None:
        super().__init__(misdeed.value)
        self.misdeed = misdeed


def framed(octets: bytes) -> bytes:
    """A frame as it is sent."""
    return len(octets).to_bytes(HEADER, "big") + octets


async def read_frame(stream: Octets, most: int, limits: Limits, places: trio.CapacityLimiter | None = None) -> bytes:
    """The next frame, whenever it comes; raises ``Misdone`` where it is too long or comes too slowly.

    A frame that begins has to come; a long one is read once one of the ``places`` is free, so that all peers together
    have no more in memory than these hold.
    """
    length = int.from_bytes(await stream.read_exactly(HEADER), "big")
    if length > most:
        raise Misdone(Misdeed.OVERSIZED)
    if length <= SMALL_FRAME or places is None:
        return await read_in_time(stream, length, limits)
    async with places:
        return await read_in_time(stream, length, limits)


async def read_in_time(stream: Octets, length: int, limits: Limits) -> bytes:
    """So many octets of what has begun; raises ``Misdone`` where they come too slowly."""
    with trio.move_on_after(limits.patience + length / limits.least_speed):
        return await stream.read_exactly(length)
    raise Misdone(Misdeed.SLOW)
