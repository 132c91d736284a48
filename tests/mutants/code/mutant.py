"""The mutants of the protocol's core in Python, and a module of the reference in which one of them runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from types import FunctionType
from typing import Any, Final

from attrs import frozen

from tests.mutants.code.operators import changes
from tests.removed.replay import room
from tests.removed.room import Room
from tests.removed.trees import Place, statements
from tests.vectors.made import ROOT

PACKAGES: Final = ("rules", "ledger", "draw", "sealing")
"""The protocol's core: what it decides and computes."""

LEFT_OUT: Final = {
    "leo_ref.draw.library": "it tries libsodium when it is imported",
    "leo_ref.draw.unsound": "it has the errors of that trial",
    "leo_ref.draw.risk": "it says what a requester may expect; no rule asks it",
    "leo_ref.draw.rounds": "it is only for risks",
    "leo_ref.draw.sums": "it is only for risks",
    "leo_ref.draw.tally": "it is only for risks",
    "leo_ref.rules.verifiers": "it is an interface",
}


@frozen(eq=False)
class CodeMutant:
    """One place of a function, and what stands there instead."""

    module: str
    place: Place
    line: int
    kind: str
    before: str
    after: str
    old: ast.AST
    new: ast.AST
    which: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others, whatever lines move."""
        number = f" ({self.which + 1})" if self.which else ""
        return f"{self.module.removeprefix('leo_ref.')}.{self.place.name}: {self.before} -> {self.after}{number}"

    @property
    def statement(self) -> ast.stmt:
        """The innermost statement that has the place."""
        found = [one for one in statements(self.place.function) if any(node is self.old for node in ast.walk(one))]
        return found[-1]


def modules() -> list[str]:
    """The modules that have mutants."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / "leo_ref" / package).glob("*.py"))]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths if path.stem != "__init__"]
    return [name for name in names if name not in LEFT_OUT]


@cache
def mutants() -> tuple[CodeMutant, ...]:
    """All of them, in the order of the modules' texts."""
    return tuple(mutant for name in modules() for mutant in _of(room(name)))


def _of(room: Room) -> Iterator[CodeMutant]:
    for place in functions(room):
        alike: dict[tuple[str, str], int] = {}
        made: set[tuple[int, str]] = set()
        for kind, old, new in changes(place.function, room.module):
            before, after = (_text(node) for node in (old, new))
            if before == after or (id(old), after) in made:
                continue
            made.add((id(old), after))
            which = alike[before, after] = alike.get((before, after), -1) + 1
            line = getattr(old.pattern if isinstance(old, ast.match_case) else old, "lineno", 0)
            yield CodeMutant(room.name, place, line, kind, before, after, old, new, which)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.match_case):
        guard = f" if {ast.unparse(node.guard)}" if node.guard else ""
        return f"case {ast.unparse(node.pattern)}{guard}"
    return " ".join(ast.unparse(node).split())


def functions(room: Room) -> dict[Place, FunctionType]:
    """The functions of a module by their places; what a class keeps under another name is left out."""
    found = {place: _function(room, place) for place in room.reader.places}
    return {place: function for place, function in found.items() if isinstance(function, FunctionType)}


def _function(room: Room, place: Place) -> Any:  # whatever stands under the name
    found: Any = room.module
    for name in place.name.split("."):
        found = vars(found)[name]
    for within in ("fget", "__func__", "__wrapped__"):  # of a property, a static method, a cache
        found = getattr(found, within, found)
    return found


def put_in(mutant: CodeMutant) -> None:
    """Changes the function for the rest of the process."""
    at = room(mutant.module)
    functions(at)[mutant.place].__code__ = at.compiled(mutant.place, {mutant.old: mutant.new}, {})
