"""Syntax trees that are changed without being written to: a new tree shares all that stays with the old one."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

Function: TypeAlias = ast.FunctionDef

Changes: TypeAlias = Mapping[ast.AST, ast.AST]
"""What stands in the place of a node."""

Prefixes: TypeAlias = Mapping[ast.AST, Sequence[ast.stmt]]
"""What is executed before a statement."""


def changed(node: ast.AST, changes: Changes, prefixes: Prefixes) -> ast.AST:
    """The node with what is below it replaced, and prefixed."""
    new = copy.copy(node)
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            setattr(new, name, [one for element in value for one in _changed(element, changes, prefixes)])
        elif isinstance(value, ast.AST):
            (one,) = _changed(value, changes, prefixes)
            setattr(new, name, one)
    return new


def _changed(element: object, changes: Changes, prefixes: Prefixes) -> Sequence[object]:
    if not isinstance(element, ast.AST):
        return [element]
    own = changes[element] if element in changes else changed(element, changes, prefixes)
    return [*prefixes.get(element, ()), own]


@frozen
class Place:
    """A function of a module, by its name with that of its class before it."""

    name: str
    function: Function


def places(tree: ast.Module) -> Iterator[Place]:
    """The functions and methods of a module; those inside functions belong to them."""
    for statement in tree.body:
        match statement:
            case ast.FunctionDef():
                yield Place(statement.name, statement)
            case ast.ClassDef():
                for inner in statement.body:
                    if isinstance(inner, ast.FunctionDef):
                        yield Place(f"{statement.name}.{inner.name}", inner)


def statements(function: Function) -> Iterator[ast.stmt]:
    """All statements in a function, also in those inside it, each before those that it holds."""
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and node is not function:
            yield node


def expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, but not those of statements in it."""
    waiting = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def parsed(expression: str) -> ast.expr:
    """The tree of an expression."""
    return ast.parse(expression, mode="eval").body


def evaluated(expression: ast.expr, result: ast.expr) -> ast.expr:
    """``result``, after ``expression`` was evaluated too: it may write down what it compares."""
    pair = ast.Tuple(elts=[expression, result], ctx=ast.Load())
    return ast.Subscript(value=pair, slice=ast.Constant(1), ctx=ast.Load())
