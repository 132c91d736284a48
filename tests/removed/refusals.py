"""Which statements refuse, and with which codes."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from leo_ref.core.rejections import CODES
from tests.removed.trees import Function, expressions, statements

KNOWN = frozenset(f"Code.{name}" for name in CODES)

REFUSING_CALLS = ("refuse", "reject")

REFUSING_TYPES = ("Rejection", "PointFault")
"""What a function gives that refuses, where it does not raise."""

GIVING_CALLS = frozenset({"reject", "_fault_of_point"})
"""Calls that give nothing else."""


def codes(node: ast.AST) -> tuple[str, ...]:
    """The codes that are named in a node, in their order."""
    named = (ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Attribute))
    return tuple(dict.fromkeys(name.removeprefix("Code.") for name in named if name in KNOWN))


def called(node: ast.AST | None) -> str:
    """The name of what is called, without what is before a dot; nothing where the node is no call."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
        case _:
            return ""


class Refusals:
    """How one function refuses."""

    def __init__(self, function: Function) -> None:
        """Looks at its annotation and at the names that it gives to rejections."""
        self.function = function
        self.result = "" if function.returns is None else ast.unparse(function.returns)
        raising = any(called(node) == "refuse" for node in ast.walk(function))
        self.judges = any(name in self.result for name in REFUSING_TYPES)
        self.none_refuses = not self.judges and self.result.endswith("| None") and not raising
        self.is_predicate = self.result == "bool" and not function.decorator_list
        self.assigned: list[tuple[str, ast.Assign]] = []
        self.rejections: set[str] = set()
        for statement in statements(function):
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.assigned.append((name, statement))
                    if called(value) == "reject":
                        self.rejections.add(name)

    def codes_of(self, name: str, at: ast.stmt) -> tuple[str, ...]:
        """The codes in the value that a name was given last before a statement."""
        before = [given for known, given in self.assigned if known == name and given.lineno < at.lineno]
        return codes(max(before, key=lambda given: given.lineno).value) if before else ()

    @property
    def last(self) -> ast.stmt:
        """The last statement that gives a rejection."""
        found = [one for one in statements(self.function) if isinstance(one, ast.Return) and self.refuses([one])]
        return found[-1]

    @property
    def by_default(self) -> bool:
        """Whether it refuses unless something before its end accepts."""
        return self.refuses(self.function.body)

    def refuses(self, block: Sequence[ast.stmt]) -> bool:
        """Whether a block ends in a refusal."""
        match block[-1]:
            case ast.Expr(value=ast.Call() as call):
                return called(call) == "refuse"
            case ast.Return(value=value):
                return value is not None and self.is_refusal(value)
            case _:
                return False

    def is_refusal(self, value: ast.expr) -> bool:
        """Whether this is what a function gives that refuses."""
        match value:
            case ast.Constant(value=None):
                return self.none_refuses
            case ast.Constant(value=False):
                return self.is_predicate
            case ast.Attribute(attr="NOTHING" | "rejection") | ast.Attribute(value=ast.Name(id="PointFault")):
                return True
            case ast.Name(id=name):
                return name in self.rejections
            case ast.Call():
                return called(value) in GIVING_CALLS
            case ast.Tuple(elts=elements):
                return any(called(element) == "reject" for element in elements)
            case _:
                return False

    def passes_on(self, statement: ast.If) -> str:
        """The name of the rejection that this statement gives back as it got it."""
        match statement:
            case ast.If(
                test=ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=asked), ast.Name(id="Rejection")])
                | ast.Compare(left=ast.Name(id=asked), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]),
                body=[ast.Return(value=ast.Name(id=given))],
            ) if asked == given:
                return asked
            case _:
                return ""


def mentions(statement: ast.stmt, name: str) -> bool:
    """Whether the statement itself uses a name."""
    return any(isinstance(node, ast.Name) and node.id == name for node in expressions(statement))
