"""Multistream-select 1.0: both sides name the protocol of a connection or stream, as libp2p does.

libp2p 0.8.1 reads a line of any length that a stranger names, before anything is encrypted. So it is written here anew,
with lines of at most 128 octets; the octets are the same.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

VERSION_LINE: Final = "/multistream/1.0.0"
NOT_FOUND: Final = "na"
LINE_MOST: Final = 127
"""Octets of the longest line, its end included: their number is one octet."""
TRIES_MOST: Final = 8
"""Protocols that the other side may ask for before it is given up."""


class HungUp(Exception):
    """The other side ended the connection or stream, or said what it may not say."""


class Octets(Protocol):
    """Octets from and to somebody."""

    async def read_exactly(self, count: int) -> bytes:
        """So many octets; raises ``HungUp`` where they do not come."""

    async def write(self, octets: bytes) -> None:
        """Send octets; raises ``HungUp`` where that is not possible."""


def line(text: str) -> bytes:
    """A line as it is sent: its length in one octet, the text, a line feed."""
    octets = text.encode() + b"\n"
    assert len(octets) <= LINE_MOST, text
    return bytes([len(octets)]) + octets


async def read_line(stream: Octets) -> str:
    """The next line, without its end."""
    (length,) = await stream.read_exactly(1)
    if not 0 < length <= LINE_MOST:
        raise HungUp(f"a line of negotiation says to have {length} octets or more")
    octets = await stream.read_exactly(length)
    if not octets.endswith(b"\n") or not octets.isascii():
        raise HungUp("a line of negotiation is no line")
    return octets[:-1].decode("ascii")


async def asked_for(stream: Octets, protocol: str) -> None:
    """Ask for a protocol, as the side that opened; raises ``HungUp`` where the other does not speak it."""
    await stream.write(line(VERSION_LINE) + line(protocol))
    answers = (await read_line(stream), await read_line(stream))
    if answers != (VERSION_LINE, protocol):
        raise HungUp(f"{protocol} is not spoken: {answers[1]}")


async def agreed_to(stream: Octets, protocols: Collection[str]) -> str:
    """The protocol that the other side asked for and that is spoken here."""
    if await read_line(stream) != VERSION_LINE:
        raise HungUp("no multistream-select 1.0")
    await stream.write(line(VERSION_LINE))
    for _ in range(TRIES_MOST):
        wanted = await read_line(stream)
        if wanted in protocols:
            await stream.write(line(wanted))
            return wanted
        await stream.write(line(NOT_FOUND))
    raise HungUp("none of the protocols asked for is spoken here")
