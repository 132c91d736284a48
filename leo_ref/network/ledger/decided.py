"""What became of each transaction, read from a state directory, also while the service is at work on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block
from leo_ref.network.ledger.database import FILE, checked_form, corrupt, naming, need_ledger
from leo_ref.network.ledger.making import names_of

T = TypeVar("T", Block, Transaction)


@frozen(kw_only=True)
class DecidedTransaction:
    """A transaction that the service acknowledged, or first saw in a block."""

    time: int
    """When, in millionths of a second since 1970."""
    transaction: Transaction
    code: str | None
    """Why it was refused; None where it is in the block."""


@frozen(kw_only=True)
class DecidedBlock:
    """A block, and what was decided with it."""

    time: int
    """When the block was stored, in millionths of a second since 1970."""
    block: Block
    taken: tuple[DecidedTransaction, ...]
    """In the order of the block."""
    refused: tuple[DecidedTransaction, ...]
    """Those of the newest 10,000 refusals (128 MiB)."""


def decided(folder: Path) -> tuple[DecidedBlock, ...]:
    """The blocks of a ledger in their order.

    Args:
        folder: The state directory of its service.

    Raises:
        LedgerFailure: STATE_MISSING, STATE_FORM, STATE_UNWRITABLE, DISK_FAILED, LEDGER_CORRUPT.
    """
    need_ledger(folder)
    with naming(folder), closing(sqlite3.connect(f"{(folder / FILE).absolute().as_uri()}?mode=ro", uri=True)) as store:
        checked_form(folder, store)
        store.execute("BEGIN")  # one look at all tables
        came = dict(store.execute("SELECT id, came FROM transactions WHERE height IS NOT NULL AND code IS NULL"))
        refused = store.execute(
            "SELECT height, came, octets, code FROM transactions WHERE code IS NOT NULL ORDER BY height, place"
        ).fetchall()
        blocks = store.execute("SELECT made, octets FROM blocks ORDER BY height").fetchall()
    turned_down = dict[int, list[DecidedTransaction]]()
    for height, time, octets, code in refused:
        found = DecidedTransaction(time=time, transaction=_read(Transaction, folder, octets), code=code)
        turned_down.setdefault(height, []).append(found)
    return tuple(_decided(_read(Block, folder, octets), made * 1000, came, turned_down) for made, octets in blocks)


def _decided(
    block: Block, made: int, came: Mapping[bytes, int], refused: Mapping[int, list[DecidedTransaction]]
) -> DecidedBlock:
    named = zip(names_of(block.transactions), block.transactions, strict=True)
    return DecidedBlock(
        time=made,
        block=block,
        taken=tuple(DecidedTransaction(time=came.get(name, made), transaction=each, code=None) for name, each in named),
        refused=tuple(refused.get(block.height, ())),
    )


def _read(form: type[T], folder: Path, octets: bytes) -> T:
    found = from_octets(form, octets)
    if isinstance(found, Rejection):
        raise corrupt(folder, f"{form.__name__} of {len(octets)} octets: {found}")
    return found
