"""How a refusal deep inside a value reaches the surface, picking up its path on the way.

The path is put together only once something is wrong: a decoder that wrote the path of every element would do
work in proportion to the length of the keys above it, and a stranger chooses those.
"""

from __future__ import annotations

import json
import re
from typing import Final

from leo_ref.core.rejections import Code, Rejection, Value, reject

_SHORTHAND: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Refused(Exception):
    """A refusal on its way up; raised and caught inside :mod:`leo_ref.core.encoding` only."""

    def __init__(self, code: Code, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        self.path = ""

    def within(self, step: str) -> Refused:
        """The same refusal, seen from the array or object that ``step`` leads out of."""
        self.path = step + self.path
        return self

    def rejection(self) -> Rejection:
        """The refusal as a value; its path is in the normal form of RFC 9535, such as ``$.body.amounts[2]``."""
        if "path" in self.code.carries:
            return reject(self.code, path="$" + self.path, **self.values)
        return reject(self.code, **self.values)


def member(name: str) -> str:
    """The step to an object's member; names that are no plain word are quoted, in ASCII."""
    return f".{name}" if _SHORTHAND.fullmatch(name) else f"[{json.dumps(name)}]"


def element(index: int) -> str:
    """The step to an array's element, counted from 0."""
    return f"[{index}]"


def printable(text: str) -> str:
    """``text`` with lone surrogates, which no output could encode, written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
