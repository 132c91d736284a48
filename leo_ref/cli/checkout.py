"""Finding the checkout that this package runs from, for the commands that make sense only there."""

from __future__ import annotations

from pathlib import Path

from leo_ref.cli.failure import Failure


def checkout() -> Path:
    """The root of the checkout.

    Raises:
        Failure: ``no-checkout`` where ``leo`` was installed as a package.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "leo").is_file() or not (root / "tests").is_dir():
        raise Failure(
            "no-checkout",
            f"this command works on a checkout of the project, and {root} is none",
            "clone the project and use ./leo in it",
        )
    return root
