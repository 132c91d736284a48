"""Peers that say what no honest peer says: each is dropped by name, costs little, and keeps nobody from being heard."""

from __future__ import annotations

import os
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
import trio
from attrs import evolve
from libp2p.stream_muxer.yamux.yamux import FLAG_ACK, TYPE_PING, YAMUX_HEADER_FORMAT

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.core.encoding import to_octets
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import SEALED_CHUNK, Imprint
from leo_ref.core.values import NodeId
from leo_ref.network.peers.bucket import Rate
from leo_ref.network.peers.channel import ChannelStream
from leo_ref.network.peers.contact import contact_of
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.frame import Contacts, PayloadOffer
from leo_ref.network.peers.framing import HEADER, framed
from leo_ref.network.peers.greeting import Farewell, Reason, Welcome
from leo_ref.network.peers.limits import FRAME_MOST
from leo_ref.network.peers.link import TALK
from leo_ref.network.peers.negotiation import HungUp, line
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.sender import gossip_of
from leo_ref.parties.message import AnswerMessage, JoinOrder
from tests.network.peers.makers import AGREEMENT, JOB, announcement, keys, request
from tests.network.peers.sockets.raw import (
    ANN,
    BEN,
    ENOUGH,
    EVE,
    HASTY,
    MANY,
    Raw,
    answer_to,
    channel_to,
    counted,
    greeting,
    party,
    raw,
    still_heard,
    tcp_to,
    told,
    until,
)


def replayed() -> bytes:
    """An answer that Ben signed for Ann, and that Eve sends."""
    evidence = Evidence(
        job=JOB,
        round=1,
        phase=Phase.DURING,
        monitor=NodeId(ANN.name),
        nonce_proof=b"",
        quote=b"",
        log=(),
        signature=b"",
    )
    return told(AnswerMessage(evidence=enveloped(BEN.account, evidence)))


RUBBISH: dict[str, tuple[Callable[[], bytes], Misdeed]] = {
    "no-json": (lambda: os.urandom(100), Misdeed.GARBAGE),
    "nothing": (lambda: b"", Misdeed.GARBAGE),
    "not-canonical": (lambda: b" " + told(request(EVE)), Misdeed.GARBAGE),
    "deep": (lambda: b"[" * 60000, Misdeed.GARBAGE),
    "order": (lambda: told(JoinOrder(owner=ANN.name)), Misdeed.GARBAGE),
    "no-payload": (
        lambda: to_octets(PayloadOffer(imprint=Imprint(length=SEALED_CHUNK + 1, root=bytes(32)))),
        Misdeed.GARBAGE,
    ),
    "false-sender": (lambda: told(request(BEN)), Misdeed.FALSE_SENDER),
    "replayed-answer": (replayed, Misdeed.FALSE_SENDER),
    "false-gossip": (
        lambda: to_octets(evolve(gossip_of(EVE, announcement(EVE), 1), announcement=announcement(BEN))),
        Misdeed.FALSE_GOSSIP,
    ),
    "false-contact": (
        lambda: to_octets(
            Contacts(contacts=(evolve(contact_of(BEN, AGREEMENT.genesis, (), 9), account=keys(9).name),))
        ),
        Misdeed.FALSE_CONTACT,
    ),
    "contact-elsewhere": (
        lambda: to_octets(Contacts(contacts=(contact_of(keys(9), bytes(32), (), 9),))),
        Misdeed.FALSE_CONTACT,
    ),
    "contact-without-address": (
        lambda: to_octets(Contacts(contacts=(contact_of(keys(9), AGREEMENT.genesis, ("x" * 10000,), 9),))),
        Misdeed.FALSE_CONTACT,
    ),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_dropped_and_refused_afterwards(name: str) -> None:
    make, misdeed = RUBBISH[name]

    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses) as ben:
            await ann.reached(1, ENOUGH)
            async with raw(ann, 66) as eve:
                for _ in range(3):
                    await eve.say(make())
                assert await eve.is_over()
            assert counted(ann, misdeed) in (2, 3)
            assert ann.counters[PeerCount.DROPPED] == 1
            async with channel_to(ann, EVE) as (_, channel):
                _, said = await answer_to(channel, to_octets(greeting(EVE)))
                assert said == Farewell(reason=Reason.BANNED)
            assert ann.counters[PeerCount.RECEIVED] == 0
            await still_heard(ann, ben)

    trio.run(play)


async def oversized(eve: Raw) -> None:
    await eve.stream.write((FRAME_MOST + 1).to_bytes(HEADER, "big"))


async def slow(eve: Raw) -> None:
    await eve.stream.write((1000).to_bytes(HEADER, "big") + b"{")


async def slow_and_long(eve: Raw) -> None:
    await eve.stream.write(FRAME_MOST.to_bytes(HEADER, "big") + b"{")


