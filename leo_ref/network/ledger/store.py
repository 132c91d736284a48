"""What a service keeps on disk: SQLite with a write-ahead log, each commit synchronised before anybody hears of it.

The store judges nothing: it writes what it is given and gives what it has. Its methods block, so the service calls them
in threads, one at a time. A call that fails has changed nothing.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from attrs import define, field, frozen
from immutables import Map

from leo_ref.adapters.commits import one_commit
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.ledger import Block
from leo_ref.network.ledger import tables
from leo_ref.network.ledger.database import FILE, checked_form, connected, naming, need_ledger
from leo_ref.network.ledger.documents import LedgerEvent, Lot, MadeBlock, RefusedTransaction, TransactionLot
from leo_ref.network.ledger.problem import problem_of

REFUSED_ROWS: Final = 10_000
"""The most refusals that are kept."""

REFUSED_OCTETS: Final = 2**27
"""The most octets of refused transactions that are kept."""

EVENTS_KEPT: Final = 20_000
"""Events that can be asked for again."""


@frozen(kw_only=True)
class Acknowledged:
    """A transaction that is to be kept."""

    id: bytes
    octets: bytes
    carrier: str
    """Who brought it: an address; empty where another producer's block did."""


@frozen(kw_only=True)
class StoredBlock:
    """A block on disk."""

    height: int
    hash: bytes
    state: bytes
    """The digest of the state after it."""
    octets: bytes
    made: int
    """When it was stored, in thousandths of a second since 1970."""


@frozen(kw_only=True)
class TurnedDown:
    """A transaction that was refused for a block."""

    id: bytes
    place: int
    """Among those that were ready."""
    rejection: Rejection


@frozen(kw_only=True)
class Commit:
    """A block with all that goes with it."""

    block: Block
    octets: bytes
    state: bytes
    made: int
    ids: tuple[bytes, ...]
    """Of its transactions, in their order."""
    refused: tuple[TurnedDown, ...]
    own: bool
    """Whether this service signed it."""


@frozen(kw_only=True)
class StoredRefusal:
    """A transaction that was refused, and is remembered."""

    height: int
    octets: bytes
    code: str
    clause: str
    value: Map[str, str]


