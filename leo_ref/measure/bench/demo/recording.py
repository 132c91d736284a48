"""What a run does, taken down while it does it: functions replaced, wherever they are known, by ones that remember."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from time import perf_counter
from types import ModuleType
from typing import Any, Final

from attrs import frozen

PROJECT: Final = "leo_ref"


@frozen
class RecordedPlace:
    """A function: the module or the class that has it, and its name there."""

    owner: ModuleType | type
    name: str


@frozen
class Call:
    """One call; begun and ended in seconds of the clock, also where it raised."""

    arguments: tuple[Any, ...]  # Any: whatever the function takes
    began: float
    ended: float


Calls = Mapping[str, list[Call]]
"""By the names under which they are recorded, in the order in which they ended."""


@contextmanager
def recording(places: Mapping[str, RecordedPlace]) -> Iterator[Calls]:
    """Every call of these functions until the context is left; then all is as before.

    A function that a module imported by its name is replaced there too, so whatever is recorded must be imported
    before. Arguments that are given by name are not recorded.
    """
    calls: dict[str, list[Call]] = {name: [] for name in places}
    with ExitStack() as stack:
        for name, place in places.items():
            original = vars(place.owner)[place.name]
            replacement = _remembering(original, calls[name])
            for owner in _owners(place, original):
                for known_as in [known_as for known_as, known in vars(owner).items() if known is original]:
                    setattr(owner, known_as, replacement)
                    stack.callback(setattr, owner, known_as, original)
        yield calls


def _owners(place: RecordedPlace, original: object) -> list[ModuleType | type]:
    """Where a function is known."""
    if isinstance(place.owner, type):
        return [place.owner]
    ours = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == PROJECT]
    return [place.owner, *(module for module in ours if module is not place.owner and _knows(module, original))]


def _knows(module: ModuleType, original: object) -> bool:
    return any(known is original for known in vars(module).values())


def _remembering(original: Callable[..., Any], calls: list[Call]) -> Callable[..., Any]:
    @functools.wraps(original)
    def remembering(*arguments: Any, **named: Any) -> Any:  # Any: as the function's own
        began = perf_counter()
        try:
            return original(*arguments, **named)
        finally:
            calls.append(Call(arguments, began, perf_counter()))

    return remembering
