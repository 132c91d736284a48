"""What is said about amounts: comparisons of a polynomial with zero, all of several, some of several."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from attrs import frozen

from leo_ref.prove.polynomial import Polynomial, number


class Relation(Enum):
    """How a polynomial stands to zero; the value is SMT-LIB's own sign."""

    AT_LEAST = ">="
    EQUAL = "="
    OTHER = "distinct"


@frozen(cache_hash=True)
class Atom:
    """A polynomial compared with zero."""

    polynomial: Polynomial
    relation: Relation

    def negated(self) -> Atom:
        """What holds exactly where this does not."""
        match self.relation:
            case Relation.AT_LEAST:
                return at_least(number(-1) - self.polynomial)
            case Relation.EQUAL:
                return Atom(self.polynomial, Relation.OTHER)
            case Relation.OTHER:
                return Atom(self.polynomial, Relation.EQUAL)

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it holds where every variable has a value."""
        value = self.polynomial.at(values)
        match self.relation:
            case Relation.AT_LEAST:
                return value >= 0
            case Relation.EQUAL:
                return value == 0
            case Relation.OTHER:
                return value != 0

    def text(self) -> str:
        """The comparison in SMT-LIB 2."""
        return _text(self)


@lru_cache(2**14)
def _text(comparison: Atom) -> str:
    return f"({comparison.relation.value} {comparison.polynomial.text()} 0)"


@frozen(cache_hash=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]

    def negated(self) -> Some:
        """What holds exactly where this does not."""
        return Some(tuple(part.negated() for part in self.parts))

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it holds where every variable has a value."""
        return all(part.holds(values) for part in self.parts)

    def text(self) -> str:
        """The formula in SMT-LIB 2."""
        return joined("and", "true", self.parts)


@frozen(cache_hash=True)
class Some:
    """A part holds, or several do."""

    parts: tuple[Formula, ...]

    def negated(self) -> All:
        """What holds exactly where this does not."""
        return All(tuple(part.negated() for part in self.parts))

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it holds where every variable has a value."""
        return any(part.holds(values) for part in self.parts)

    def text(self) -> str:
        """The formula in SMT-LIB 2."""
        return joined("or", "false", self.parts)


Formula: TypeAlias = Atom | All | Some


def joined(word: str, empty: str, parts: tuple[Formula, ...]) -> str:
    """Several formulas under one connective."""
    return f"({word} {' '.join(part.text() for part in parts)})" if parts else empty


def at_least(polynomial: Polynomial) -> Atom:
    """The polynomial is not negative."""
    return Atom(polynomial, Relation.AT_LEAST)


def equal(polynomial: Polynomial) -> Atom:
    """The polynomial is zero; a polynomial and its negative say the same and look the same."""
    first = polynomial.terms[-1][1] if polynomial.terms else 0
    return Atom(polynomial.times(-1) if first < 0 else polynomial, Relation.EQUAL)


def comparisons(formula: Formula) -> tuple[Atom, ...]:
    """The comparisons of a formula."""
    if isinstance(formula, Atom):
        return (formula,)
    return tuple(found for part in formula.parts for found in comparisons(part))
