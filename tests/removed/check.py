"""A check of the reference, and the change that takes out this one and no other."""

from __future__ import annotations

import ast

from attrs import frozen

from tests.removed.trees import Changes


@frozen(kw_only=True, eq=False)
class Check:
    """A check, and its removal."""

    place: str
    """The function that has it, or the table of which it is a row."""
    codes: tuple[str, ...]
    """With which it refuses, as far as its own lines say."""
    text: str
    """Of what is left out, as it stands in the source; runs of blanks are one."""
    is_part: bool = False
    """Whether it is a part of a check before it."""
    changes: Changes
    reached: tuple[ast.stmt, ...]
    """One of these statements was executed where its removal could have made a difference."""

    @property
    def position(self) -> tuple[int, int]:
        """Where it begins in the source."""
        (node,) = self.changes
        assert isinstance(node, ast.expr | ast.ExceptHandler | ast.comprehension), node
        place = node.target if isinstance(node, ast.comprehension) else node
        return place.lineno, place.col_offset
