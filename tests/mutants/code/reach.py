"""Which vectors and which small models execute a statement of the core, found once on the whole reference."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FunctionType
from typing import Final

from attrs import frozen

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.projection import Projection
from tests.faults.models import MODELS
from tests.mutants.code.mutant import functions, modules
from tests.removed.replay import Outcome, Turns, Vector, room, vectors
from tests.removed.room import REACHED, TURN
from tests.removed.trees import parsed, statements

FAMILIES: Final = ("rules", "ledger", "draw", "sealing", "identity")
"""The folders of the vectors that ask the core."""


@frozen
class Reach:
    """What executes a statement."""

    vectors: tuple[Vector, ...]
    models: tuple[str, ...]


@cache
def reaches() -> dict[ast.stmt, Reach]:
    """For each statement of the core."""
    numbered = [one for name in modules() for place in functions(room(name)) for one in statements(place.function)]
    at = {statement: number for number, statement in enumerate(numbered)}
    by_vector: list[list[Vector]] = [[] for _ in numbered]
    by_model: list[list[str]] = [[] for _ in numbered]
    reached: set[int] = set()
    with _probed(at, reached.add):
        for vector in vectors(FAMILIES):
            reached.clear()
            assert vector.outcome(Turns()) is Outcome.RIGHT, vector.id
            for number in reached:
                by_vector[number].append(vector)
        for name, small in MODELS.items():
            reached.clear()
            model = model_of(small.constants())
            explore(model, ground_actions(model), Projection(model))
            for number in reached:
                by_model[number].append(name)
    return {
        one: Reach(tuple(those), tuple(names)) for one, those, names in zip(numbered, by_vector, by_model, strict=True)
    }


@contextmanager
def _probed(at: dict[ast.stmt, int], reached: Callable[[int], None]) -> Iterator[None]:
    """All modules saying which of their statements are executed."""
    before: list[tuple[FunctionType, CodeType]] = []
    names = [room(name) for name in modules()]
    try:
        for found in names:
            vars(found.module).update({REACHED: reached, TURN: lambda: None})
            for place, function in functions(found).items():
                before.append((function, function.__code__))
                prefixes: dict[ast.AST, list[ast.stmt]] = {
                    one: [ast.Expr(value=parsed(f"{REACHED}({at[one]})"))] for one in statements(place.function)
                }
                function.__code__ = found.compiled(place, {}, prefixes)
        yield
    finally:
        for function, code in before:
            function.__code__ = code
        for found in names:
            for name in (REACHED, TURN):
                vars(found.module).pop(name, None)
