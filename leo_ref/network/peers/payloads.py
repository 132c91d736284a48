"""Payloads over streams: chunks are served to who asks, and fetched and verified one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import trio

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId
from leo_ref.network.peers.bucket import Buckets
from leo_ref.network.peers.channel import ChannelStream
from leo_ref.network.peers.counted import PeerCount, PeerCounters
from leo_ref.network.peers.fetching import Fetch, Fetching, Verdict
from leo_ref.network.peers.frame import ChunksWanted, PayloadHeld
from leo_ref.network.peers.framing import Misdone, framed, read_frame
from leo_ref.network.peers.limits import GREETING_MOST
from leo_ref.network.peers.link import CHUNKS, Link
from leo_ref.network.peers.negotiation import HungUp, agreed_to
from leo_ref.network.peers.recent import Recent
from leo_ref.network.peers.repute import Misdeed
from leo_ref.network.peers.settings import Settings
from leo_ref.network.peers.store import Store

HELD: Final = b"\x01"
NOT_HELD: Final = b"\x00"
FETCHED_MOST: Final = 4096
"""Payloads that are known to have come already."""
CUTS_MOST: Final = 3
"""How often a source may be cut off before it is asked no more for a payload."""
SOURCE_POLL: Final = 0.2
"""Seconds after which it is seen again whether somebody who has a payload is connected."""
IDLE_MOST: Final = 60.0
"""Seconds without a source after which a payload is given up; its owner offers it again."""


class Payloads:
    """What is held, what is on its way, and who has what."""

    def __init__(self, settings: Settings, counters: PeerCounters, links: Mapping[AccountId, Sequence[Link]]) -> None:
        self._settings = settings
        self._limits = settings.limits
        self._counters = counters
        self._links = links
        self._fetched: Recent[Imprint] = Recent(FETCHED_MOST)
        self._offers: Buckets[AccountId] = Buckets(settings.limits.payloads)
        self._fetching = Fetching(settings.limits)
        self.store = Store(settings.limits.held_octets)

    def offered(self, account: AccountId, imprint: Imprint) -> tuple[Verdict, Fetch | None]:
        """What is done about an offer, and the fetch that begins with it."""
        held = imprint in self._fetched or imprint in self.store
        verdict = self._fetching.offered(imprint, account, held=held)
        if verdict is not Verdict.NEW:
            return verdict, None
        if not self._settings.fetches(account, imprint) or not self._offers.spare(account, trio.current_time()):
            return Verdict.TOO_MUCH, None
        return verdict, self._fetching.begin(imprint, account)

    def has(self, account: AccountId, imprint: Imprint) -> None:
        """Somebody has a payload whole."""
        self._fetching.has(imprint, account)

    async def fetch(
        self,
        fetch: Fetch,
        blame: Callable[[AccountId, Misdeed], None],
        deliver: Callable[[AccountId, bytes], Awaitable[None]],
    ) -> None:
        """Fetch a payload from whoever has it, and deliver it once it is whole; or give it up."""
        idle_since = trio.current_time()
        try:
            while not fetch.is_whole:
                source = fetch.source(self._links)
                if source is None:
                    if not fetch.sources or trio.current_time() > idle_since + IDLE_MOST:
                        return
                    await trio.sleep(SOURCE_POLL)
                    continue
                try:
                    await self._fetch_from(self._links[source][-1], fetch)
                except HungUp:
                    fetch.sources[source] += 1
                    if fetch.sources[source] >= CUTS_MOST:
                        del fetch.sources[source]
                except Misdone as misdone:
                    del fetch.sources[source]
                    blame(source, misdone.misdeed)
                idle_since = trio.current_time()
        finally:
            self._fetching.end(fetch.imprint)
        octets = b"".join(fetch.chunks)
        self._fetched.add(fetch.imprint)
        self.store.hold(fetch.imprint, octets)
        self._counters.note(PeerCount.PAYLOADS_FETCHED)
        held = to_octets(PayloadHeld(imprint=fetch.imprint))
        for links in self._links.values():
            links[-1].push(held)
        await deliver(fetch.offered_by, octets)

    async def _fetch_from(self, link: Link, fetch: Fetch) -> None:
        """The chunks that are missing, from one source; each is kept as soon as it is verified.

        All of them have to come in the time that their octets may take: so a source that gives chunk after chunk as
        slowly as it may does not keep a payload for longer.
        """
        with trio.move_on_after(self._limits.patience) as scope:
            stream = await link.channel.open(CHUNKS)
            await stream.write(framed(to_octets(ChunksWanted(imprint=fetch.imprint, first=len(fetch.chunks)))))
            answer = await stream.read_exactly(1)
        if scope.cancelled_caught:
            raise Misdone(Misdeed.SLOW)
        try:
            if answer != HELD:
                raise HungUp("the source does not hold it any more")
            with trio.move_on_after(self._limits.patience + fetch.octets_left / self._limits.least_speed) as scope:
                while not fetch.is_whole:
                    if not fetch.take(await stream.read_exactly(fetch.next_length())):
                        raise Misdone(Misdeed.FALSE_CHUNK)
                    self._counters.note(PeerCount.CHUNKS_FETCHED)
            if scope.cancelled_caught:
                raise Misdone(Misdeed.SLOW)
        finally:
            await _closed(stream)

    async def serve(self, link: Link, stream: ChannelStream) -> None:
        """Give a peer the chunks that it asks for on a stream."""
        link.serving += 1
        try:
            if link.serving > self._limits.serving:
                return
            with trio.fail_after(self._limits.patience):
                await agreed_to(stream, [CHUNKS])
                wanted = from_octets(ChunksWanted, await read_frame(stream, GREETING_MOST, self._limits))
            if isinstance(wanted, Rejection):
                raise Misdone(Misdeed.GARBAGE)
            holding = self.store.holding(wanted.imprint)
            await stream.write(NOT_HELD if holding is None else HELD)
            for index in range(wanted.first, wanted.imprint.chunks if holding is not None else 0):
                assert holding is not None, "the range is empty otherwise"
                shown = holding.shown(index)
                with trio.fail_after(self._limits.patience + len(shown) / self._limits.least_speed):
                    await stream.write(shown)
                self._counters.note(PeerCount.CHUNKS_SERVED)
            with trio.move_on_after(self._limits.patience):
                await stream.read_exactly(1)  # whoever fetches ends the stream once it has read all
        except trio.TooSlowError:
            raise Misdone(Misdeed.SLOW) from None
        finally:
            link.serving -= 1
            await _closed(stream)


async def _closed(stream: ChannelStream) -> None:
    """End a stream of which nothing more is wanted, if there still is one."""
    with trio.CancelScope(deadline=trio.current_time() + 1, shield=True), suppress(HungUp):
        await stream.reset()
