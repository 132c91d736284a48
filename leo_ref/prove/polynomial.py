"""Polynomials with integer coefficients: the one form in which an amount is kept, so that equal amounts look equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

Monomial: TypeAlias = tuple[str, ...]
"""A product of variables, in the order of their names; () is 1."""


@frozen
class Polynomial:
    """A sum of monomials with coefficients that are not zero, in the order of the monomials."""

    terms: tuple[tuple[Monomial, int], ...] = ()

    def __add__(self, other: Polynomial) -> Polynomial:
        return collected((*self.terms, *other.terms))

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + other.times(-1)

    def __mul__(self, other: Polynomial) -> Polynomial:
        if not other.variables():
            return self.times(other.constant())
        return collected(
            (tuple(sorted((*left, *right))), one * two) for left, one in self.terms for right, two in other.terms
        )

    def times(self, factor: int) -> Polynomial:
        """This polynomial, multiplied by a number."""
        return Polynomial(tuple((monomial, factor * number) for monomial, number in self.terms) if factor else ())

    def constant(self) -> int:
        """The coefficient of the monomial 1."""
        return self.terms[0][1] if self.terms and self.terms[0][0] == () else 0

    def is_constant(self) -> bool:
        """Whether no variable is in it."""
        return not self.terms or (len(self.terms) == 1 and self.terms[0][0] == ())

    def variables(self) -> frozenset[str]:
        """The variables that are in it."""
        return frozenset(name for monomial, _ in self.terms for name in monomial)

    def is_linear(self) -> bool:
        """Whether no product of variables is in it."""
        return all(len(monomial) <= 1 for monomial, _ in self.terms)

    def is_variable(self) -> bool:
        """Whether it is one variable and nothing else."""
        return len(self.terms) == 1 and len(self.terms[0][0]) == 1 and self.terms[0][1] == 1

    def at(self, values: Mapping[str, int]) -> int:
        """Its value where every variable has one."""
        total = 0
        for monomial, number in self.terms:
            for name in monomial:
                number *= values[name]
            total += number
        return total

    def text(self) -> str:
        """The polynomial as a term of SMT-LIB 2."""
        parts = [_product(monomial, number) for monomial, number in self.terms]
        return parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})" if parts else "0"


def collected(terms: Iterable[tuple[Monomial, int]]) -> Polynomial:
    """The polynomial of any terms."""
    found: dict[Monomial, int] = {}
    for monomial, number in terms:
        found[monomial] = found.get(monomial, 0) + number
    return Polynomial(tuple(sorted((monomial, number) for monomial, number in found.items() if number)))


def number(value: int) -> Polynomial:
    """A number as a polynomial."""
    return Polynomial((((), value),) if value else ())


def variable(name: str) -> Polynomial:
    """A variable as a polynomial."""
    return Polynomial((((name,), 1),))


def _numeral(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def _product(monomial: Monomial, factor: int) -> str:
    if not monomial:
        return _numeral(factor)
    if factor == 1 and len(monomial) == 1:
        return monomial[0]
    return f"(* {' '.join((*((_numeral(factor),) if factor != 1 else ()), *monomial))})"
