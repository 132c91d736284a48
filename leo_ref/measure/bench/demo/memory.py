"""Resident memory of processes, as the kernel sums it up; pages that processes share count once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

KIBIBYTE: Final = 1024


def proportional(processes: Iterable[int]) -> int:
    """Octets of all of them; a process that has ended holds none."""
    return sum(_proportional(process) for process in processes)


def _proportional(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name == "Pss":
                return int(rest.split()[0]) * KIBIBYTE
    return 0


def family(process: int) -> set[int]:
    """The process, and those that it and they have started."""
    parents = dict(_parents())
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                # The name in parentheses may hold anything, so what follows is counted from its end.
                yield int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