async def overrun(eve: Raw) -> None:
    """More than the windows of Yamux let through, to somebody who is not reading."""
    for _ in range(100):
        eve.stream._stream.send_window = 2**20
        await eve.say(told(request(EVE)) * 100)


async def many_streams(eve: Raw) -> None:
    for _ in range(20):
        await eve.channel._muxed.open_stream()


@pytest.mark.parametrize(
    ("act", "misdeed"),
    [
        (oversized, Misdeed.OVERSIZED),
        (slow, Misdeed.SLOW),
        (slow_and_long, Misdeed.SLOW),
    ],
)
def test_a_peer_that_breaks_the_frames_is_cut_off(act: Callable[[Raw], Awaitable[None]], misdeed: Misdeed) -> None:
    async def play() -> None:
        async with party(1, limits=HASTY) as ann, party(2, *ann.addresses) as ben:
            await ann.reached(1, ENOUGH)
            async with raw(ann, 66) as eve:
                with suppress(Exception):  # cut off while it is at it
                    await act(eve)
                assert await eve.is_over()
            assert counted(ann, misdeed) == 1
            await still_heard(ann, ben)

    trio.run(play)


def test_too_many_streams_end_the_connection() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, serving=100)) as ann:
            async with raw(ann, 66) as eve:
                with suppress(Exception):  # cut off while it is at it
                    await many_streams(eve)
                assert await eve.is_over()
            assert counted(ann, Misdeed.OVERSIZED) == 1

    trio.run(play)


def test_more_fetches_at_once_than_are_served_are_cut_off() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, serving=1)) as ann, raw(ann, 66) as eve:
            first = await eve.channel._muxed.open_stream()
            second = ChannelStream(await eve.channel._muxed.open_stream())
            with pytest.raises(HungUp):
                await second.read_exactly(1)
            assert not first.closed
            assert ann.peers() == (EVE.name,)
            assert counted(ann, Misdeed.SLOW) == 0

    trio.run(play)


def test_octets_beyond_the_windows_end_the_connection() -> None:
    async def play() -> None:
        limits = evolve(MANY, buffered=2**19, messages=Rate(burst=1, per_second=0.01))
        async with party(1, limits=limits) as ann, raw(ann, 66) as eve:
            with suppress(Exception):  # cut off while it is at it
                await overrun(eve)
            assert await eve.is_over()
            await until(lambda: ann.peers() == ())

    trio.run(play)


async def noise_of_the_line(tcp: trio.SocketStream) -> None:
    await tcp.send_all(os.urandom(4096))


async def long_line(tcp: trio.SocketStream) -> None:
    await tcp.send_all(b"\xff\xff\xff\xff\x0f" + bytes(1000))


async def plain_text(tcp: trio.SocketStream) -> None:
    await tcp.send_all(line("/multistream/1.0.0") + line("/plaintext/2.0.0") + bytes(1000))


async def no_noise(tcp: trio.SocketStream) -> None:
    await tcp.send_all(line("/multistream/1.0.0") + line("/noise") + b"\xff\xff" + os.urandom(65535))


async def silence(tcp: trio.SocketStream) -> None:
    await tcp.send_all(b"")


@pytest.mark.parametrize("act", [noise_of_the_line, long_line, plain_text, no_noise, silence])
def test_who_never_shakes_hands_is_cut_off(act: Callable[[trio.SocketStream], Awaitable[None]]) -> None:
    async def play() -> None:
        async with party(1, limits=HASTY) as ann, party(2, *ann.addresses) as ben:
            await ann.reached(1, ENOUGH)
            tcp = await tcp_to(ann)
            await act(tcp)
            with trio.fail_after(ENOUGH), suppress(trio.BrokenResourceError):
                while await tcp.receive_some(1000):
                    pass
            await tcp.aclose()
            assert ann.peers() == (BEN.name,)
            await still_heard(ann, ben)

    trio.run(play)


def forged() -> bytes:
    """Eve's connection for Ben's account, with Ben's own signature on Ben's own contact."""
    return to_octets(greeting(BEN))


def own_signature() -> bytes:
    said = greeting(EVE)
    return to_octets(evolve(said, contact=evolve(said.contact, account=BEN.name)))


@pytest.mark.parametrize("make", [forged, own_signature])
def test_nobody_speaks_for_another_account(make: Callable[[], bytes]) -> None:
    async def play() -> None:
        async with party(1) as ann, channel_to(ann, EVE) as (_, channel):
            _, said = await answer_to(channel, make())
            assert said == Farewell(reason=Reason.NOT_THAT_ACCOUNT)
            await until(lambda: ann.counters[f"{PeerCount.REFUSED}:not-that-account"])
            assert ann.peers() == ()
            assert ann.troubles()[-1].what == "not-that-account"

    trio.run(play)


