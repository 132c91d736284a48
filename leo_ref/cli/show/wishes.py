"""What the demo is told to play."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.demo.catalogue import FAULTS, Attack

PIXELS_MOST: Final = 24 * 10**6
"""Of a picture: what Bob's program turns grey within the memory that the task gives it."""


@frozen(kw_only=True)
class Wishes:
    """What the command was told to play."""

    seed: str
    nodes: int
    fault: str | None
    software: bool
    data: bytes
    out: Path
    record: Path | None
    as_json: bool

    @property
    def attack(self) -> Attack | None:
        """What the fault is."""
        return None if self.fault is None else FAULTS[self.fault]
