"""One thing that happened."""

from __future__ import annotations

from attrs import frozen


@frozen
class Step:
    """What happened, and what proves it to whom."""

    what: str
    proof: str
