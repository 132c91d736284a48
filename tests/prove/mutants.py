"""The rules with one fault put into their text, as functions of a module of its own."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any


def mutated(module: ModuleType, function: str, before: str, after: str) -> Any:
    """The function of the module in whose text ``before`` is ``after``."""
    source = inspect.getsource(module)
    assert source.count(before) == 1, f"{before!r} is there {source.count(before)} times"
    made = ModuleType(f"{module.__name__}_mutated")
    exec(compile(source.replace(before, after), made.__name__, "exec"), made.__dict__)
    return getattr(made, function)
