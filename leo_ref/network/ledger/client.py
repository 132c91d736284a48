"""A client of the service, for parties and for other services: typed, on trio, with retries.

Every request may be repeated: a transaction is known by its id, a block by its hash. So whatever gets no answer, or one
that asks for patience, is sent again, later each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx
import trio
from attrs import define, field, frozen

from leo_ref.core.encoding import decode, from_octets, to_octets
from leo_ref.core.encoding.parsing import read
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Genesis
from leo_ref.network.ledger.documents import (
    MadeBlock,
    Noted,
    PassStatement,
    Presence,
    ServiceStatus,
    TransactionLot,
)
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.feed import EventFeed
from leo_ref.network.ledger.problem import Problem
from leo_ref.network.ledger.rules import GENESIS_HEADER, RULES, RULES_HEADER

T = TypeVar("T")

ANSWER_MOST: Final = 2**25
"""Octets of an answer that is read."""

SECONDS: Final = 10.0
"""For a connection, and between two pieces of an answer."""


@frozen(kw_only=True)
class Patience:
    """How often something is tried again, and how long is waited."""

    tries: int = 6
    first: float = 0.1
    """Seconds before the second try; each later one waits twice as long as the one before."""
    most: float = 5.0


@define
class LedgerClient:
    """Asks one service. To be used with ``async with``.

    Methods return what the service answers, or its :class:`leo_ref.network.ledger.problem.Problem` where it refuses.

    Raises:
        LedgerFailure: LEDGER_UNREACHABLE after the last try, or where the answer is none of this API; RULES_DIFFER and
            GENESIS_DIFFERS where the service is of another world.
    """

    url: str
    genesis: bytes | None = None
    """The genesis hash that the service is to have; None: whatever it has."""
    token: str | None = field(default=None, repr=False)
    patience: Patience = Patience()
    http: httpx.AsyncClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Makes the connections' pool."""
        headers = {RULES_HEADER: RULES}
        if self.genesis is not None:
            headers[GENESIS_HEADER] = self.genesis.hex()
        self.http = httpx.AsyncClient(
            base_url=self.url, headers=headers, timeout=SECONDS, follow_redirects=False, trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + 1):
            await self.http.aclose()

    async def status(self) -> ServiceStatus:
        """How the service stands."""
        return _certain(await self._ask(ServiceStatus, "GET", "/v1/status"))

    async def genesis_document(self) -> Genesis:
        """The genesis document."""
        return _certain(await self._ask(Genesis, "GET", "/v1/genesis"))

    async def submit(self, transaction: Transaction) -> TransactionLot | Problem:
        """Sends a transaction; it is on the service's disk when this returns."""
        return await self._ask(TransactionLot, "POST", "/v1/transactions", to_octets(transaction))

    async def lot(self, name: bytes) -> TransactionLot | Problem:
        """What has become of a transaction."""
        return await self._ask(TransactionLot, "GET", f"/v1/transactions/{name.hex()}")

    async def block(self, height: int) -> Block | Problem:
        """The block of a height."""
        return await self._ask(Block, "GET", f"/v1/blocks/{height}")

    async def blocks(self, first: int, most: int = 100) -> tuple[Block, ...]:
        """Blocks from a height on; fewer than asked for if they are long, none at the end of the ledger."""
        octets = await self._octets("GET", f"/v1/blocks?from={first}&limit={most}", b"")
        if isinstance(octets, Problem):
            raise _strange(self.url, octets.code)
        return await trio.to_thread.run_sync(_page, self.url, octets)

    async def offer(self, block: Block) -> Noted | Problem:
        """Hands a block on."""
        return await self._ask(Noted, "POST", "/v1/blocks", to_octets(block))

    async def pass_turn(self, statement: PassStatement) -> Noted | Problem:
        """Hands on that a turn is passed."""
        return await self._ask(Noted, "POST", "/v1/passes", to_octets(statement))

    async def present(self, presence: Presence) -> Noted | Problem:
        """Says what an account is doing."""
        return await self._ask(Noted, "POST", "/v1/presence", to_octets(presence))

    async def produce(self) -> MadeBlock | Problem:
        """Asks for a block now; needs the token. Not tried again: each try may make a block."""
        once = Patience(tries=1)
        return await self._ask(MadeBlock, "POST", "/v1/produce", patience=once)

    async def send(self, route: str, octets: bytes) -> Problem | None:
        """Hands octets on as they are, once."""
        found = await self._octets("POST", route, octets, Patience(tries=1))
        return found if isinstance(found, Problem) else None

    @asynccontextmanager
    async def events(self, after: int | None = None) -> AsyncIterator[EventFeed]:
        """Events for ever, from behind a number on, or those to come: to be used with ``async with``."""

        def pause(tries: int) -> float | None:
            return None if tries >= self.patience.tries else _pause(self.patience, tries)

        feed = EventFeed(self.http, after, pause)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(feed.run)
            yield feed
            nursery.cancel_scope.cancel()

    async def _ask(
        self, cls: type[T], method: str, route: str, octets: bytes = b"", patience: Patience | None = None
    ) -> T | Problem:
        found = await self._octets(method, route, octets, patience)
        if isinstance(found, Problem):
            return found
        value = await trio.to_thread.run_sync(partial(from_octets, cls, found))
        if isinstance(value, Rejection):
            raise _strange(self.url, str(value))
        return value

    async def _octets(
        self, method: str, route: str, octets: bytes, patience: Patience | None = None
    ) -> bytes | Problem:
        """The body of an answer, or the problem in it."""
        patience, tries = patience or self.patience, 0
        headers = {"Content-Type": "application/json"} if octets else {}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        while True:
            tries += 1
            try:
                status, found, wait = await self._once(method, route, octets, headers)
            except (httpx.HTTPError, OSError) as error:
                if tries >= patience.tries:
                    raise _unreachable(self.url, error) from error
                await trio.sleep(_pause(patience, tries))
                continue
            if status < 300:
                return found
            problem = _problem(self.url, found)
            if problem.code in (Failure.RULES_DIFFER.name, "rules-differ", "genesis-differs"):
                name = Failure.RULES_DIFFER if problem.code == "rules-differ" else Failure.GENESIS_DIFFERS
                raise LedgerFailure(
                    name, f"{self.url}: {dict(problem.value)}.", "Ask a service of the same deployment."
                )
            if status not in (429, 503) or tries >= patience.tries:
                return problem
            await trio.sleep(max(wait, _pause(patience, tries)))

    async def _once(self, method: str, route: str, octets: bytes, headers: dict[str, str]) -> tuple[int, bytes, float]:
        parts, length = list[bytes](), 0
        with trio.CancelScope() as scope:
            async with self.http.stream(method, route, content=octets, headers=headers) as answer:
                async for part in answer.aiter_bytes():
                    parts.append(part)
                    length += len(part)
                    if length > ANSWER_MOST:
                        scope.cancel()  # what reads HTTP can only end where it waits
                wait = answer.headers.get("retry-after", "0")
                return answer.status_code, b"".join(parts), float(wait) if wait.isdigit() else 0.0
        raise _strange(self.url, "an answer without end")


