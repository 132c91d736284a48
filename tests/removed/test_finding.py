"""What counts as a check, and what stands for it when it is taken out."""

from __future__ import annotations

import ast

import pytest

from tests.removed.conditions import parts
from tests.removed.reader import Reader
from tests.removed.trees import changed, parsed


def without(condition: str, *, refusing: bool) -> list[str]:
    """The condition without each of its parts in turn."""
    tree = ast.Expression(body=parsed(condition))
    return [ast.unparse(changed(tree, {part.node: part.without}, {})) for part in parts(tree.body, refusing=refusing)]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("a", []),
        ("a or b", ["False or b", "a or False"]),
        ("a and b", []),
        ("a and (b or c)", ["a and (False or c)", "a and (b or False)"]),
        ("not (a and b)", ["not (True and b)", "not (a and True)"]),
        ("not (a or b)", []),
        ("not 1 <= x < 5", ["not x < 5", "not 1 <= x"]),
        ("1 <= x < 5", []),
        ("(a, b) != V", ["(V[0], b) != V", "(a, V[1]) != V"]),
        ("(a, b) == V", []),
        (
            "a or (b and not (c and d))",
            [
                "False or (b and not (c and d))",
                "a or False",
                "a or (b and not (True and d))",
                "a or (b and not (c and True))",
            ],
        ),
    ],
)
def test_each_part_of_a_refusing_condition_goes_alone(condition: str, found: list[str]) -> None:
    assert without(condition, refusing=True) == [ast.unparse(parsed(one)) for one in found]


def test_of_a_condition_that_must_hold_each_operand_of_and_goes_alone() -> None:
    assert without("a and b", refusing=False) == ["True and b", "a and True"]
    assert without("a or b", refusing=False) == []


SOURCE = """
NEEDS: Mapping[str, Code] = {"fixed": Code.AK_NOT_FIXED_TPM, "sign": Code.AK_NOT_SIGNING}


def judge(key: Key) -> Rejection | None:
    for name, code in NEEDS.items():
        if name not in key.attributes:
            return reject(code)
    wrong = parse(key)
    if wrong is not None:
        return wrong
    try:
        verify(key)
    except Invalid:
        return reject(Code.SIGNATURE_MISMATCH)
    if key.size == 0:
        key = None
    return other(key)


def accepts(key: Key) -> bool:
    if key is None or key.size < 2:
        return False
    return key.good and key.new


def fault(point: bytes) -> PointFault | None:
    return PointFault.SMALL_ORDER if point in SMALL_ORDER else None
"""


def test_every_way_to_refuse_is_found() -> None:
    found = [(check.place, check.text, check.codes) for check in Reader(SOURCE).checks()]
    assert found == [
        ("NEEDS", '"fixed"', ("AK_NOT_FIXED_TPM",)),
        ("NEEDS", '"sign"', ("AK_NOT_SIGNING",)),
        ("judge", "name not in key.attributes", ()),
        ("judge", "wrong is not None", ()),
        ("judge", "except Invalid", ("SIGNATURE_MISMATCH",)),
        ("judge", "other", ()),
        ("accepts", "key is None or key.size < 2", ()),
        ("accepts", "key is None", ()),
        ("accepts", "key.size < 2", ()),
        ("accepts", "key.good and key.new", ()),
        ("accepts", "key.good", ()),
        ("accepts", "key.new", ()),
        ("fault", "point in SMALL_ORDER", ()),
    ]
