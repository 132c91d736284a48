r"""An expression of TLA+ on one line, with other texts in the place of some of its parts.

In TLA+ the columns of ``/\`` and ``\/`` matter where they are bullets of a list. So lists become operands in
parentheses; all else is the source's own text without comments and ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from leo_ref.speccheck.tlc.tree import Node

LISTS: Final = {"$ConjList": r" /\ ", "$DisjList": r" \/ "}
_COMMENT: Final = re.compile(r"\\\*[^\n]*|\(\*.*?\*\)", re.DOTALL)


def flat(source: str, node: Node, instead: Mapping[Node, str]) -> str:
    """The text of the node, where each node in ``instead`` has the text given there."""
    return instead[node] if node in instead else inner(source, node, instead)


def inner(source: str, node: Node, instead: Mapping[Node, str]) -> str:
    """The same, but the node itself is not replaced."""
    if node.operator in LISTS:
        items = (f"({flat(source, item, instead)})" for item in node.operands)
        return f"({LISTS[node.operator].join(items)})"
    text, at = "", node.span.start
    for child in node.inside:
        text += _plain(source[at : child.span.start]) + flat(source, child, instead)
        at = child.span.end
    return text + _plain(source[at : node.span.end])


def _plain(text: str) -> str:
    """Without comments; blanks and ends of lines are one blank, also at either end."""
    return re.sub(r"\s+", " ", _COMMENT.sub(" ", text))
