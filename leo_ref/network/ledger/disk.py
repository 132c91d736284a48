"""The store as the service uses it: in threads, and with an end to everything when the disk fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import trio
from attrs import define, field

from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.ledger.problem import DeclinedRequest, ServiceCode, declined
from leo_ref.network.ledger.store import LedgerStore

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@define
class Disk:
    """The store, and whether the service is stopping."""

    store: LedgerStore
    stopping: trio.Event = field(factory=trio.Event)
    failure: LedgerFailure | None = None
    """Why it stops, where that is no wish of its owner."""
    at_end: list[Callable[[], None]] = field(factory=list)
    """What is done when it begins to stop, so that nobody waits in vain."""

    threads: trio.CapacityLimiter = field(factory=lambda: trio.CapacityLimiter(8))
    """For the service's own work, so that those who only read cannot take them all."""

    async def work(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """What takes long, in a thread."""
        return await trio.to_thread.run_sync(function, *arguments, limiter=self.threads)

    async def done(self, work: Callable[[], T]) -> T:
        """The store's answer. If the disk fails, the service ends: it can keep no promise."""
        try:
            return await self.work(work)
        except LedgerFailure as failure:
            raise self.failed(failure) from failure

    def failed(self, failure: LedgerFailure) -> DeclinedRequest:
        """Ends the service; the answer to whoever asked for what failed."""
        self.failure = self.failure or failure
        self.stop()
        return self._stopping()

    def stop(self) -> None:
        """Takes nothing more."""
        if not self.stopping.is_set():
            self.stopping.set()
            for each in self.at_end:
                each()

    def refuse_when_stopping(self) -> None:
        """Raises STOPPING."""
        if self.stopping.is_set():
            raise self._stopping()

    def _stopping(self) -> DeclinedRequest:
        if self.failure is None:
            return declined(ServiceCode.STOPPING)
        return declined(ServiceCode.STOPPING, why=self.failure.name.name.lower().replace("_", "-"))
