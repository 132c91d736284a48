"""How many connections there may be, and who has to make room."""

from __future__ import annotations

import trio
from attrs import evolve

from leo_ref.core.encoding import to_octets
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.greeting import Farewell, Reason
from tests.network.peers.makers import keys, request
from tests.network.peers.sockets.raw import (
    ENOUGH,
    EVE,
    MANY,
    answer_to,
    channel_to,
    greeting,
    party,
    raw,
    still_heard,
    tcp_to,
    told,
    until,
)


def test_connections_of_one_address_are_bounded() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, per_address=3, inbound=5)) as ann:
            held = [await tcp_to(ann) for _ in range(6)]
            await until(lambda: ann.counters[PeerCount.TURNED_AWAY] == 3)
            await trio.aclose_forcefully(held[0])
            for tcp in held:
                await trio.aclose_forcefully(tcp)

    trio.run(play)


def test_one_address_does_not_keep_another_out() -> None:
    async def play() -> None:
        async with (
            party(1, limits=evolve(MANY, inbound=3)) as ann,
            raw(ann, 66) as first,
            raw(ann, 67) as second,
            raw(ann, 68) as third,
        ):
            await first.say(told(request(EVE)))
            await until(lambda: ann.counters[PeerCount.RECEIVED] == 1)
            async with raw(ann, 2, "127.0.0.2"):
                assert await second.is_over()
                await third.say(told(request(keys(68))))
                await until(lambda: ann.counters[PeerCount.RECEIVED] == 2)
                async with channel_to(ann, keys(69)) as (_, channel):
                    told_why = (await answer_to(channel, to_octets(greeting(keys(69)))))[1]
                    assert told_why == Farewell(reason=Reason.TOO_MANY)
                assert ann.counters[PeerCount.DISPLACED] == 1
                assert keys(2).name in ann.peers()

    trio.run(play)


def test_one_more_than_there_may_be_is_told_so() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, connections=1)) as ann, party(2, *ann.addresses) as ben:
            await ann.reached(1, ENOUGH)
            async with channel_to(ann, EVE) as (_, channel):
                assert (await answer_to(channel, to_octets(greeting(EVE))))[1] == Farewell(reason=Reason.TOO_MANY)
            await still_heard(ann, ben)

    trio.run(play)


def test_the_oldest_of_too_many_connections_of_one_account_ends() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, per_account=1)) as ann, raw(ann, 66) as first, raw(ann, 66) as second:
            assert await first.is_over()
            await second.say(told(request(EVE)))
            await until(lambda: ann.counters[PeerCount.RECEIVED] == 1)

    trio.run(play)
