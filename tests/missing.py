"""Tests whose parts a machine lacks: skipped with the reason and the remedy, and on a build server a failure."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import pytest


def missing(programs: Iterable[str], libraries: Iterable[str], *, root: bool = False) -> list[str]:
    """What of all this is not here."""
    found = [name for name in programs if shutil.which(name) is None]
    found += [name for name in libraries if importlib.util.find_spec(name) is None]
    return found + (["root's rights"] if root and os.geteuid() != 0 else [])


def skipping(
    lacking: list[str], remedy: str, modules: Container[str] | None = None
) -> Callable[[Path, pytest.Collector], pytest.Module | None]:
    """A ``pytest_pycollect_makemodule`` for a folder whose tests, or those of some modules, need what is lacking."""
    reason = f"{', '.join(lacking)} missing; {remedy}"

    class Without(pytest.Module):
        """A module of such tests."""

        def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
            """Called by pytest."""
            if os.environ.get("CI"):
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason, allow_module_level=True)

    def make(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        if not lacking or (modules is not None and module_path.name not in modules):
            return None
        module: pytest.Module = Without.from_parent(parent, path=module_path)
        return module

    return make
