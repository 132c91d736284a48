"""Folders for a while, that nobody has to clean up after.

A process removes its folder when it is done. One that was killed cannot; the next one that wants a folder of the kind
does, which finds that nobody holds the folder's lock any more: the kernel lets go of it when its holder dies.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

LOCK: Final = "lock"
"""The file in each of the folders whose lock says that it is in use."""

Remove = Callable[[Path], object]
"""What removes a folder, and whatever else belongs to it."""


def remove_tree(folder: Path) -> None:
    """Removes a folder as far as that can be done."""
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_folder(prefix: str, base: Path, remove: Remove = remove_tree) -> Iterator[Path]:
    """A new folder in ``base``, whose name begins with ``prefix`` and which nobody else may enter.

    Those that were left behind are removed before.
    """
    sweep(prefix, base, remove)
    name = f"{prefix}{secrets.token_urlsafe(6)}"  # short: sockets are in it, whose paths have little room
    # It gets its name when it is locked, for whatever has the name without a lock is swept.
    folder, unfinished = base / name, base / f".{name}"
    locks: list[int] = []
    try:  # an interrupt may come anywhere from here on
        while not folder.exists():  # again, where a sweep was in between
            unfinished.mkdir(mode=0o700, exist_ok=True)
            with suppress(FileNotFoundError):
                locks.append(os.open(unfinished / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
                fcntl.flock(locks[-1], fcntl.LOCK_EX)
                unfinished.rename(folder)
        yield folder
    finally:
        if folder.exists():
            remove(folder)
        remove_tree(unfinished)
        for lock in locks:
            os.close(lock)


def sweep(prefix: str, base: Path, remove: Remove = remove_tree) -> None:
    """Removes folders of the kind whose owners were killed, also while they made them."""
    for folder in (*base.glob(f"{prefix}*"), *base.glob(f".{prefix}*")):
        with suppress(OSError):  # somebody else's, in use, or gone by now
            try:
                lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                if folder.name.startswith("."):
                    folder.rmdir()  # if it is empty: its owner got no further
                continue
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(folder)
            finally:
                os.close(lock)
