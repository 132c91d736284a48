"""Where things made of packages are kept: one process at a time makes them, and a killed one leaves no half of them."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

UNFINISHED: Final = "fetching-"


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """So that two at once do not fetch twice; the kernel lets go of it when this process ends."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def workshop(cache: Path) -> Iterator[Path]:
    """A folder inside ``cache``, which is locked, that is removed afterwards; so is what killed processes left."""
    for left in cache.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=cache) as name:
        folder = Path(name)
        folder.chmod(0o755)  # apt fetches as a user of its own
        yield folder