@define
class LedgerStore:
    """The ledger on disk."""

    folder: Path
    connection: sqlite3.Connection
    """For what changes."""
    reader: sqlite3.Connection
    """For what only reads: it sees the last commit, and waits for none."""
    _lock: Lock = field(factory=Lock)
    _reading: Lock = field(factory=Lock)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """What reads, one thread at a time."""
        with self._reading, naming(self.folder):
            yield self.reader

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction of the database: all of it is on disk afterwards, or nothing."""
        with self._lock, naming(self.folder), one_commit(self.connection):
            yield self.connection

    def beginning(self) -> tuple[str, bytes]:
        """The version of the rules, and the genesis document's octets."""
        with self._read() as connection:
            rules, genesis = connection.execute("SELECT rules, genesis FROM beginning").fetchone()
            return rules, genesis

    def add(self, batch: Sequence[Acknowledged]) -> None:
        """Keeps transactions that are about to be acknowledged; one that was refused before waits again."""
        came = time.time_ns() // 1000
        rows = [(each.id, each.octets, len(each.octets), each.carrier, came) for each in batch]
        with self._write() as connection:
            connection.executemany(
                "DELETE FROM transactions WHERE id = ? AND code IS NOT NULL", [(row[0],) for row in rows]
            )
            connection.executemany(
                "INSERT OR IGNORE INTO transactions (id, octets, length, carrier, came) VALUES (?, ?, ?, ?, ?)", rows
            )

    def commit(self, commit: Commit) -> None:
        """Keeps a block, what it makes of transactions, and the events that tell of it: all or nothing."""
        block, height = commit.block, commit.block.height
        made = MadeBlock(height=height, block=block.hash, state=commit.state, transactions=len(block.transactions))
        told: list[LedgerEvent] = [made]
        with self._write() as connection:
            if commit.own:
                self._sign(connection, height, block.turn, "block", block.parent, block.signature)
            connection.execute(
                "INSERT INTO blocks (height, hash, state, octets, made) VALUES (?, ?, ?, ?, ?)",
                (height, block.hash, commit.state, commit.octets, commit.made),
            )
            connection.executemany(
                "INSERT INTO transactions (id, length, carrier, came, height, place) VALUES (?, 0, '', ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET octets = NULL, length = 0, height = excluded.height, "
                "place = excluded.place, code = NULL, clause = NULL, value = NULL",
                [(name, commit.made * 1000, height, place) for place, name in enumerate(commit.ids)],
            )
            for each in commit.refused:
                problem = problem_of(each.rejection)
                assert problem.clause is not None, "codes of the protocol have a clause"
                changed = connection.execute(
                    "UPDATE transactions SET height = ?, place = ?, code = ?, clause = ?, value = ? "
                    "WHERE id = ? AND height IS NULL",
                    (height, each.place, problem.code, problem.clause, json.dumps(dict(problem.value)), each.id),
                )
                if changed.rowcount:  # else it is in a block
                    told.append(
                        RefusedTransaction(height=height, transaction=each.id, code=problem.code, clause=problem.clause)
                    )
            connection.executemany(
                "INSERT INTO events (kind, octets) VALUES (?, ?)", [(event.kind, to_octets(event)) for event in told]
            )
            connection.execute(
                "DELETE FROM events WHERE number <= (SELECT MAX(number) FROM events) - ?", (EVENTS_KEPT,)
            )
            connection.execute("DELETE FROM signed WHERE height < ?", (height,))
            if commit.refused:
                connection.execute(tables.FORGET, (REFUSED_OCTETS, REFUSED_ROWS))

    def sign_pass(self, height: int, turn: int, parent: bytes, signature: bytes) -> None:
        """Keeps a statement before it is sent."""
        with self._write() as connection:
            self._sign(connection, height, turn, "pass", parent, signature)

    def _sign(
        self, connection: sqlite3.Connection, height: int, turn: int, what: str, parent: bytes, signature: bytes
    ) -> None:
        """Raises ``IntegrityError`` where something of this kind was signed for this height and turn."""
        connection.execute(
            "INSERT INTO signed (height, turn, what, parent, signature) VALUES (?, ?, ?, ?, ?)",
            (height, turn, what, parent, signature),
        )

    def passes(self, height: int) -> list[tuple[int, bytes]]:
        """Turn and signature of the statements for a height."""
        with self._read() as connection:
            return connection.execute(
                "SELECT turn, signature FROM signed WHERE height = ? AND what = 'pass' ORDER BY turn", (height,)
            ).fetchall()

    def block(self, height: int) -> StoredBlock | None:
        """The block of a height."""
        return next(iter(self.blocks(height, 1)), None)

    def blocks(self, first: int, most: int) -> list[StoredBlock]:
        """Blocks from a height on."""
        with self._read() as connection:
            rows = connection.execute(
                "SELECT height, hash, state, octets, made FROM blocks WHERE height >= ? ORDER BY height LIMIT ?",
                (min(first, 2**63 - 1), most),
            ).fetchall()
        return [StoredBlock(height=row[0], hash=row[1], state=row[2], octets=row[3], made=row[4]) for row in rows]

    def lengths(self, first: int, most: int) -> list[int]:
        """The octets of those blocks, without reading them."""
        with self._read() as connection:
            rows = connection.execute(
                "SELECT length(octets) FROM blocks WHERE height >= ? ORDER BY height LIMIT ?",
                (min(first, 2**63 - 1), most),
            ).fetchall()
        return [row[0] for row in rows]

    def waiting(self) -> list[Acknowledged]:
        """The transactions that wait, in the order in which they came."""
        with self._read() as connection:
            rows = connection.execute(
                "SELECT id, octets, carrier FROM transactions WHERE height IS NULL ORDER BY number"
            ).fetchall()
        return [Acknowledged(id=row[0], octets=row[1], carrier=row[2]) for row in rows]

    def lot(self, name: bytes) -> TransactionLot | None:
        """What has become of a transaction; one that waits is WAITING."""
        with self._read() as connection:
            row = connection.execute(
                "SELECT height, code, clause, value FROM transactions WHERE id = ?", (name,)
            ).fetchone()
        if row is None:
            return None
        height, code, clause, value = row
        lot = Lot.WAITING if height is None else Lot.IN_BLOCK if code is None else Lot.REFUSED
        said = Map(json.loads(value)) if value else Map()
        return TransactionLot(id=name, lot=lot, height=height, code=code, clause=clause, value=said)

    def refusals(self, first: int, last: int, each: int) -> list[StoredRefusal]:
        """Transactions that were refused for the blocks of these heights, up to so many of one height."""
        with self._read() as connection:
            rows = connection.execute(tables.REFUSALS, (first, min(last, 2**63 - 1), each)).fetchall()
        return [
            StoredRefusal(height=row[0], octets=row[1], code=row[2], clause=row[3], value=Map(json.loads(row[4])))
            for row in rows
        ]

    def events(self, after: int, most: int) -> list[tuple[int, str, bytes]]:
        """Events behind a number: number, kind, and octets of each."""
        with self._read() as connection:
            return connection.execute(
                "SELECT number, kind, octets FROM events WHERE number > ? ORDER BY number LIMIT ?",
                (min(after, 2**63 - 1), most),
            ).fetchall()

    def last_event(self) -> int:
        """The number of the newest event; 0 before the first."""
        with self._read() as connection:
            return connection.execute("SELECT COALESCE(MAX(number), 0) FROM events").fetchone()[0]  # type: ignore[no-any-return] # SQLite's values have no types

    def close(self) -> None:
        """Ends the use of the database."""
        with self._lock, self._reading:
            self.reader.close()
            self.connection.close()


def opened(folder: Path) -> LedgerStore:
    """The store in a state directory.

    Raises:
        LedgerFailure: STATE_MISSING, STATE_FORM, STATE_UNWRITABLE, DISK_FULL, LEDGER_CORRUPT.
    """
    need_ledger(folder)
    place = folder / FILE
    with naming(folder), ExitStack() as stack:
        connection = connected(place, stack)
        checked_form(folder, connection)
        connection.execute("BEGIN IMMEDIATE")  # it can be written, and nobody waits for that until the first block
        connection.execute("ROLLBACK")
        reader = connected(place, stack)
        reader.execute("PRAGMA query_only = ON")
        stack.pop_all()  # both stay open: it was no failure
    return LedgerStore(folder, connection, reader)
