"""Connections: TCP, then libp2p's Noise and Yamux. The only module that imports libp2p.

libp2p's own host is not used. In 0.8.1 it holds a place for each connection that others opened until the host ends, it
opens streams to and takes them from everybody who connects, and it offers transports without encryption. What is used
of it is what has to be the same on both sides, octet by octet: the handshake of Noise, the frames of Yamux and how a
peer's id is made.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import trio
from attrs import frozen
from libp2p.crypto.ed25519 import Ed25519PrivateKey
from libp2p.crypto.keys import KeyPair
from libp2p.crypto.x25519 import create_new_key_pair
from libp2p.peer.id import ID
from libp2p.security.noise.transport import Transport
from libp2p.stream_muxer.yamux.yamux import HEADER_SIZE, Yamux

from leo_ref.network.peers.bucket import Rate, full, taken
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.negotiation import HungUp, agreed_to, asked_for

NOISE: Final = "/noise"
YAMUX: Final = "/yamux/1.0.0"
PIECE: Final = 2**16 - 64
"""Octets that are written at once: with Yamux's header they are one message of Noise."""
WINDOW_POLL: Final = 0.01
"""Seconds after which it is asked again whether the other side has room."""

# What strangers send makes libp2p write warnings; what matters of it is counted here.
logging.getLogger("libp2p").setLevel(logging.CRITICAL + 1)


@frozen
class ConnectionIdentity:
    """The key that a party's connections have."""

    transport: Any
    """libp2p's Noise with this key."""
    peer_id: str


def identity_of(seed: bytes) -> ConnectionIdentity:
    """The identity whose Ed25519 key has this seed of 32 octets."""
    private = Ed25519PrivateKey.from_bytes(seed)
    pair = KeyPair(private, private.get_public_key())
    return ConnectionIdentity(
        Transport(pair, create_new_key_pair().private_key), peer_id_of(pair.public_key.to_bytes())
    )


def peer_id_of(key: bytes) -> str:
    """How libp2p writes the id of an Ed25519 public key: the identity hash of its protobuf, in base 58."""
    return str(ID(b"\x00\x24\x08\x01\x12\x20" + key))


class _Tcp:
    """A TCP connection as libp2p reads and writes it."""

    def __init__(self, tcp: trio.SocketStream) -> None:
        self._tcp = tcp
        self._lock = trio.Lock()

    async def read(self, count: int) -> bytes:
        """Exactly so many: libp2p gives up after a hundred pieces."""
        found = bytearray()
        while len(found) < count:
            try:
                piece = await self._tcp.receive_some(count - len(found))
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                raise HungUp("the connection broke") from error
            if not piece:
                raise HungUp("the connection ended")
            found += piece
        return bytes(found)

    async def write(self, octets: bytes) -> None:
        async with self._lock:
            try:
                await self._tcp.send_all(octets)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                raise HungUp("the connection broke") from error

    async def close(self) -> None:
        await trio.aclose_forcefully(self._tcp)

    def get_remote_address(self) -> None:
        """Not known; only libp2p's logs ask for it."""

    async def read_exactly(self, count: int) -> bytes:
        return await _exactly(self, count)


