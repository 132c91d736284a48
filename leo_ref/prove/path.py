"""One path of a program over unknown integers: what was decided on it, and what follows by division.

Floor division by a divisor d is written with fresh variables for quotient q and rest r: a = q*d + r and 0 <= r < d. It
is exact for every d > 0; whether the divisor is positive is decided first, and the path where it is not is an ending
like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar, cast

from attrs import frozen

from leo_ref.prove.formula import All, Atom, Formula, Relation, Some, at_least, equal
from leo_ref.prove.inputs import Excluded, Inputs
from leo_ref.prove.integer import Integer, formula_of, polynomial_of
from leo_ref.prove.polynomial import Polynomial, number, variable

Option = TypeVar("Option")


class NotPositive(Exception):
    """A divisor is zero or negative."""


class NoPlace(Exception):
    """An integer is used as a place in a sequence, and is none of those that the program names."""


@frozen
class Division:
    """A division that was done on the path: dividend and divisor, and the variables for what came of it."""

    dividend: Polynomial
    divisor: Polynomial
    unit: Polynomial
    """The divisor as one variable."""
    quotient: Polynomial
    rest: Polynomial


class SymbolicPath(Inputs):
    """The path that takes the given turns first, and after them always the first one."""

    def __init__(self, turns: Sequence[int]) -> None:
        self.turns = list(turns)
        self.taken: list[tuple[int, int]] = []
        """Each turn, and how many there were to take."""
        self.facts: list[Formula] = []
        self.divisions: list[Division] = []
        self.choices: dict[str, int] = {}
        self.unknowns: list[str] = []
        self._scales: list[Polynomial] = []
        self._named: dict[Polynomial, Polynomial] = {}
        self._places = 0
        self._known: dict[Formula, bool] = {}

    # --- what a program is given ------------------------------------------------------------------------------------

    def unknown(self, name: str, least: int | None = 0, *, scales: bool = False) -> int:
        """A variable of this name."""
        assert name not in self.unknowns, name
        self.unknowns.append(name)
        value = variable(name)
        if least is not None:
            self._learn(at_least(value - number(least)))
        if scales:
            assert least is not None, "only what is not negative can scale"
            self._scales.append(value)
        return cast("int", Integer(self, value))

    def named(self, name: str, value: int) -> int:
        """A variable that is the value, by which whoever divides by that value divides."""
        polynomial = polynomial_of(value)
        if polynomial is None:
            return value
        self._named[polynomial] = variable(name)
        return cast("int", Integer(self, variable(name)))

    def places(self, most: int) -> None:
        """Places in sequences are 0 to ``most``."""
        self._places = most

    def choose(self, name: str, options: Sequence[Option]) -> Option:
        """The option of this path."""
        self.choices[name] = self._turn(len(options))
        return options[self.choices[name]]

    def assume(self, condition: bool) -> None:
        """Take the condition for a fact."""
        formula = formula_of(condition)
        if formula is not None:
            self._learn(formula)
        elif not condition:
            raise Excluded

    # --- what an integer asks ---------------------------------------------------------------------------------------

    def decide(self, formula: Formula) -> bool:
        """What was decided before, what needs no decision, or one more turn."""
        if isinstance(formula, Atom) and formula.polynomial.is_constant():
            return formula.holds({})
        if formula not in self._known:
            self._learn(formula if self._turn(2) == 0 else formula.negated())
        return self._known[formula]

    def divided(self, dividend: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
        """Quotient and remainder; the same for the same question."""
        if not self.decide(at_least(divisor - number(1))):
            raise NotPositive(divisor.text())
        for done in self.divisions:
            if (done.dividend, done.divisor) == (dividend, divisor):
                return done.quotient, done.rest
        count = len(self.divisions) + 1
        done = Division(
            dividend, divisor, self._unit(divisor), variable(f"quotient_{count}"), variable(f"rest_{count}")
        )
        self.divisions.append(done)
        return done.quotient, done.rest

    def settled(self, value: Polynomial) -> int:
        """The number that the value is on this path."""
        within = self.decide(at_least(value)) and self.decide(at_least(number(self._places) - value))
        for place in range(self._places + 1 if within else 0):
            if self.decide(equal(value - number(place))):
                return place
        raise NoPlace(value.text())

    # --- what is known at the end -----------------------------------------------------------------------------------

    def scales(self) -> tuple[Polynomial, ...]:
        """What is not negative on this path, and worth to multiply with."""
        units = dict.fromkeys(done.unit for done in self.divisions if not done.unit.is_constant())
        return tuple(dict.fromkeys((*self._scales, *units)))

    def completed(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """The numbers of all variables, from those of the unknowns."""
        found = dict(numbers)
        for value, own in self._named.items():
            found.update(dict.fromkeys(own.variables(), value.at(found)))
        for done in self.divisions:
            whole, part = done.dividend.at(found), done.divisor.at(found)
            for name in done.unit.variables() - found.keys():
                found[name] = part
            found[next(iter(done.quotient.variables()))] = whole // part
            found[next(iter(done.rest.variables()))] = whole % part
        return found

    def reached_with(self, numbers: Mapping[str, int]) -> bool:
        """Whether a program takes this path with these numbers for its unknowns."""
        try:
            completed = self.completed(numbers)
        except ZeroDivisionError:
            return False
        return all(formula.holds(completed) for formula in self.formulas())

    def formulas(self) -> list[Formula]:
        """All that holds on this path, each comparison with what follows from it by multiplication."""
        scales = self.scales()
        found = [_with_products(fact, scales) for fact in self.facts]
        units = dict(self._named)
        units.update({done.divisor: done.unit for done in self.divisions if done.unit != done.divisor})
        for value, name in units.items():
            quotients = [done.quotient for done in self.divisions if done.unit == name]
            found.append(_with_products(equal(name - value), (*quotients, *self._scales)))
        for done in self.divisions:
            found += _of_division(done)
        return found

    # --- its own ----------------------------------------------------------------------------------------------------

    def _turn(self, ways: int) -> int:
        place = len(self.taken)
        way = self.turns[place] if place < len(self.turns) else 0
        self.taken.append((way, ways))
        return way

    def _learn(self, formula: Formula) -> None:
        self.facts.append(formula)
        self._known[formula] = True
        self._known[formula.negated()] = False

    def _unit(self, divisor: Polynomial) -> Polynomial:
        if divisor in self._named:
            return self._named[divisor]
        for done in self.divisions:
            if done.divisor == divisor:
                return done.unit
        if divisor.is_constant() or divisor.is_variable():
            return divisor
        return variable(f"divisor_{len(self.divisions) + 1}")


@lru_cache(2**14)
def _with_products(formula: Formula, scales: tuple[Polynomial, ...]) -> Formula:
    """The formula, with every comparison p >= 0 or p = 0 joined by what p*x is, for each x >= 0 of the scales.

    A polynomial that is a product already is left alone: what follows from it is too far away to be of use.
    """
    if not isinstance(formula, Atom):
        return type(formula)(tuple(_with_products(part, scales) for part in formula.parts))
    if formula.relation is Relation.OTHER or not scales or not formula.polynomial.is_linear():
        return formula
    products = tuple(Atom(formula.polynomial * scale, formula.relation) for scale in scales)
    return All((formula, *products))


def _of_division(done: Division) -> list[Formula]:
    """What a division says; and that its quotient is not negative, or at most -1, with the product of that."""
    return [
        equal(done.dividend - done.quotient * done.unit - done.rest),
        at_least(done.rest),
        at_least(done.unit - done.rest - number(1)),
        Some((at_least(done.quotient), _with_products(at_least(number(-1) - done.quotient), (done.unit,)))),
    ]
