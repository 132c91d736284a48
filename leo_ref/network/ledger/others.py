"""The services of the other producers: what is new goes to each of them, and what they have is asked for.

A service may be down, slow, or of another world. Each is asked by a task of its own, so none keeps up another. What
could not be sent is not remembered: when a service is back, it is sent all that waits, and it asks for blocks itself.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import trio
from attrs import define, evolve, field

from leo_ref.core.encoding import to_octets
from leo_ref.network.ledger.client import LedgerClient, Patience
from leo_ref.network.ledger.documents import OtherProducer, ServiceStatus
from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode
from leo_ref.network.ledger.service import LedgerService

QUEUE_MOST: Final = 4096
"""Messages that wait for one service; beyond, it is sent all that waits when there is room."""

QUEUE_OCTETS: Final = 2**25

ASK_EVERY: Final = 2.0
"""Seconds between two questions at most."""

ASK_LEAST: Final = 0.1

FIRST_ASKED: Final = 15.0
"""Seconds in which the others are to answer before this service begins without them."""

RATE: Final = ServiceCode.RATE_EXCEEDED.word
BUSY: Final = ServiceCode.BUSY.word


@define
class ProducerLink:
    """One other service."""

    service: LedgerService
    client: LedgerClient
    seen: OtherProducer
    asked: trio.Event = field(factory=trio.Event)
    """Set when it was asked once, whatever came of it."""
    _queue: list[tuple[str, bytes]] = field(factory=list)
    _octets: int = 0
    _filled: trio.Event = field(factory=trio.Event)
    _everything: bool = True
    """Whether it is to be sent all that waits: it was not reached, or not everything had room."""

    def put(self, route: str, octets: bytes) -> None:
        """Sends this, when that can be done."""
        if len(self._queue) >= QUEUE_MOST or self._octets + len(octets) > QUEUE_OCTETS or not self.seen.reached:
            self._everything = True
            return
        self._queue.append((route, octets))
        self._octets += len(octets)
        self._filled.set()

    async def send(self) -> None:
        """Sends what is put, in its order."""
        while True:
            await self._filled.wait()
            self._filled = trio.Event()
            while self._queue:
                route, octets = self._queue.pop(0)
                self._octets -= len(octets)
                try:
                    refusal = await self.client.send(route, octets)
                    if refusal is not None and refusal.code in (RATE, BUSY):
                        self._everything = True
                except LedgerFailure:
                    self._lost()

    def _lost(self) -> None:
        self.seen = evolve(self.seen, reached=False)
        self._queue.clear()
        self._octets, self._everything = 0, True

    async def ask(self, every: float) -> None:
        """Asks how it stands, for ever, and takes the blocks that it has and we lack."""
        while True:
            try:
                await self._ask()
            except LedgerFailure as failure:
                self._lost()
                self._trouble(failure.name.name.lower().replace("_", "-"))
            self.asked.set()
            await trio.sleep(every)

    def _trouble(self, code: str | None) -> None:
        if code != self.seen.trouble:
            self.service.say(f"{self.client.url}: {'in step' if code is None else code}")
        self.seen = evolve(self.seen, trouble=code)

    async def _ask(self) -> None:
        status = await self.client.status()
        self.seen = evolve(self.seen, reached=True, height=status.height)
        self._trouble(await self._follow(status))
        if self._everything:
            self._everything = False
            for kept in await trio.to_thread.run_sync(self.service.disk.store.waiting):
                self.put("/v1/transactions", kept.octets)
        if status.height == self.service.state.height and status.block == self.service.state.block_hash:
            for statement in self.service.statements():
                self.put("/v1/passes", to_octets(statement))

    async def _follow(self, status: ServiceStatus) -> str | None:
        """Takes its blocks; the code of what keeps the two apart."""
        while status.height > self.service.state.height and not self.service.disk.stopping.is_set():
            page = await self.client.blocks(self.service.state.height + 1)
            if not page:
                return None
            for place, block in enumerate(page):
                try:
                    await self.service.follow(block, has_child=place + 1 < len(page))
                except DeclinedRequest as refusal:
                    return refusal.problem.code if refusal.problem.code != "block-held" else None
        return await self._parted(status)

    async def _parted(self, status: ServiceStatus) -> str | None:
        """Whether both have the same block at the lower of their heights."""
        if status.height == 0:
            return None
        ours = self.service.here
        if status.height == ours.state.height:
            return None if status.block == ours.state.block_hash else "block-other"
        if status.height < ours.state.height:
            stored = await trio.to_thread.run_sync(partial(self.service.disk.store.block, status.height))
            return None if stored is not None and stored.hash == status.block else "block-other"
        return None


@define
class Others:
    """All of them."""

    service: LedgerService
    links: list[ProducerLink] = field(factory=list)

    def seen(self) -> tuple[OtherProducer, ...]:
        """What is known of each."""
        return tuple(link.seen for link in self.links)

    def broadcast(self, route: str, octets: bytes) -> None:
        """Sends this to each that can be reached."""
        for link in self.links:
            link.put(route, octets)

    async def run(self) -> None:
        """Keeps in step with them until the service stops."""
        behaviour = self.service.behaviour
        every = max(ASK_LEAST, min(ASK_EVERY, behaviour.timing.patience / 4))
        async with trio.open_nursery() as nursery:
            for url in behaviour.others:
                client = LedgerClient(url, genesis=self.service.here.genesis, patience=Patience(tries=1))
                seen = OtherProducer(url=url, reached=False, height=0, trouble=None)
                self.links.append(ProducerLink(self.service, client, seen))
            for link in self.links:
                nursery.start_soon(link.send)
                nursery.start_soon(link.ask, every)
            with trio.move_on_after(max(FIRST_ASKED, behaviour.timing.patience)):
                for link in self.links:
                    await link.asked.wait()
            self.service.in_step.set()
            await self.service.disk.stopping.wait()
            nursery.cancel_scope.cancel()
        for link in self.links:
            await link.client.http.aclose()
