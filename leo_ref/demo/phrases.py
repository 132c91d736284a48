"""How amounts and digests are said, and who owns which key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.state.job import Part
from leo_ref.core.values import CREDIT, LEO

OWNERS: Final[Mapping[Part, str]] = {Part.TASK: "Alice", Part.SERVICE: "Bob"}


def leo(units: int) -> str:
    """An amount in LEO, to the unit."""
    whole, rest = divmod(abs(units), LEO)
    return f"{'-' if units < 0 else ''}{whole}.{rest:08d} LEO"


def credits_of(units: int) -> str:
    """A credit, to the unit."""
    return f"{units // CREDIT}.{units % CREDIT:06d} credits"


def short(octets: bytes) -> str:
    """The first digits of a digest."""
    return f"{octets.hex()[:12]}…"
