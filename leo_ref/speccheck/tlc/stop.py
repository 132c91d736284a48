"""Ending runs of TLC from another thread than those that wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop:
    """Ends all runs that were given it, those that begin later too; they end as runs that were killed."""

    def __init__(self) -> None:
        """Nothing is stopped yet."""
        self._lock = threading.Lock()
        self._ends: dict[object, Callable[[], None]] = {}
        self._stopped = False

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Calls ``end`` if there is a stop while the block lasts, or was one before."""
        mark = object()
        with self._lock:
            self._ends[mark] = end
            if self._stopped:
                end()
        try:
            yield
        finally:
            with self._lock:
                del self._ends[mark]

    def stop(self) -> None:
        """Ends them."""
        with self._lock:
            self._stopped = True
            for end in self._ends.values():
                end()
