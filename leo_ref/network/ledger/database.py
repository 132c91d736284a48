"""The file of a ledger: a database of SQLite whose commits are synchronised, and names for what it raises."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from leo_ref.network.ledger import tables
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.folder import unwritable
from leo_ref.network.ledger.rules import RULES

FILE: Final = "ledger.sqlite"

FULL: Final = frozenset({sqlite3.SQLITE_FULL})
READ_ONLY: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
CORRUPT: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
PRIMARY: Final = 0xFF
"""The part of an extended code of SQLite that says what kind of error it is."""


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """Gives what SQLite raises one of our names."""
    try:
        yield
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorcode", 0) & PRIMARY
        if kind in FULL:
            raise LedgerFailure(Failure.DISK_FULL, f"{folder}.", "Make room, and start the service again.") from error
        if kind in READ_ONLY:
            raise unwritable(folder, OSError(0, str(error))) from error
        if kind in CORRUPT:
            raise corrupt(folder, str(error)) from error
        if kind == sqlite3.SQLITE_IOERR:
            raise LedgerFailure(
                Failure.DISK_FAILED, f"{folder}: {error}.", "Look at the disk, and start the service again."
            ) from error
        raise


def corrupt(folder: Path, what: str) -> LedgerFailure:
    """What is said of a ledger that does not replay."""
    return LedgerFailure(
        Failure.LEDGER_CORRUPT,
        f"{folder}: {what}.",
        "Keep the directory for a look at it. Take a copy of before, or begin with an empty one and --producer.",
    )


def connected(place: Path, stack: ExitStack) -> sqlite3.Connection:
    """The database with every commit on disk before it returns; ``stack`` closes it."""
    connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False, timeout=10)
    stack.callback(connection.close)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def create(folder: Path, genesis: bytes) -> None:
    """Makes the database of a new ledger: under another name first, so that it is there whole or not at all.

    Raises:
        LedgerFailure: STATE_EXISTS, STATE_UNWRITABLE, DISK_FULL.
    """
    if (folder / FILE).exists():
        raise LedgerFailure(Failure.STATE_EXISTS, f"{folder}.", "Leave out --genesis, or choose another directory.")
    fresh = folder / f".{FILE}"
    try:
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise unwritable(folder, error) from error
    with naming(folder):
        connection = sqlite3.connect(fresh, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.executescript(f"BEGIN;{tables.TABLES}")
            connection.execute("INSERT INTO beginning (rules, genesis) VALUES (?, ?)", (RULES, genesis))
            connection.execute("COMMIT")
        finally:
            connection.close()
    fresh.rename(folder / FILE)
    synchronised(folder)


def synchronised(folder: Path) -> None:
    """The names in the directory are on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checked_form(folder: Path, connection: sqlite3.Connection) -> None:
    """The database is a ledger's, in the form that this release reads.

    Raises:
        LedgerFailure: STATE_FORM.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    form = connection.execute("PRAGMA user_version").fetchone()[0]
    if (application, form) != (tables.APPLICATION, tables.FORM):
        what = f"{folder / FILE} has form {form}, this release reads {tables.FORM}."
        raise LedgerFailure(Failure.STATE_FORM, what, "Use its own release.")


def need_ledger(folder: Path) -> None:
    """There is a ledger in the directory.

    Raises:
        LedgerFailure: STATE_MISSING.
    """
    if not (folder / FILE).exists():
        raise LedgerFailure(Failure.STATE_MISSING, f"{folder}.", "Begin one: leo ledger init --genesis FILE")
