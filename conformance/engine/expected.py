"""The file of expected failures: a line each, the id of a vector and why it fails. ``#`` begins a remark."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path


class BadList(Exception):
    """The file cannot be used; the text says why."""


def read_expected(path: Path, known: Container[str]) -> dict[str, str]:
    """The reasons, by id.

    Raises:
        BadList: A line has no reason, an id that is not there, or one that is there twice.
    """
    found: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadList(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, reason = line.strip().partition(" ")
        if not reason.strip():
            raise BadList(f"{path}, line {number}: {name} has no reason behind it")
        if name not in known:
            raise BadList(f"{path}, line {number}: there is no vector {name}")
        if name in found:
            raise BadList(f"{path}, line {number}: {name} is there twice")
        found[name] = reason.strip()
    return found
