"""What failed must be told in a few words: no assertion carries a value, which may be megabytes that others sent."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.vectors.made import ROOT

ROOMS = (
    *("adapters/tpm", "attestation", "core/encoding", "core/state", "draw", "ledger", "oracle", "rules", "sealing"),
    *("software", "tcg"),
)
"""Packages that handle what others sent."""


def messages(tree: ast.Module) -> Iterator[ast.expr]:
    """What assertions say when they fail."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.msg is not None:
            yield node.msg
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if isinstance(node.exc.func, ast.Name) and node.exc.func.id == "AssertionError":
                yield from node.exc.args


def is_short(said: ast.expr) -> bool:
    """Whether it is a text of ours, in which at most limits, lengths and names stand."""
    match said:
        case ast.Constant():
            return True
        case ast.JoinedStr(parts):
            return all(is_short(part) for part in parts)
        case ast.FormattedValue(inner):
            return (
                isinstance(inner, ast.Attribute)
                or (isinstance(inner, ast.Name) and inner.id.isupper())
                or is_short(inner)
            )
        case ast.Call(ast.Name("len")):
            return True
        case ast.Attribute(_, "name"):
            return True
        case _:
            return False


def test_a_value_is_found() -> None:
    source = "assert a, b\nassert a, 'words'\nassert a, f'{a.most} octets'\nassert a, (b, 1)\nraise AssertionError(b)"
    assert [is_short(said) for said in messages(ast.parse(source))] == [False, True, True, False, False]


@pytest.mark.parametrize("room", ROOMS)
def test_no_assertion_prints_a_value(room: str) -> None:
    places = sorted((ROOT / "leo_ref" / room).rglob("*.py"))
    assert places
    for place in places:
        for said in messages(ast.parse(place.read_text("utf-8"))):
            assert is_short(said), f"{place.relative_to(ROOT)}:{said.lineno}"
