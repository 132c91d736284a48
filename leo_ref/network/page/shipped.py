"""The page's file as it comes with the package."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

FILE: Final = "leo.html"


def page() -> bytes:
    """All of the page."""
    return files("leo_ref.network.page").joinpath(FILE).read_bytes()
