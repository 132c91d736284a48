"""One transaction of an SQLite database: all of it is kept afterwards, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_commit(connection: sqlite3.Connection) -> Iterator[None]:
    """What is executed in the block is committed at its end, and rolled back where the block or the commit fails.

    Args:
        connection: One that commits nothing by itself (``isolation_level=None``).

    Raises:
        sqlite3.Error: as the database raises it; whoever keeps something gives it a name of their own.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