async def _exactly(stream: Any, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        try:
            piece = await stream.read(count - len(found))
        except Exception as error:  # libp2p has many for one thing: it is over
            raise HungUp("the connection or stream ended") from error
        if not piece:
            raise HungUp("the connection or stream ended")
        found += piece
    return bytes(found)


class _Secured:
    """What Noise made of it, as Yamux reads and writes it: no more headers of frames over time than the rate lets."""

    def __init__(self, session: Any, rate: Rate) -> None:
        self._session = session
        self._rate = rate
        self._bucket = full(rate, trio.current_time())

    async def read(self, count: int) -> bytes:
        if count == HEADER_SIZE:
            self._bucket, wait = taken(self._rate, self._bucket, trio.current_time(), 1)
            if wait:
                await trio.sleep(wait)
        octets: bytes = await self._session.read(count)
        return octets

    async def read_exactly(self, count: int) -> bytes:
        return await _exactly(self._session, count)

    async def write(self, octets: bytes) -> None:
        await self._session.write(octets)

    async def close(self) -> None:
        await self._session.close()

    def get_remote_address(self) -> None:
        """Not known; only libp2p's logs ask for it."""


class Overrun(trio.TooSlowError):
    """The other side sent more than it was let; of this kind because Yamux lets no other exception through."""


class _Yamux(Yamux):  # type: ignore[misc] # libp2p is not followed
    """Yamux that ends the connection where the other side ignores the windows, and asks for no round trips.

    Yamux of libp2p 0.8.1 writes a warning where more comes than a window allows, and keeps it all.
    """

    def __init__(self, session: Any, peer: ID, dialled: bool, limits: Limits) -> None:
        super().__init__(session, peer, is_initiator=dialled)
        self._limits = limits

    def rtt(self) -> float:
        """Next to nothing, so that windows do not grow."""
        return 1e-9

    async def _measure_rtt_loop(self) -> None:
        """Nothing: the kernel asks whether the other side is there."""

    async def _read_data_body(self, length: int) -> bytes:
        if length + sum(map(len, self.stream_buffers.values())) > self._limits.buffered:
            raise Overrun
        body: bytes = await super()._read_data_body(length)
        return body


class ChannelStream:
    """One stream of a connection."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def read_exactly(self, count: int) -> bytes:
        """So many octets; raises ``HungUp`` where they do not come."""
        return await _exactly(self._stream, count)

    async def write(self, octets: bytes) -> None:
        """Send octets as the other side has room for them, which may be never; raises ``HungUp`` where it is over."""
        left = memoryview(octets)
        while left:
            while self._stream.send_window <= 0:
                if self._stream.closed or self._stream.conn.event_shutting_down.is_set():
                    raise HungUp("the stream ended")
                await trio.sleep(WINDOW_POLL)
            piece = left[: min(self._stream.send_window, PIECE)]
            try:
                await self._stream.write(bytes(piece))
            except Exception as error:  # as in _exactly
                raise HungUp("the stream ended") from error
            left = left[len(piece) :]

    async def close(self) -> None:
        """Nothing more will be sent."""
        try:
            await self._stream.close()
        except Exception as error:  # as in _exactly
            raise HungUp("the stream ended") from error

    async def reset(self) -> None:
        """End the stream at once, both ways."""
        try:
            await self._stream.reset()
        except Exception as error:  # as in _exactly
            raise HungUp("the stream ended") from error


class Channel:
    """A connection that Noise made secret, and of which it proved with which key the other side has it."""

    def __init__(self, muxed: _Yamux, proven: bytes, limits: Limits) -> None:
        self._muxed = muxed
        self._limits = limits
        self.proven = proven
        """The other side's Ed25519 public key, 32 octets."""

    async def run(self) -> None:
        """Carry octets until the connection ends, or the other side breaks the rules of Yamux."""
        try:
            await self._muxed.start()
        except* Exception:  # it ended in one of many ways
            pass

    async def open(self, protocol: str) -> ChannelStream:
        """A new stream for a protocol."""
        await self._muxed.event_started.wait()
        try:
            stream = ChannelStream(await self._muxed.open_stream())
        except Exception as error:  # as in _exactly
            raise HungUp("the connection ended") from error
        await asked_for(stream, protocol)
        return stream

    async def accept(self) -> ChannelStream:
        """The next stream that the other side opens; its protocol is not agreed yet."""
        try:
            stream = await self._muxed.accept_stream()
        except Exception as error:  # as in _exactly
            raise HungUp("the connection ended") from error
        if len(self._muxed.streams) > self._limits.streams:
            raise Overrun
        return ChannelStream(stream)


async def secured(tcp: trio.SocketStream, identity: ConnectionIdentity, limits: Limits, *, dialled: bool) -> Channel:
    """The connection made secret; raises ``HungUp`` where the other side cannot or does not want that."""
    raw = _Tcp(tcp)
    await (asked_for(raw, NOISE) if dialled else agreed_to(raw, [NOISE]))
    try:
        if dialled:
            session = await identity.transport.secure_outbound(raw, None)
        else:
            session = await identity.transport.secure_inbound(raw)
        peer = session.get_remote_peer()
        proven = peer.extract_public_key()
    except Exception as error:  # whatever a stranger's octets make of Noise and its protobuf
        raise HungUp("no handshake of Noise") from error
    if proven is None or peer_id_of(proven.to_bytes()) != str(peer):
        raise HungUp("the key of the connection is not of Ed25519")
    inner = _Secured(session, limits.yamux)
    try:
        await (asked_for(inner, YAMUX) if dialled else agreed_to(inner, [YAMUX]))
    except HungUp:
        raise
    except Exception as error:  # as above
        raise HungUp("no Yamux") from error
    return Channel(_Yamux(inner, peer, dialled, limits), proven.to_bytes(), limits)
