"""The tables of the state directory, in SQL."""

from __future__ import annotations

from typing import Final

FORM: Final = 2
"""The form of the tables; SQLite keeps it as ``user_version``."""

APPLICATION: Final = 0x4C656F4C
"""Marks the file as a ledger of Leo."""

TABLES: Final = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORM};
CREATE TABLE beginning (rules TEXT NOT NULL, genesis BLOB NOT NULL);
CREATE TABLE blocks (
    height INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    state BLOB NOT NULL,
    octets BLOB NOT NULL,
    made INTEGER NOT NULL
);
CREATE TABLE transactions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    octets BLOB,
    length INTEGER NOT NULL,
    carrier TEXT NOT NULL,
    came INTEGER NOT NULL,
    height INTEGER,
    place INTEGER,
    code TEXT,
    clause TEXT,
    value TEXT
);
CREATE INDEX waiting ON transactions (number) WHERE height IS NULL;
CREATE INDEX refused ON transactions (number) WHERE code IS NOT NULL;
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    octets BLOB NOT NULL
);
CREATE TABLE signed (
    height INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    what TEXT NOT NULL,
    parent BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (height, turn, what)
);
"""
"""``transactions``: where ``height`` is null it waits; where ``code`` is not, it was refused for the block of that
height, at that ``place`` among those that were refused; else it is in that block, which has its octets. ``came`` is
when it was kept first, in millionths of a second since 1970: for records, the service does not act on it."""

REFUSALS: Final = """
SELECT height, octets, code, clause, value FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY height ORDER BY place) AS turn
    FROM transactions INDEXED BY refused WHERE code IS NOT NULL AND height BETWEEN ? AND ? AND octets IS NOT NULL
) WHERE turn <= ? ORDER BY height, place
"""
"""What was refused for the blocks of some heights, up to so many of one height."""

FORGET: Final = """
DELETE FROM transactions WHERE number IN (
    SELECT number FROM (
        SELECT number, SUM(length) OVER newest AS octets, COUNT(*) OVER newest AS rows
        FROM transactions WHERE code IS NOT NULL WINDOW newest AS (ORDER BY number DESC)
    ) WHERE octets > ? OR rows > ?
)
"""
"""Forgets the oldest refusals beyond so many octets and rows."""
