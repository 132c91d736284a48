"""One question to a service, for the command line."""

from __future__ import annotations

from functools import partial

import trio

from leo_ref.core.encoding import to_octets
from leo_ref.network.ledger.client import LedgerClient, Patience
from leo_ref.network.ledger.problem import Problem

SOON = Patience(tries=3)


def ask_status(url: str) -> bytes:
    """The canonical octets of the status."""
    return trio.run(_status, url)


def ask_for_block(url: str, token: str) -> tuple[bytes, bool]:
    """The canonical octets of the answer, and whether a block was made."""
    return trio.run(partial(_produce, url, token))


async def _status(url: str) -> bytes:
    async with LedgerClient(url, patience=SOON) as client:
        return to_octets(await client.status())


async def _produce(url: str, token: str) -> tuple[bytes, bool]:
    async with LedgerClient(url, token=token, patience=SOON) as client:
        found = await client.produce()
        return to_octets(found), not isinstance(found, Problem)
