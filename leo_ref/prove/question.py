"""What the solvers are asked: whether any of some endings that must not be can be reached, as SMT-LIB 2.

There are two forms. In the *linear* form each product of variables is a variable of its own, of which only its sign is
known: so it may be satisfiable where there are no such numbers, but where it is not, there are none. The *exact* form
says that they are products, and is much harder; it is asked only where the linear one is satisfiable.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from attrs import frozen

from leo_ref.prove.explore import Ending
from leo_ref.prove.formula import All, Atom, Formula, Some, at_least, comparisons
from leo_ref.prove.polynomial import Monomial, Polynomial, collected, number, variable


@frozen
class Query:
    """Endings, one of which is reached exactly where the exact text is satisfiable."""

    endings: tuple[Ending, ...]
    linear: str
    exact: str
    names: tuple[str, ...]
    """The variables of the exact text."""


def question(endings: Sequence[Ending]) -> Query:
    """What they have in common is asserted once, and of the others that one of them holds."""
    paths = [tuple(ending.path.formulas()) for ending in endings]
    shared = _shared(paths)
    said = [*paths[0][:shared], Some(tuple(All(path[shared:]) for path in paths))]
    products = sorted({product for formula in said for part in comparisons(formula) for product in _products(part)})
    signs = [_sign(product) for product in products if len(product) == 2]
    linear = [_linear(formula) for formula in (*said, *signs)]
    return Query(
        endings=tuple(endings),
        linear=_text("QF_LIA", linear),
        exact=_text("QF_NIA", said),
        names=tuple(_variables(said)),
    )


def _text(logic: str, said: Sequence[Formula]) -> str:
    lines = [f"(set-logic {logic})", *(f"(declare-const {name} Int)" for name in _variables(said))]
    lines += [f"(assert {formula.text()})" for formula in said]
    return "\n".join((*lines, "(check-sat)", ""))


def _shared(paths: Sequence[tuple[Formula, ...]]) -> int:
    """How many formulas all paths begin with."""
    count = 0
    for together in zip(*paths, strict=False):
        if any(formula != together[0] for formula in together):
            break
        count += 1
    return count


def _variables(formulas: Sequence[Formula]) -> list[str]:
    return sorted({name for each in formulas for part in comparisons(each) for name in part.polynomial.variables()})


def _products(comparison: Atom) -> list[Monomial]:
    return [monomial for monomial, _ in comparison.polynomial.terms if len(monomial) > 1]


def _sign(product: Monomial) -> Formula:
    """A product of two numbers is not negative, unless one of them is."""
    one, other = map(variable, product)
    both = Polynomial(((product, 1),))
    return Some((at_least(number(-1) - one), at_least(number(-1) - other), at_least(both)))


@lru_cache(2**14)
def _linear(formula: Formula) -> Formula:
    """The formula, with a variable for each product."""
    if not isinstance(formula, Atom):
        return type(formula)(tuple(map(_linear, formula.parts)))
    terms = (
        (monomial if len(monomial) <= 1 else (".".join(monomial),), factor)
        for monomial, factor in formula.polynomial.terms
    )
    return Atom(collected(terms), formula.relation)
