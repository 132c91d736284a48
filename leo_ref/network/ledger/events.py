"""The stream of events: server-sent events that a client can take up again where it stopped.

A subscriber is a place in the store and no queue: it is sent what is behind its place, so a slow one costs no memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Final

import trio

from leo_ref.core.encoding import to_octets
from leo_ref.network.ledger.documents import Noted
from leo_ref.network.ledger.service import LedgerService

PAGE: Final = 500
"""Events that are read at a time."""

PAUSE: Final = 0.05
"""Seconds between two pages, so that those who read everything again and again take little."""


def line(kind: str, octets: bytes, number: int | None = None) -> bytes:
    """An event as it is sent."""
    name = b"" if number is None else b"id: %d\n" % number
    return name + b"event: %b\ndata: %b\n\n" % (kind.encode("ascii"), octets)


async def events(service: LedgerService, after: int | None, heartbeat: float) -> AsyncIterator[bytes]:
    """Events behind a number, or those to come where it is None; a heartbeat where nothing happens.

    ``missed`` is said first where older events than those asked for are forgotten: blocks then tell what happened.
    """
    store = service.disk.store
    if after is None:
        after = await trio.to_thread.run_sync(store.last_event)
    yield line("heartbeat", to_octets(Noted(height=service.state.height)))
    is_first = True
    while not service.disk.stopping.is_set():
        changed = service.changed
        found = await trio.to_thread.run_sync(partial(store.events, after, PAGE))
        if found and is_first and found[0][0] > after + 1:
            yield line("missed", to_octets(Noted(height=service.state.height)))
        is_first = False
        for number, kind, octets in found:
            yield line(kind, octets, number)
            after = number
        if found:
            await trio.sleep(PAUSE)
            continue
        with trio.move_on_after(heartbeat) as waited:
            await changed.wait()
        if waited.cancelled_caught:
            yield line("heartbeat", to_octets(Noted(height=service.state.height)))
