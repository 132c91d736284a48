"""Every path of a program, one after the other: it is run again and again, each time with one turn taken otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

from attrs import frozen

from leo_ref.prove.inputs import Excluded, Inputs, Violation
from leo_ref.prove.path import NoPlace, NotPositive, SymbolicPath

Program: TypeAlias = Callable[[Inputs], None]
"""It runs the reference's functions on the inputs, and raises where what came out is not as it must be."""

WRONG = (Violation, AssertionError, ZeroDivisionError, NotPositive, NoPlace)
"""How a program ends that must not end so; anything else that it raises is a fault in what is here."""


@frozen
class Ending:
    """The end of one path: what is wrong there, or None."""

    path: SymbolicPath
    wrong: str | None


def wrong_with(program: Program, inputs: Inputs) -> str | None:
    """What is wrong where the program is run on these inputs; None where nothing is.

    Raises:
        Excluded: where they do not meet its premise.
    """
    try:
        program(inputs)
    except WRONG as error:
        return str(error) if isinstance(error, Violation) else f"{type(error).__name__}: {error}"
    return None


def endings(program: Program) -> Iterator[Ending]:
    """The ends of all paths that meet the premise of the program."""
    turns: list[int] | None = []
    while turns is not None:
        path = SymbolicPath(turns)
        with suppress(Excluded):
            yield Ending(path, wrong_with(program, path))
        turns = _next(path.taken)


def _next(taken: list[tuple[int, int]]) -> list[int] | None:
    """The turns of the next path: the last turn that can be taken otherwise is."""
    for place in range(len(taken) - 1, -1, -1):
        way, ways = taken[place]
        if way + 1 < ways:
            return [*(before for before, _ in taken[:place]), way + 1]
    return None
