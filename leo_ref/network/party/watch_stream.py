"""``GET /watch`` of a party's process: a line of canonical JSON for each thing seen, as it happens, and its reader."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import trio
from attrs import frozen
from starlette.types import Receive, Scope, Send

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.ledger import Block
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.process import PartyProcess
from leo_ref.network.party.watching import Seen, WatchEnded, WatchSubject
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner

BLOCKS_MOST: Final = 256
"""Blocks that wait for a watcher."""
LOOK: Final = 1.0
"""Seconds without a block after which it is asked whether all is done, and a heartbeat is sent."""
SILENCE: Final = 30.0
"""Seconds without a heartbeat after which the process counts as gone."""
PATIENCE: Final = 30.0
"""Seconds until a process that went away has to be there again."""


@frozen
class WatchStream:
    """The answer to one watcher."""

    process: PartyProcess
    watched: WatchSubject
    ends: bool
    """Whether it ends when nothing is open any more."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """As Starlette calls it."""
        headers = [(b"content-type", b"application/jsonl")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async with trio.open_nursery() as nursery:

            async def until_gone() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                nursery.cancel_scope.cancel()

            nursery.start_soon(until_gone)
            await self._tell(send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            nursery.cancel_scope.cancel()

    async def _tell(self, send: Send) -> None:
        sends, receives = trio.open_memory_channel[tuple[Block, Node | Owner]](BLOCKS_MOST)
        self.process.watchers.add(sends)
        try:
            await self._lines(receives, send)
        finally:
            self.process.watchers.discard(sends)
            sends.close()
            receives.close()

    async def _lines(self, receives: trio.MemoryReceiveChannel[tuple[Block, Node | Owner]], send: Send) -> None:
        party = self.process.party
        await self._write(send, *self.watched.at_first(party.chain.state))
        while True:
            now = self.process.party
            is_newest = now.chain.state is party.chain.state
            end = self.watched.end(now) if self.ends and is_newest else None
            if end is not None:
                await self._write(send, end)
                return
            with trio.move_on_after(LOOK) as waiting:
                try:
                    block, after = await receives.receive()
                except trio.EndOfChannel:
                    return
            if waiting.cancelled_caught:
                await send({"type": "http.response.body", "body": b"\n", "more_body": True})
            elif block.height > party.chain.state.height:
                await self._write(send, *self.watched.seen(party.chain.state, block, after.chain.state))
                party = after

    async def _write(self, send: Send, *what: Seen) -> None:
        octets = b"".join(to_octets(each) + b"\n" for each in what)
        await send({"type": "http.response.body", "body": octets, "more_body": True})


def watch(client: httpx.Client, folder: Path, watched: dict[str, str]) -> Iterator[Seen]:
    """What a process tells, to the end; where it is killed and started again, what it tells then.

    Raises:
        PartyFailure: CONTROL_UNREACHABLE, CONTROL_REFUSED.
    """
    remedy = "Start it: leo node serve, or leo client serve."
    heard = time.monotonic()
    while True:
        trouble = "the stream ended"
        try:
            with client.stream("GET", "/watch", params=watched, timeout=SILENCE) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise PartyFailure(Failure.CONTROL_REFUSED, f"/watch: {answer.text}.", "See leo client --help.")
                for line in answer.iter_lines():
                    heard = time.monotonic()
                    if line:
                        found = from_octets(Seen, line.encode())
                        if isinstance(found, Rejection):
                            raise PartyFailure(
                                Failure.CONTROL_REFUSED, f"/watch: {found}.", "Use one release for both."
                            )
                        yield found
                        if isinstance(found, WatchEnded):
                            return
        except (httpx.HTTPError, OSError) as error:
            trouble = str(error) or type(error).__name__
        if time.monotonic() > heard + PATIENCE:
            raise PartyFailure(Failure.CONTROL_UNREACHABLE, f"{folder}: {trouble}.", remedy)
        time.sleep(LOOK / 4)
