"""TLA+ values as hashable Python, and how they are written in TLA+.

A value has one form, so that equal values are equal Python objects:

==========================  ==============================================================
TLA+                        Python
==========================  ==============================================================
``TRUE``, ``7``             ``True``, ``7``
``"text"``, a model value   ``"text"``, the model value's name
``{a, b}``, ``1..3``        ``frozenset``
a function, and so          ``("fn", frozenset of (argument, value) pairs)``
every record and sequence   (records have texts, sequences 1..n as arguments)
==========================  ==============================================================

Python holds ``True == 1``, which TLA+ does not: :func:`leo_ref.speccheck.tlc.compare.compare` tells the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias, TypeGuard

Function: TypeAlias = "tuple[Literal['fn'], frozenset[tuple[Value, Value]]]"
Value: TypeAlias = "bool | int | str | frozenset[Value] | Function"

# A field may be named like a reserved word, but what starts with WF_ or SF_ is read as fairness.
_FIELD: Final = re.compile(r"(?!WF_|SF_)[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ESCAPED: Final = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r", "\f": r"\f"},
)


def function(pairs: Iterable[tuple[Value, Value]]) -> Function:
    """The function with these (argument, value) pairs."""
    return ("fn", frozenset(pairs))


def record(fields: Mapping[str, Value]) -> Function:
    """The record, or function on texts, with these fields."""
    return ("fn", frozenset(fields.items()))


def sequence(items: Iterable[Value]) -> Function:
    """The sequence of these items."""
    return ("fn", frozenset(enumerate(items, start=1)))


def is_sequence(pairs: frozenset[tuple[Value, Value]]) -> bool:
    """Whether the function's arguments are the integers 1..n; the empty function is the empty sequence."""
    if any(type(argument) is not int for argument, _ in pairs):
        return False
    return {argument for argument, _ in pairs} == set(range(1, len(pairs) + 1))


def is_record(pairs: frozenset[tuple[Value, Value]]) -> TypeGuard[frozenset[tuple[str, Value]]]:
    """Whether the function's arguments are texts; true of the empty function."""
    return all(isinstance(argument, str) for argument, _ in pairs)


# Any: the first entry, the kind, decides of what type the others are; mypy cannot follow that.
def order(value: Value) -> tuple[Any, ...]:
    """A key that sorts any values: by kind, then by size, then by content; tells ``TRUE`` from 1."""
    if isinstance(value, bool):
        return (0, value)
    if isinstance(value, int):
        return (1, value)
    if isinstance(value, str):
        return (2, value)
    if isinstance(value, frozenset):
        return (3, len(value), sorted(order(item) for item in value))
    return (4, len(value[1]), sorted((order(argument), order(result)) for argument, result in value[1]))


def in_order(pairs: frozenset[tuple[Value, Value]]) -> list[tuple[Value, Value]]:
    """The pairs of a function, sorted by argument."""
    return sorted(pairs, key=lambda pair: order(pair[0]))


def pretty(value: Value) -> str:
    """The value in TLA+; model values come out as texts."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPED)}"'
    if isinstance(value, frozenset):
        return "{" + ", ".join(pretty(item) for item in sorted(value, key=order)) + "}"
    pairs = in_order(value[1])
    if is_sequence(value[1]):
        return "<<" + ", ".join(pretty(result) for _, result in pairs) + ">>"
    if all(isinstance(argument, str) and _FIELD.fullmatch(argument) for argument, _ in pairs):
        return "[" + ", ".join(f"{argument} |-> {pretty(result)}" for argument, result in pairs) + "]"
    return "(" + " @@ ".join(f"{pretty(argument)} :> {pretty(result)}" for argument, result in pairs) + ")"
