"""The parts of a condition that refuse on their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from attrs import frozen

from tests.removed.trees import parsed


@frozen
class Part:
    """A part of a condition, what stands for it where it is left out, and what is shown of it where it has no text."""

    node: ast.expr
    without: ast.expr
    shown: str = ""


def parts(condition: ast.expr, *, refusing: bool) -> Iterator[Part]:
    """The parts of a condition that refuses where it is true (``refusing``), or where it is false.

    Of ``a or b`` that refuses each operand does so by itself; of ``a and b`` that refuses it takes both, so only what
    is in them is looked at. Where the condition must hold instead, it is the other way about.
    """
    match condition:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from parts(inner, refusing=not refusing)
        case ast.BoolOp(op=operation, values=operands):
            for operand in operands:
                if isinstance(operation, ast.Or) == refusing:
                    yield Part(operand, ast.Constant(not refusing))
                yield from parts(operand, refusing=refusing)
        case ast.IfExp(body=body, orelse=other):
            for branch in (body, other):
                yield Part(branch, ast.Constant(not refusing))
                yield from parts(branch, refusing=refusing)
        case ast.Compare(left=left, ops=operations, comparators=others) if len(operations) > 1 and not refusing:
            for at in range(len(operations)):
                yield _without_link(condition, [left, *others], at)
        case ast.Compare(left=ast.Tuple(elts=elements), ops=[ast.Eq() | ast.NotEq() as operation], comparators=[other]):
            if isinstance(operation, ast.NotEq) == refusing:
                for at, element in enumerate(elements):
                    yield Part(element, parsed(f"({ast.unparse(other)})[{at}]"))


def _without_link(chain: ast.Compare, operands: list[ast.expr], at: int) -> Part:
    """A chain of comparisons without one at its end: ``a < b < c`` as ``b < c``."""
    assert len(chain.ops) == 2, ast.unparse(chain)
    kept = 1 - at
    rest = ast.Compare(left=operands[kept], ops=[chain.ops[kept]], comparators=[operands[kept + 1]])
    lost = ast.Compare(left=operands[at], ops=[chain.ops[at]], comparators=[operands[at + 1]])
    return Part(chain, rest, ast.unparse(lost))
