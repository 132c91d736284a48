"""The vectors on the draw, on evidence and on the ledger, replayed on a reference that lacks a check."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import Enum
from functools import cache
from typing import Any, Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle import Session, answer
from leo_ref.vectors.case import expanded
from tests.removed.check import Check
from tests.removed.room import Room
from tests.vectors.made import ROOT, VECTORS, file

PACKAGES: Final = ("draw", "tcg", "attestation/identity", "attestation/appraisal", "rules", "ledger")
"""Those whose checks are tried."""

FAMILIES: Final = ("draw", "tcg", "identity", "appraisal", "rules", "ledger")
"""The folders of their vectors."""

UNASKED: Final = frozenset({"leo_ref.draw.library", "leo_ref.draw.sortition"})
"""No request is refused there: the one tries its library when it is imported, the other asks itself for more digits."""

TURNS_MOST: Final = 20_000
"""Of loops in one answer; the longest log has fewer entries."""


class Endless(Exception):
    """A loop has no end."""


class Turns:
    """How often a loop may still turn."""

    def __init__(self) -> None:
        """For one answer."""
        self.left = TURNS_MOST

    def __call__(self) -> None:
        """One turn."""
        self.left -= 1
        if self.left < 0:
            raise Endless


class Outcome(Enum):
    """What becomes of a vector."""

    RIGHT = "answered as it should be"
    ACCEPTED = "accepted"
    OTHERWISE = "answered otherwise"
    NOTHING = "no answer"


@frozen(eq=False)
class Vector:
    """A request and its right answer, in JSON."""

    id: str
    request: Any
    answer: Any

    @property
    def code(self) -> str:
        """With which it is refused; nothing where it is not."""
        return str(self.answer["refused"]["code"]) if "refused" in self.answer else ""

    def outcome(self, turns: Turns) -> Outcome:
        """What the reference makes of it now."""
        turns.left = TURNS_MOST
        try:
            with warnings.catch_warnings():  # a library's about what it was never to be given
                warnings.simplefilter("ignore")
                _, said = answer(Session(), self.request)
        except Exception:  # a fault of the reference in whatever form
            return Outcome.NOTHING
        if said == self.answer:
            return Outcome.RIGHT
        if "error" in said:
            return Outcome.NOTHING
        return Outcome.ACCEPTED if self.code and "ok" in said else Outcome.OTHERWISE


@cache
def vectors(families: tuple[str, ...] = FAMILIES) -> tuple[Vector, ...]:
    """All of them, in the order of their files."""
    found = []
    for path in sorted(path for folder in families for path in VECTORS.glob(f"{folder}/*.json")):
        family = file(path.relative_to(VECTORS).as_posix())
        known: dict[str, JsonValue] = {}
        for one in family["vectors"]:
            request, right = (expanded(one[name], family["shared"], known) for name in ("request", "answer"))
            found.append(Vector(one["id"], request, right))
    return tuple(found)


def names() -> tuple[str, ...]:
    """The modules of the packages, in their order."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / "leo_ref" / package).glob("*.py"))]
    found = [path.relative_to(ROOT).with_suffix("") for path in paths if path.stem != "__init__"]
    return tuple(name for name in (".".join(path.parts) for path in found) if name not in UNASKED)


@cache
def room(name: str) -> Room:
    """A module by its name."""
    return Room(name)


def rooms() -> tuple[Room, ...]:
    """All of them."""
    return tuple(map(room, names()))


@cache
def reaching() -> dict[Check, tuple[Vector, ...]]:
    """For each check the vectors that its removal can change, found on the whole reference."""
    reached: set[Check] = set()
    found: dict[Check, list[Vector]] = {check: [] for room in rooms() for check in room.checks}
    with ExitStack() as stack:
        for room in rooms():
            stack.enter_context(room.probed(reached.add))
        for vector in vectors():
            reached.clear()
            assert vector.outcome(Turns()) is Outcome.RIGHT, vector.id
            for check in reached:
                found[check].append(vector)
    return {check: tuple(those) for check, those in found.items()}


@frozen
class Tried:
    """A check, and what becomes of the vectors when it is removed."""

    check: Check
    outcomes: Sequence[tuple[Vector, Outcome]]
    """Of those that tell, in the order of :func:`vectors`."""


@contextmanager
def counted(turns: Turns) -> Iterator[None]:
    """All modules with their loops counted."""
    with ExitStack() as stack:
        for room in rooms():
            stack.enter_context(room.counted(turns))
        yield


@cache
def tried(room: Room) -> tuple[Tried, ...]:
    """What becomes of the vectors without each check of a module."""
    turns, found = Turns(), []
    with counted(turns):
        for check in room.checks:
            with room.without(check, turns):
                outcomes = [(vector, vector.outcome(turns)) for vector in reaching()[check]]
            found.append(Tried(check, [one for one in outcomes if one[1] is not Outcome.RIGHT]))
    return tuple(found)
