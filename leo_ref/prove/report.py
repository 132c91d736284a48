"""What came of a property."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from leo_ref.prove.properties.property import Property

SECONDS: Final = 60
"""The time of a solver for one question, where nobody says otherwise."""


class Conclusion(Enum):
    """What came of a property."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    DISAGREE = "the solvers disagree"


@frozen(kw_only=True)
class Refutation:
    """Numbers with which the property does not hold, and what the program says when it is run on them."""

    solver: str
    numbers: Mapping[str, int]
    choices: Mapping[str, int]
    """Which of the options was taken, by its place."""
    wrong: str

    def told(self) -> str:
        """The numbers that are not zero, and what is wrong with them."""
        numbers = ", ".join(f"{name} {number}" for name, number in self.numbers.items() if number)
        choices = ", ".join(f"{name} {place}" for name, place in self.choices.items())
        return f"{self.wrong}: {numbers}" + (f"; choices by place: {choices}" if choices else "")


@frozen(kw_only=True)
class PropertyReport:
    """A property, and what came of it."""

    subject: Property
    conclusion: Conclusion
    paths: int
    questions: int
    seconds: Mapping[str, float]
    """What each solver took."""
    answers: Mapping[str, str]
    """What each solver said last."""
    refutations: tuple[Refutation, ...] = ()
    problem: str | None = None
    """Why it is not proved."""

    @property
    def proved(self) -> bool:
        """Whether both solvers proved it."""
        return self.conclusion is Conclusion.PROVED
