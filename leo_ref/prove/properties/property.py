"""A property: what it is called, where the protocol says it, and the program that demands it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen

from leo_ref.prove.inputs import Inputs
from leo_ref.prove.rules import Rules

Demanding: TypeAlias = Callable[[Inputs, Rules], None]


@frozen(kw_only=True)
class Property:
    """One line of the table."""

    name: str
    clause: str
    claim: str
    ranges: str
    """What is all of what."""
    programs: Callable[[int], tuple[Demanding, ...]]
    """The programs, for nodes up to a number; most need no such number."""


def always(program: Demanding) -> Callable[[int], tuple[Demanding, ...]]:
    """The one program, whatever the number of nodes."""
    return lambda _size: (program,)
