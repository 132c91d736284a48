"""An integer that may be any: Python's own functions run on it, and whatever they ask of it becomes a formula.

It is no ``int``, so that what it does not know raises a TypeError and is never computed with some value. Where a
function wants a truth, the path on which it runs decides, and goes the other way another time. A type checker is told
that it is an ``int``, for that is what the functions are written for.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, cast

from leo_ref.prove.formula import All, Atom, Formula, Some, at_least, equal
from leo_ref.prove.polynomial import Polynomial, number


class Deciding(Protocol):
    """What an integer asks of the path on which it is used."""

    def decide(self, formula: Formula) -> bool:
        """Whether the formula holds on this path."""

    def divided(self, dividend: Polynomial, divisor: Polynomial) -> tuple[Polynomial, Polynomial]:
        """Quotient, rounded down, and remainder."""

    def settled(self, value: Polynomial) -> int:
        """The number that the value is on this path."""


class Truth:
    """A comparison of integers that may be any; as a ``bool`` it is what the path decides."""

    def __init__(self, path: Deciding, formula: Formula) -> None:
        self.path = path
        self.formula = formula

    def __bool__(self) -> bool:
        return self.path.decide(self.formula)


class Integer:
    """A polynomial of variables, on a path."""

    __hash__: ClassVar[None]  # type: ignore[assignment] # what may equal anything is no key

    def __init__(self, path: Deciding, value: Polynomial) -> None:
        self.path = path
        self.value = value

    def __repr__(self) -> str:
        return self.value.text()

    def _other(self, other: object) -> Polynomial | None:
        if isinstance(other, Integer):
            return other.value
        return number(other) if isinstance(other, int) else None

    def _made(self, value: Polynomial) -> Integer:
        return Integer(self.path, value)

    def _held(self, formula: Atom) -> bool:
        return cast("bool", Truth(self.path, formula))

    def __add__(self, other: object) -> Integer:
        added = self._other(other)
        return NotImplemented if added is None else self._made(self.value + added)

    __radd__ = __add__

    def __sub__(self, other: object) -> Integer:
        taken = self._other(other)
        return NotImplemented if taken is None else self._made(self.value - taken)

    def __rsub__(self, other: object) -> Integer:
        whole = self._other(other)
        return NotImplemented if whole is None else self._made(whole - self.value)

    def __mul__(self, other: object) -> Integer:
        factor = self._other(other)
        return NotImplemented if factor is None else self._made(self.value * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Integer:
        return self._made(self.value.times(-1))

    def __floordiv__(self, other: object) -> Integer:
        divisor = self._other(other)
        return NotImplemented if divisor is None else self._made(self.path.divided(self.value, divisor)[0])

    def __rfloordiv__(self, other: object) -> Integer:
        dividend = self._other(other)
        return NotImplemented if dividend is None else self._made(self.path.divided(dividend, self.value)[0])

    def __mod__(self, other: object) -> Integer:
        divisor = self._other(other)
        return NotImplemented if divisor is None else self._made(self.path.divided(self.value, divisor)[1])

    def __rmod__(self, other: object) -> Integer:
        dividend = self._other(other)
        return NotImplemented if dividend is None else self._made(self.path.divided(dividend, self.value)[1])

    def __ge__(self, other: object) -> bool:
        least = self._other(other)
        return NotImplemented if least is None else self._held(at_least(self.value - least))

    def __gt__(self, other: object) -> bool:
        low = self._other(other)
        return NotImplemented if low is None else self._held(at_least(self.value - low - number(1)))

    def __le__(self, other: object) -> bool:
        most = self._other(other)
        return NotImplemented if most is None else self._held(at_least(most - self.value))

    def __lt__(self, other: object) -> bool:
        high = self._other(other)
        return NotImplemented if high is None else self._held(at_least(high - self.value - number(1)))

    def __eq__(self, other: object) -> bool:
        same = self._other(other)
        return NotImplemented if same is None else self._held(equal(self.value - same))

    def __ne__(self, other: object) -> bool:
        another = self._other(other)
        return NotImplemented if another is None else self._held(equal(self.value - another).negated())

    def __bool__(self) -> bool:
        return self.path.decide(equal(self.value).negated())

    def __index__(self) -> int:
        return self.path.settled(self.value)


def is_known(value: object) -> bool:
    """Whether the value is an ordinary integer, and none that may be any."""
    return isinstance(value, int)


def polynomial_of(value: object) -> Polynomial | None:
    """The polynomial that an integer stands for; None where it is an ordinary one."""
    return value.value if isinstance(value, Integer) else None


def formula_of(condition: object) -> Formula | None:
    """The formula that a condition stands for; None where it is an ordinary truth."""
    return condition.formula if isinstance(condition, Truth) else None


def every(*conditions: bool) -> bool:
    """Whether all conditions hold: one question to the solvers, where ``and`` asks for each in turn."""
    truths = _truths(conditions)
    if len(truths) < sum(condition is not True for condition in conditions):
        return False
    return cast("bool", Truth(truths[0].path, All(tuple(truth.formula for truth in truths)))) if truths else True


def implies(premise: bool, conclusion: bool) -> bool:
    """Whether the conclusion holds wherever the premise does: one question to the solvers."""
    said = formula_of(premise)
    if said is None:
        return conclusion if premise else True
    follows = formula_of(conclusion)
    if follows is None and conclusion:
        return True
    denied = said.negated()
    return cast("bool", Truth(_truths((premise,))[0].path, Some((denied,) if follows is None else (denied, follows))))


def _truths(conditions: tuple[object, ...]) -> list[Truth]:
    return [condition for condition in conditions if isinstance(condition, Truth)]
