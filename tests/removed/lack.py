"""What an implementation does that lacks a check, or makes it otherwise, and the vectors that tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, TypeAlias
from unittest.mock import patch

from attrs import frozen

from tests.removed.check import Check
from tests.removed.named import by_id, named
from tests.removed.replay import Outcome, Turns, counted, rooms
from tests.removed.room import Room

Patch: TypeAlias = tuple[str, str, Any]  # module, name in it, what replaces it: a function, a class or a number


@frozen(kw_only=True, eq=False)
class Lack:
    """A check as people call it, and patterns of the ids of vectors (:mod:`tests.removed.named`)."""

    check: str
    where: str
    """The function of the reference that has the check."""
    clause: str = "§8"
    without: str
    """What an implementation without it does."""
    text: str = ""
    """The one check that is taken out, as its text stands in the source; nothing where ``patches`` do it otherwise."""
    at: int = 0
    """Which of those in the function that have this text."""
    patches: Sequence[Patch] = ()
    accepts: Sequence[str] = ()
    """Vectors that the protocol refuses, and it accepts."""
    differs: Sequence[str] = ()
    """Vectors that it answers in another way: another code, another value."""

    def right(self) -> dict[str, Outcome]:
        """What should become of the vectors, by their ids."""
        found = dict.fromkeys(named(self.differs), Outcome.OTHERWISE)
        return found | dict.fromkeys(named(self.accepts), Outcome.ACCEPTED)


def taken_out(lack: Lack) -> tuple[Room, Check]:
    """The check of the reference that is taken out."""
    (room,) = (one for one in rooms() if lack.where.startswith(f"{one.short}."))
    place = lack.where.removeprefix(f"{room.short}.")
    alike = [check for check in room.checks if (check.place, check.text) == (place, lack.text)]
    assert len(alike) > lack.at, f"no such check: {lack.where}: {lack.text}"
    return room, alike[lack.at]


@contextmanager
def patched(patches: Sequence[Patch]) -> Iterator[None]:
    """What replaces checks in their place."""
    with ExitStack() as stack:
        for module, name, other in patches:
            stack.enter_context(patch.object(import_module(module), name, other))
        yield


def outcomes(lack: Lack) -> Mapping[str, Outcome]:
    """What becomes of the vectors that are named."""
    turns = Turns()
    with ExitStack() as stack:
        stack.enter_context(patched(lack.patches))
        if lack.text:
            room, check = taken_out(lack)
            stack.enter_context(counted(turns))
            stack.enter_context(room.without(check, turns))
        return {identity: by_id()[identity].outcome(turns) for identity in lack.right()}
