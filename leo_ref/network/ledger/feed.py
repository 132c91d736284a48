"""The events of a service as a client follows them, taken up again whenever the stream breaks.

A task of its own reads the stream, and never leaves it between two pieces: what reads HTTP can only end where it waits.
A reader that is too slow loses the stream and no event, since it goes on from the last number that it has.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Self

import httpx
import trio
from attrs import define, field, frozen

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.network.ledger.documents import LedgerEvent
from leo_ref.network.ledger.failure import Failure, LedgerFailure

WAITING_MOST: Final = 1000
"""Events that wait for their reader."""

LINE_MOST: Final = 2**16
"""Octets of a line."""

CONNECT: Final = 10.0
SILENCE: Final = 35.0
"""Seconds without an event or a heartbeat, after which a stream counts as broken."""


@frozen(kw_only=True)
class Told:
    """An event, with its number; None for what has none."""

    number: int | None
    event: LedgerEvent | None
    """None: a heartbeat, or word that events were missed."""


@define
class EventFeed:
    """Events one after the other, for ever: ``async for told in feed``."""

    http: httpx.AsyncClient
    after: int | None
    pause: Callable[[int], float | None]
    """Seconds before a further try, by the number of those before; None: there is none."""
    _waiting: deque[Told] = field(factory=deque)
    _partial: bytes = b""
    _said: dict[str, str] = field(factory=dict)
    _moved: trio.Event = field(factory=trio.Event)
    _failure: LedgerFailure | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Told:
        while not self._waiting:
            if self._failure is not None:
                raise self._failure
            await self._moved.wait()
        told = self._waiting.popleft()
        self._move()
        return told

    def _move(self) -> None:
        moved, self._moved = self._moved, trio.Event()
        moved.set()

    async def run(self) -> None:
        """Reads until it is cancelled, or there is nobody to ask any more."""
        tries = 0
        while self._failure is None:
            while len(self._waiting) >= WAITING_MOST:
                await self._moved.wait()
            before = self.after, len(self._waiting)
            trouble = await self._read()
            tries = 1 if (self.after, len(self._waiting)) != before else tries + 1
            seconds = self.pause(tries)
            if seconds is None:
                self._failure = LedgerFailure(
                    Failure.LEDGER_UNREACHABLE, f"{self.http.base_url}: {trouble}.", "Is it running? leo ledger serve"
                )
                self._move()
                return
            await trio.sleep(seconds)

    async def _read(self) -> str:
        """Reads one stream until it ends; what ended it."""
        headers = {} if self.after is None else {"Last-Event-ID": str(self.after)}
        self._partial, self._said = b"", {}
        timeout = httpx.Timeout(CONNECT, read=SILENCE)
        try:
            with trio.CancelScope() as scope:
                async with self.http.stream("GET", "/v1/events", headers=headers, timeout=timeout) as answer:
                    async for part in answer.aiter_raw():
                        if answer.status_code != 200 or not self._take(part):
                            scope.cancel()
                    if answer.status_code != 200:
                        return f"status {answer.status_code}"
        except (httpx.HTTPError, OSError) as error:
            return f"{type(error).__name__} {error}"
        return "the stream ended"

    def _take(self, part: bytes) -> bool:
        """Takes octets of the stream; whether there may be more."""
        *lines, self._partial = (self._partial + part).split(b"\n")
        for line in lines:
            if line:
                name, _, value = line.decode("utf-8", "replace").partition(": ")
                self._said[name] = value
            elif not self._end():
                return False
        self._move()
        return len(self._partial) <= LINE_MOST and len(self._waiting) < WAITING_MOST

    def _end(self) -> bool:
        """An event is whole; whether it is one."""
        said, self._said = self._said, {}
        number, event = said.get("id", ""), None
        if said.get("event") in ("block", "refused"):
            found = from_octets(LedgerEvent, said.get("data", "").encode())
            if isinstance(found, Rejection):
                return False
            event = found
        if number.isascii() and number.isdigit() and len(number) < 20:
            self.after = int(number)
        self._waiting.append(Told(number=self.after if number else None, event=event))
        return True
