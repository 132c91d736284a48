"""When to try again: after each failure twice as late, up to a minute. No clock here."""

from __future__ import annotations

from typing import Final

FIRST: Final = 0.5
MOST: Final = 60.0
REMEMBERED: Final = 4096


def pause(failures: int) -> float:
    """Seconds from the last of so many failures in a row to the next attempt."""
    return float(min(MOST, FIRST * 2 ** min(failures - 1, 10))) if failures else 0.0


class Attempts:
    """The failures in a row of each name, and when the last one was."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, float]] = {}

    def is_due(self, name: str, now: float) -> bool:
        """Whether it may be tried now."""
        failures, at = self._failed.get(name, (0, 0.0))
        return now >= at + pause(failures)

    def failed(self, name: str, now: float) -> None:
        """It was tried in vain."""
        failures, _ = self._failed.pop(name, (0, 0.0))
        self._failed[name] = (failures + 1, now)
        if len(self._failed) > REMEMBERED:
            del self._failed[next(iter(self._failed))]

    def succeeded(self, name: str) -> None:
        """It was tried and worked."""
        self._failed.pop(name, None)
