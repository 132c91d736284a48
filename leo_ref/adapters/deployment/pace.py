"""While a container runs, the network's time is the clock's: so monitors look in while it runs, and not before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from attrs import define

TICK: Final = 0.002
"""Seconds."""


@define
class Pacer:
    """Waits where something runs; else time passes at once."""

    is_running: Callable[[], bool]
    since: tuple[int, float] | None = None
    """The tick and the second of the clock at which it was first seen to run."""

    def __call__(self, now: int) -> None:
        """Called with the tick before each message and block."""
        if not self.is_running():
            self.since = None
            return
        if self.since is None:
            self.since = (now, time.monotonic())
        tick, second = self.since
        time.sleep(max(0.0, second + (now - tick) * TICK - time.monotonic()))
