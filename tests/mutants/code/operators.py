"""The mutants of a function of the reference: each weakens one place.

=============  ==================================================================================
kind           what is made of it
=============  ==================================================================================
guard          a condition is true, or false; an operand of ``and`` or ``or`` is left out; a
               filter of a comprehension lets everything through; a case is never taken
effect         a field that ``evolve`` sets keeps its value
comparison     ``<`` and ``<=``, ``>`` and ``>=``, ``==`` and ``!=``, ``in`` and ``not in``, ``is``
               and ``is not`` for each other
logic          ``and`` and ``or``, ``any`` and ``all``, ``min`` and ``max`` for each other; no ``not``
arithmetic     ``+`` and ``-`` for each other, ``+`` for ``*``, ``*`` for ``//``, ``//`` for ``%``, ``|``
               and ``&`` for each other; no ``-`` before a number
constant       a number is one more; true and false for each other; a member of an enumeration of
               the protocol, codes excepted, is the next one
=============  ==================================================================================
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Final, TypeAlias

from leo_ref.core.rejections import Code

Change: TypeAlias = tuple[str, ast.AST, ast.AST]
"""Kind, what is replaced, and by what."""

COMPARED: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COMPUTED: Final = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.Pow: ast.Mult, ast.BitXor: ast.BitOr,
}  # fmt: skip
SWAPPED: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}


def changes(function: ast.AST, module: ModuleType) -> Iterator[Change]:
    """All of them, in the order of the text; annotations, asserts and docstrings have none."""
    for child in ast.iter_child_nodes(function):
        if isinstance(function, ast.FunctionDef) and (child is function.args or child is function.returns):
            continue
        if isinstance(child, ast.Assert) or (isinstance(function, ast.AnnAssign) and child is function.annotation):
            continue
        if isinstance(function, ast.FunctionDef) and child in function.decorator_list:
            continue
        yield from _at(child, module)
        yield from changes(child, module)


def _at(node: ast.AST, module: ModuleType) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "guard", test, ast.Constant(True)
            yield "guard", test, ast.Constant(False)
        case ast.While(test=test):
            yield "guard", test, ast.Constant(False)
        case ast.comprehension(ifs=filters):
            for one in filters:
                yield "guard", one, ast.Constant(True)
        case ast.Match(cases=cases):
            for arm in cases[:-1]:
                yield "guard", arm, ast.match_case(arm.pattern, ast.Constant(False), arm.body)
        case ast.BoolOp(op=operation, values=values):
            other = ast.Or() if isinstance(operation, ast.And) else ast.And()
            yield "logic", node, ast.BoolOp(other, values)
            for value in values:
                yield "guard", value, ast.Constant(isinstance(operation, ast.And))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield ("logic" if isinstance(node.op, ast.Not) else "arithmetic"), node, operand
        case ast.Compare(left=left, ops=operations, comparators=others):
            for at, comparing in enumerate(operations):
                new = [*operations[:at], COMPARED[type(comparing)](), *operations[at + 1 :]]
                yield "comparison", node, ast.Compare(left, new, others)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in COMPUTED:
            yield "arithmetic", node, ast.BinOp(left, COMPUTED[type(operation)](), right)
        case ast.Call(func=ast.Name(id=name) as called) if name in SWAPPED:
            yield "logic", called, ast.Name(SWAPPED[name], ast.Load())
        case ast.Call(func=ast.Name(id="evolve"), args=arguments, keywords=fields):
            for at in range(len(fields)):
                yield "effect", node, ast.Call(node.func, arguments, fields[:at] + fields[at + 1 :])
        case ast.Constant(value=bool(value)):
            yield "constant", node, ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "constant", node, ast.Constant(value + 1)
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            kind = vars(module).get(name)
            if isinstance(kind, type) and issubclass(kind, Enum) and kind is not Code and member in kind.__members__:
                members = list(kind.__members__)
                after = members[(members.index(member) + 1) % len(members)]
                yield "constant", node, ast.Attribute(ast.Name(name, ast.Load()), after, ast.Load())
