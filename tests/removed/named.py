"""Vectors by patterns of their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from tests.removed.replay import Vector, vectors

SUITES: Final = "[ell2-]"
"""In a pattern this stands for itself without the brackets, or for nothing: there is such a vector for each suite."""


@cache
def by_id() -> Mapping[str, Vector]:
    """All of them."""
    return {vector.id: vector for vector in vectors()}


def named(patterns: Iterable[str]) -> list[str]:
    """The ids that match, at least one for each pattern: ``*`` is any characters, ``?`` one."""
    found: set[str] = set()
    for pattern in patterns:
        for each in {pattern.replace(SUITES, ""), pattern.replace(SUITES, "ell2-")}:
            matching = {identity for identity in by_id() if fnmatchcase(identity, each)}
            assert matching, f"no vector is called {each}"
            found |= matching
    return sorted(found)