def _pause(patience: Patience, tries: int) -> float:
    """Seconds before the next try."""
    pause: float = min(patience.most, patience.first * 2 ** min(tries - 1, 16))
    return pause


def _certain(found: T | Problem) -> T:
    if isinstance(found, Problem):
        raise LedgerFailure(Failure.LEDGER_REFUSED, f"{found.code}: {found.message}", "Try again later.")
    return found


def _problem(url: str, octets: bytes) -> Problem:
    found = from_octets(Problem, octets)
    if isinstance(found, Rejection):
        raise _strange(url, str(octets[:200]))
    return found


def _page(url: str, octets: bytes) -> tuple[Block, ...]:
    """The blocks of a page; it may be longer than a document of the protocol, so it is read as a file."""
    value = read(octets, ANSWER_MOST)
    page = value.get("blocks") if isinstance(value, dict) else None
    if not isinstance(page, list):
        raise _strange(url, str(value)[:200])
    found = []
    for each in page:
        block = decode(Block, each)
        if isinstance(block, Rejection):
            raise _strange(url, str(block))
        found.append(block)
    return tuple(found)


def _unreachable(url: str, error: Exception) -> LedgerFailure:
    return LedgerFailure(
        Failure.LEDGER_UNREACHABLE, f"{url}: {type(error).__name__} {error}.", "Is it running? leo ledger serve"
    )


def _strange(url: str, what: str) -> LedgerFailure:
    return LedgerFailure(
        Failure.LEDGER_UNREACHABLE, f"{url} answers what no ledger does: {what}.", "Check the address."
    )
