"""Where the specification and the vectors are: in the checkout, else inside the installed package (hatch_build.py)."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def specification() -> Path:
    """The folder of the TLA+ modules, with ``models/`` in it.

    Raises:
        FileNotFoundError: where neither place has it, so the installation is damaged.
    """
    return _first_folder(_PACKAGE.parent / "spec", _PACKAGE / "_spec")


def vectors() -> Path:
    """The folder of the conformance vectors.

    Raises:
        FileNotFoundError: where neither place has it, so the installation is damaged.
    """
    return _first_folder(_PACKAGE.parent / "conformance" / "vectors", _PACKAGE / "_kit" / "conformance" / "vectors")


def _first_folder(*places: Path) -> Path:
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"none of these folders exists: {', '.join(map(str, places))}")
