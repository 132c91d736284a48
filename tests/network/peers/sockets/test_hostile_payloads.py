"""Peers that offer payloads which they do not give, or give falsely, slowly, or in heaps."""

from __future__ import annotations

from contextlib import suppress

import trio
from attrs import evolve

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.imprint import SEALED_CHUNK
from leo_ref.network.peers.bucket import Rate
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.frame import PayloadOffer
from leo_ref.network.peers.link import CHUNKS
from leo_ref.network.peers.negotiation import HungUp, agreed_to
from leo_ref.network.peers.payloads import HELD
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.store import Store
from leo_ref.sealing.imprint import imprint_of
from tests.network.peers.sockets.raw import (
    HASTY,
    MANY,
    Raw,
    counted,
    party,
    raw,
    until,
)


async def offer_as(eve: Raw, octets: bytes, shown: bytes) -> None:
    """Offer a payload and give something for its first chunk."""
    await eve.say(to_octets(PayloadOffer(imprint=imprint_of(octets))))
    stream = await eve.channel.accept()
    await agreed_to(stream, [CHUNKS])
    await stream.write(HELD + shown)


def test_a_false_chunk_costs_its_giver_the_connection_and_the_rest_comes_from_others() -> None:
    octets = bytes(range(256)) * 600

    async def play() -> None:
        async with party(1) as ann:
            async with raw(ann, 66) as eve:
                await offer_as(eve, octets, bytes(32 * 2 + SEALED_CHUNK))
                assert await eve.is_over()
            assert counted(ann, Misdeed.FALSE_CHUNK) == 1
            assert ann.counters[PeerCount.CHUNKS_FETCHED] == 0

    trio.run(play)


def test_a_slow_source_is_given_up() -> None:
    async def play() -> None:
        async with party(1, limits=HASTY) as ann, raw(ann, 66) as eve:
            await offer_as(eve, bytes(10**5), b"")
            await until(lambda: counted(ann, Misdeed.SLOW) == 1)

    trio.run(play)


def test_a_source_that_gives_each_chunk_in_time_and_all_of_them_too_slowly_is_given_up() -> None:
    octets = bytes(20 * SEALED_CHUNK)
    store = Store(len(octets))
    store.hold(imprint_of(octets), octets)
    holding = store.holding(imprint_of(octets))
    assert holding is not None
    limits = evolve(HASTY, patience=1.0)

    async def play() -> None:
        async with party(1, limits=limits) as ann, raw(ann, 66) as eve:
            await eve.say(to_octets(PayloadOffer(imprint=imprint_of(octets))))
            stream = await eve.channel.accept()
            await agreed_to(stream, [CHUNKS])
            await stream.write(HELD)
            with suppress(HungUp):
                for index in range(20):
                    await stream.write(holding.shown(index))
                    await trio.sleep(limits.patience / 4)
            await until(lambda: counted(ann, Misdeed.SLOW) == 1)
            assert 1 < ann.counters[PeerCount.CHUNKS_FETCHED] < 20

    trio.run(play)


def test_offers_beyond_the_rate_are_not_taken_up() -> None:
    async def play() -> None:
        limits = evolve(MANY, payloads=Rate(burst=3, per_second=0.001), fetching_per_peer=10)
        async with party(1, limits=limits) as ann, raw(ann, 66) as eve:
            for number in range(6):
                await eve.say(to_octets(PayloadOffer(imprint=imprint_of(bytes([number]) * 50))))
            await until(lambda: ann.counters[PeerCount.PAYLOADS_NOT_NOW] == 3)

    trio.run(play)
