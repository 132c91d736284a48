"""Finding the checkout that this package runs from, and the place of what is fetched or made once and kept."""

from __future__ import annotations

import os
from pathlib import Path

from leo_ref.cli.failure import CommandFailure


def checkout() -> Path:
    """The root of the checkout.

    Raises:
        Failure: ``no-checkout`` where ``leo`` was installed as a package.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "leo").is_file() or not (root / "tests").is_dir():
        raise CommandFailure(
            "no-checkout",
            f"this command works on a checkout of the project, and {root} is none",
            "clone the project and use ./leo in it",
        )
    return root


def cache(name: str) -> Path:
    """Where ``name`` is kept: beside the checkout's other products, or where the user keeps such things."""
    root = Path(__file__).resolve().parents[2]
    if (root / "leo").is_file():
        return root / ".leo" / name
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "leo-ref" / name
