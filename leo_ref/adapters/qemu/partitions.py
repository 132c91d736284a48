"""A disk with one partition (UEFI Specification, section 5, "GUID Partition Table (GPT) Disk Layout").

The identifiers are fixed: firmware measures the table (PCR 5), and one machine has one disk.
"""

from __future__ import annotations

import zlib
from typing import Final
from uuid import UUID

SECTOR: Final = 512
SYSTEM: Final = UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
"""The type of the partition that firmware starts from."""

DISK: Final = UUID("4c656f00-0000-4000-8000-000000000001")
PARTITION: Final = UUID("4c656f00-0000-4000-8000-000000000002")

FIRST: Final = 2048
"""The partition's first sector."""

ENTRIES: Final = 128
ENTRY: Final = 128
"""Octets of an entry of the table."""

TABLE: Final = ENTRIES * ENTRY // SECTOR
"""Sectors of the entries."""


def disk(partition: bytes) -> bytes:
    """The disk with that partition, whose length is a multiple of a sector."""
    sectors = len(partition) // SECTOR
    assert len(partition) == sectors * SECTOR, "whole sectors"
    last = FIRST + sectors - 1
    total = last + 1 + TABLE + 1
    entries = _entries(last)
    front = _protective(total) + _header(entries, 1, total - 1, 2, total) + entries
    back = entries + _header(entries, total - 1, 1, last + 1, total)
    return front.ljust(FIRST * SECTOR, b"\0") + partition + back


def _protective(total: int) -> bytes:
    """The first sector, which tells old programs that all of the disk is taken."""
    entry = bytes((0, 0, 2, 0, 0xEE, 0xFF, 0xFF, 0xFF)) + _number(1, 4) + _number(total - 1, 4)
    return (bytes(446) + entry).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


def _entries(last: int) -> bytes:
    name = "system".encode("utf-16-le").ljust(72, b"\0")
    entry = SYSTEM.bytes_le + PARTITION.bytes_le + _number(FIRST, 8) + _number(last, 8) + bytes(8) + name
    return entry.ljust(ENTRIES * ENTRY, b"\0")


def _header(entries: bytes, own: int, other: int, table: int, total: int) -> bytes:
    """The header in the sector ``own``; its copy is in ``other``."""
    usable = _number(2 + TABLE, 8) + _number(total - 2 - TABLE, 8)
    sizes = _number(ENTRIES, 4) + _number(ENTRY, 4) + _number(zlib.crc32(entries), 4)
    places = _number(own, 8) + _number(other, 8) + usable + DISK.bytes_le + _number(table, 8)
    begin = b"EFI PART" + bytes((0, 0, 1, 0)) + _number(92, 4)
    checksum = zlib.crc32(begin + bytes(8) + places + sizes)
    return (begin + _number(checksum, 4) + bytes(4) + places + sizes).ljust(SECTOR, b"\0")


def _number(number: int, size: int) -> bytes:
    return number.to_bytes(size, "little")
