"""What keeps a statement from being made or believed."""

from __future__ import annotations

from typing import NoReturn


class StatementFault(Exception):
    """Its text begins with its name: statement-unreadable, -key, -envelope, -type, -signer, -signature, ..."""


def refuse(name: str, why: str) -> NoReturn:
    """Raises :class:`StatementFault`."""
    raise StatementFault(f"statement-{name}: {why}")
