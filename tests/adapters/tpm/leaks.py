"""What could be left behind: processes and descriptors."""

from __future__ import annotations

import os
from pathlib import Path

from attrs import frozen


@frozen
class HeldRun:
    """What this process holds at a moment."""

    children: frozenset[int]
    descriptors: int

    @classmethod
    def now(cls) -> HeldRun:
        """At this moment; a child that has ended and was not waited for counts."""
        tasks = Path("/proc/self/task").iterdir()
        children = {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
        return cls(frozenset(children), len(os.listdir("/proc/self/fd")))
