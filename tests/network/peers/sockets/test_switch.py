"""Which link a frame goes to, and what becomes of it when the link ends."""

from __future__ import annotations

from typing import cast

import trio
from attrs import evolve

from leo_ref.core.values import AccountId
from leo_ref.network.peers.channel import Channel, ChannelStream
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.link import Link
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.switch import Switch
from tests.network.peers.makers import keys
from tests.network.peers.sockets.raw import MANY

ANN, BEN = keys(1).name, keys(2).name


def switch(limits: Limits = MANY) -> tuple[Switch, PeerCounters]:
    counters = PeerCounters()
    return Switch(limits, counters), counters


def link(account: AccountId, limits: Limits = MANY) -> Link:
    """One on which nothing is written."""
    nothing = None
    return Link(
        account,
        cast(Channel, nothing),
        cast(ChannelStream, nothing),
        limits,
        trio.CancelScope(),
    )


def test_what_did_not_go_out_on_a_link_goes_out_on_the_next() -> None:
    async def play() -> None:
        one, counters = switch()
        first = link(ANN)
        one.add(first)
        for octets in (b"1", b"2"):
            one.dispatch(ANN, octets)
        assert first.unsent() == [b"1", b"2"]
        one.remove(first)
        second = link(ANN)
        one.add(second)
        assert second.unsent() == [b"1", b"2"]
        assert one.waiting.accounts() == []
        assert counters[PeerCount.LOST_UNREACHED] == 0

    trio.run(play)


def test_the_newest_link_is_written_to_and_another_takes_over() -> None:
    async def play() -> None:
        one, _ = switch()
        first, second = link(ANN), link(ANN)
        one.add(first)
        one.add(second)
        one.dispatch(ANN, b"1")
        assert (first.unsent(), second.unsent()) == ([], [b"1"])
        one.remove(second)
        assert first.unsent() == [b"1"]

    trio.run(play)


def test_what_is_on_the_way_to_one_peer_is_bounded() -> None:
    async def play() -> None:
        limits = evolve(MANY, waiting_octets=10)
        one, counters = switch(limits)
        only = link(ANN, limits)
        one.add(only)
        for octets in (bytes(6), bytes(4), b"1"):
            one.dispatch(ANN, octets)
        assert only.unsent() == [bytes(6), bytes(4)]
        assert counters[PeerCount.LOST_UNREACHED] == 1

    trio.run(play)


def test_news_goes_to_some_and_not_back() -> None:
    async def play() -> None:
        one, _ = switch(evolve(MANY, fanout=3))
        links = [link(keys(number).name) for number in range(10)]
        for each in links:
            one.add(each)
        one.pass_on(b"news", keys(0).name)
        assert sum(each.unsent() == [b"news"] for each in links) == 3
        assert links[0].unsent() == []
        one.spread(b"all")
        assert all(each.unsent()[-1:] == [b"all"] for each in links)

    trio.run(play)


def test_who_is_banned_loses_its_links_and_nobody_else_does() -> None:
    async def play() -> None:
        one, counters = switch()
        bad, good = link(ANN), link(BEN)
        one.add(bad)
        one.add(good)
        one.blame(ANN, Misdeed.GARBAGE)
        assert [each.scope.cancel_called for each in (bad, good)] == [False, False]
        one.blame(ANN, Misdeed.GARBAGE)
        assert [each.scope.cancel_called for each in (bad, good)] == [True, False]
        assert one.is_banned(ANN)
        assert not one.is_banned(BEN)
        assert counters[PeerCount.DROPPED] == 1

    trio.run(play)
