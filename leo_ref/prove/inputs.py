"""What the program of a property is given, and what it says: the same program runs on unknown and on known integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, TypeVar

Option = TypeVar("Option")

ANY: Final = None
"""As the least value of an unknown: it may be any integer."""


class Excluded(Exception):
    """What the property is not about: these inputs do not meet its premise."""


class Violation(Exception):
    """The property does not hold."""


class Inputs(Protocol):
    """Where the numbers and the cases of a program come from."""

    def unknown(self, name: str, least: int | None = 0, *, scales: bool = False) -> int:
        """An integer of at least so much.

        ``scales`` says that products with it matter: the solvers are then told what follows by multiplying with it.
        """

    def named(self, name: str, value: int) -> int:
        """The value, by a name of its own: so products with a sum stay short."""

    def places(self, most: int) -> None:
        """Say that what is used as a place in a sequence is 0 to ``most``; that it is no other has to be proved."""

    def choose(self, name: str, options: Sequence[Option]) -> Option:
        """One of a few, and each of them once."""

    def assume(self, condition: bool) -> None:
        """Go on only where the condition holds."""


def demand(condition: bool, said: str) -> None:
    """Raise where a property does not hold; ``said`` is what is wrong then."""
    if not condition:
        raise Violation(said)


class KnownInputs(Inputs):
    """Inputs that are given, such as those of a counterexample."""

    def __init__(self, numbers: Mapping[str, int], choices: Mapping[str, int]) -> None:
        """``choices`` are places in the sequence of options."""
        self.numbers = numbers
        self.choices = choices

    def unknown(self, name: str, least: int | None = 0, *, scales: bool = False) -> int:  # noqa: ARG002 - no solver
        """The number that is given; one that nobody gave is the least."""
        value = self.numbers.get(name, least or 0)
        self.assume(least is None or value >= least)
        return value

    def named(self, name: str, value: int) -> int:  # noqa: ARG002 - no solver
        """The value."""
        return value

    def places(self, most: int) -> None:
        """Numbers are places."""

    def choose(self, name: str, options: Sequence[Option]) -> Option:
        """The option that is given, or the first."""
        return options[self.choices.get(name, 0)]

    def assume(self, condition: bool) -> None:
        """Go on only where the condition holds."""
        if not condition:
            raise Excluded
