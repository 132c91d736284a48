"""Forms that several parts of a view use."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from leo_ref.core.values import AtMost

Octets: TypeAlias = Annotated[bytes, AtMost(64)]
"""A random value or a beacon."""

SHOWN: Final = 160
"""Characters of a value that are shown."""


def cut(text: str) -> str:
    """A value for people, cut where it is long."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
