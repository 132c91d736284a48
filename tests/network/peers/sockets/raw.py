"""Peers that say what they like: connections of their own, below everything that bounds honest ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import trio
from attrs import define, evolve

from leo_ref.core.encoding import canonical, encode, from_octets, to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.network.peers.address import address_of
from leo_ref.network.peers.bucket import Rate
from leo_ref.network.peers.channel import Channel, ChannelStream, identity_of, secured
from leo_ref.network.peers.contact import connection_key, contact_of
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.frame import Frame
from leo_ref.network.peers.framing import framed, read_frame
from leo_ref.network.peers.greeting import Agreement, Farewell, Greeting, Reason, Welcome, greeting_of, handshake_of
from leo_ref.network.peers.limits import DEFAULTS, FRAME_MOST, Limits
from leo_ref.network.peers.link import TALK
from leo_ref.network.peers.negotiation import HungUp
from leo_ref.network.peers.network import PeerNetwork, open_peers
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.settings import Settings
from leo_ref.parties.message import Sent
from tests.network.peers.makers import AGREEMENT, keys, request

HERE = "/ip4/127.0.0.1/tcp/0"
ENOUGH = 30
"""Seconds after which a test has failed."""
MANY: Limits = evolve(
    DEFAULTS, per_address=100, handshakes_per_address=100, handshakes=100, openings=Rate(burst=1000, per_second=1000)
)
"""For tests that are not about the door."""
ANN, BEN, EVE = keys(1), keys(2), keys(66)
HASTY = evolve(MANY, handshake_seconds=1.0, patience=0.3, least_speed=2**30)
"""For tests of what is slow."""


@asynccontextmanager
async def party(
    number: int, *bootstrap: str, limits: Limits = MANY, agreement: Agreement = AGREEMENT, listen: str = HERE
) -> AsyncIterator[PeerNetwork]:
    """An honest one."""
    settings = Settings(listen=(listen,), bootstrap=bootstrap, limits=limits)
    async with open_peers(keys(number), agreement, settings) as network:
        yield network


async def until(condition: Callable[[], object]) -> None:
    """Wait for something to become true."""
    with trio.fail_after(ENOUGH):
        while not condition():
            await trio.sleep(0.01)


async def tcp_to(network: PeerNetwork, source: str | None = None) -> trio.SocketStream:
    """A connection on which nothing is said yet, from this address of the machine."""
    place = address_of(network.addresses[0])
    return await trio.open_tcp_stream(place.host, place.port, local_address=source)


@define
class Raw:
    """A peer on the talk stream."""

    tcp: trio.SocketStream
    channel: Channel
    stream: ChannelStream

    async def say(self, octets: bytes) -> None:
        """A frame, whatever is in it."""
        await self.stream.write(framed(octets))

    async def hear(self) -> Frame:
        """The next frame of the other side."""
        found = from_octets(Frame, await read_frame(self.stream, FRAME_MOST, DEFAULTS))
        assert not isinstance(found, Rejection)
        return found

    async def is_over(self) -> bool:
        """Wait for the other side to end the connection."""
        with trio.fail_after(ENOUGH):
            while True:
                try:
                    await self.stream.read_exactly(1)
                except HungUp:
                    return True


@asynccontextmanager
async def channel_to(
    network: PeerNetwork, who: Keys, source: str | None = None
) -> AsyncIterator[tuple[trio.SocketStream, Channel]]:
    """A connection that Noise made secret, with the key of this party's connections."""
    tcp = await tcp_to(network, source)
    async with trio.open_nursery() as nursery:
        channel = await secured(tcp, identity_of(connection_key(who)), MANY, dialled=True)
        nursery.start_soon(channel.run)
        try:
            yield tcp, channel
        finally:
            await trio.aclose_forcefully(tcp)
            nursery.cancel_scope.cancel()


def greeting(who: Keys, agreement: Agreement = AGREEMENT) -> Greeting:
    """What an honest party says first."""
    return greeting_of(agreement, contact_of(who, agreement.genesis, (), 1))


async def answer_to(channel: Channel, said: bytes) -> tuple[ChannelStream, Greeting | Welcome | Farewell | Reason]:
    """What comes back to a first frame."""
    stream = await channel.open(TALK)
    await stream.write(framed(said))
    return stream, handshake_of(await read_frame(stream, FRAME_MOST, DEFAULTS))


@asynccontextmanager
async def raw(network: PeerNetwork, number: int, source: str | None = None) -> AsyncIterator[Raw]:
    """A peer that was let in."""
    async with channel_to(network, keys(number), source) as (tcp, channel):
        stream, theirs = await answer_to(channel, to_octets(greeting(keys(number))))
        assert isinstance(theirs, Greeting), theirs
        await stream.write(framed(to_octets(Welcome())))
        await until(lambda: keys(number).name in network.peers())
        yield Raw(tcp, channel, stream)


def told(message: object) -> bytes:
    """A frame with a message of parties, whatever is in it."""
    return canonical({"kind": "direct", "message": encode(message)})  # type: ignore[arg-type] # any record


async def still_heard(network: PeerNetwork, honest: PeerNetwork) -> None:
    """An honest party's message comes through."""
    honest.send(Sent(ANN.name, request(BEN)))
    with trio.fail_after(ENOUGH):
        while True:
            sender, message = await network.received.receive()
            if (sender, message) == (BEN.name, request(BEN)):
                return


def counted(network: PeerNetwork, misdeed: Misdeed) -> int:
    """How often a party was blamed for this."""
    return network.counters[f"{PeerCount.MISDEED}:{misdeed.value}"]