@pytest.mark.parametrize(
    "said", [b"", b"{}", os.urandom(50), to_octets(Welcome())], ids=["nothing", "{}", "noise", "welcome"]
)
def test_who_does_not_greet_is_told_so(said: bytes) -> None:
    async def play() -> None:
        async with party(1) as ann, channel_to(ann, EVE) as (_, channel):
            assert (await answer_to(channel, said))[1] == Farewell(reason=Reason.NO_GREETING)
            assert ann.peers() == ()

    trio.run(play)


def test_nothing_is_heard_of_who_has_not_ended_the_greeting() -> None:
    async def play() -> None:
        async with party(1) as ann, channel_to(ann, EVE) as (_, channel):
            stream, _ = await answer_to(channel, to_octets(greeting(EVE)))
            await stream.write(framed(told(request(EVE))))
            await until(lambda: ann.counters[f"{PeerCount.REFUSED}:no-greeting"])
            assert ann.counters[PeerCount.RECEIVED] == 0

    trio.run(play)


def test_a_long_first_frame_is_not_read() -> None:
    async def play() -> None:
        async with party(1) as ann, channel_to(ann, EVE) as (_, channel):
            stream = await channel.open(TALK)
            await stream.write((2**20).to_bytes(HEADER, "big"))
            with pytest.raises(HungUp):
                await stream.read_exactly(1)
            assert ann.peers() == ()

    trio.run(play)


def test_a_flood_is_slowed_down_and_others_are_heard_meanwhile() -> None:
    async def play() -> None:
        limits = evolve(MANY, messages=Rate(burst=20, per_second=0.001))
        async with party(1, limits=limits) as ann, party(2, *ann.addresses) as ben, raw(ann, 66) as eve:
            await ann.reached(2, ENOUGH)
            for _ in range(200):
                await eve.say(told(request(EVE)))
            await until(lambda: ann.counters[PeerCount.RECEIVED] >= 10)
            for _ in range(3):
                await still_heard(ann, ben)
            await trio.sleep(0.5)
            assert ann.counters[PeerCount.RECEIVED] <= 20 + 3

    trio.run(play)


def test_octets_of_messages_have_a_rate_too() -> None:
    async def play() -> None:
        limits = evolve(MANY, octets=Rate(burst=3000, per_second=0.001))
        async with party(1, limits=limits) as ann, raw(ann, 66) as eve:
            for _ in range(50):
                await eve.say(told(request(EVE)))
            await until(lambda: ann.counters[PeerCount.RECEIVED] >= 5)
            await trio.sleep(0.5)
            assert ann.counters[PeerCount.RECEIVED] < 50

    trio.run(play)


def test_frames_below_the_messages_are_slowed_down_too() -> None:
    async def play() -> None:
        limits = evolve(MANY, yamux=Rate(burst=200, per_second=0.001))
        async with party(1, limits=limits) as ann, party(2, *ann.addresses) as ben, raw(ann, 66) as eve:
            await ann.reached(2, ENOUGH)
            ping = struct.pack(YAMUX_HEADER_FORMAT, 0, TYPE_PING, FLAG_ACK, 0, 0)
            for _ in range(500):
                await eve.channel._muxed._write_frame(ping)
            await eve.say(told(request(EVE)))
            for _ in range(5):
                await still_heard(ann, ben)
            assert ann.counters[PeerCount.RECEIVED] == 5

    trio.run(play)


def test_contacts_beyond_the_rate_are_not_looked_at() -> None:
    signed, false = contact_of(keys(9), AGREEMENT.genesis, (), 1), evolve(greeting(BEN).contact, serial=99)

    async def play() -> None:
        async with party(1, limits=evolve(MANY, contacts_verified=Rate(burst=1, per_second=0.001))) as ann:
            async with raw(ann, 66) as eve:
                for _ in range(5):
                    await eve.say(to_octets(Contacts(contacts=(signed, false))))
                    await eve.say(told(request(EVE)))
                await until(lambda: ann.counters[PeerCount.RECEIVED] == 5)
            assert counted(ann, Misdeed.FALSE_CONTACT) == 0

    trio.run(play)


def test_a_host_of_libp2p_itself_is_told_nothing() -> None:
    async def play() -> None:
        from libp2p import new_host
        from libp2p.custom_types import TProtocol
        from libp2p.peer.peerinfo import info_from_p2p_addr
        from multiaddr import Multiaddr

        async with party(1) as ann:
            host = new_host()
            async with host.run(listen_addrs=[Multiaddr("/ip4/127.0.0.1/tcp/0")]):
                info = info_from_p2p_addr(Multiaddr(ann.addresses[0]))
                with trio.fail_after(ENOUGH):
                    said = b""
                    with suppress(Exception):  # libp2p has many
                        await host.connect(info)
                        stream = await host.new_stream(info.peer_id, [TProtocol("/ipfs/id/1.0.0")])
                        said = await stream.read(1)
                    assert said == b""
            assert ann.peers() == ()

    trio.run(play)
