"""Transactions on their way to the ledger service: each is handed over once between two blocks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import trio
from attrs import define, field

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.transaction import Transaction
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.problem import Problem

MOST: Final = 1024
"""Transactions that wait to be handed over; a party sends again with each wake what it still wants."""

PAUSE: Final = 1.0
"""Seconds after which a service that does not answer is asked again."""


@define
class Outgoing:
    """What one party has for the ledger service."""

    ledger: LedgerClient
    say: Callable[[str], None]
    waiting: OrderedDict[bytes, Transaction] = field(factory=OrderedDict)
    handed: set[bytes] = field(factory=set)
    """What the service has, since the newest block."""
    arrived: trio.Event = field(factory=trio.Event)

    def put(self, transaction: Transaction) -> None:
        """Hand it over, unless the service has it. A full queue drops it: it comes again."""
        octets = to_octets(transaction)
        if octets not in self.handed and len(self.waiting) < MOST:
            self.waiting[octets] = transaction
            self.arrived.set()

    def block(self) -> None:
        """A block came: what it does not hold may be handed over again."""
        self.handed.clear()

    async def run(self) -> None:
        """Hands over for ever.

        Raises:
            LedgerFailure: all but LEDGER_UNREACHABLE.
        """
        while True:
            while self.waiting:
                octets, transaction = next(iter(self.waiting.items()))
                if await self._hand(transaction):
                    self.handed.add(octets)
                    self.waiting.pop(octets, None)
                else:
                    await trio.sleep(PAUSE)
            self.arrived = trio.Event()
            await self.arrived.wait()

    async def _hand(self, transaction: Transaction) -> bool:
        """Whether the service has taken or refused it."""
        try:
            found = await self.ledger.submit(transaction)
        except LedgerFailure as failure:
            if failure.name is not Failure.LEDGER_UNREACHABLE:
                raise
            self.say(failure.what)
            return False
        if isinstance(found, Problem):
            self.say(f"{transaction.body.kind}: {found.code}: {found.message}")
        return True
