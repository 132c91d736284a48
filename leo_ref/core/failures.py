"""What the rooms that touch the world raise when a tool fails them; never a rejection, which is an answer.

Each such room has one enum of names, ``Failure``, in its own ``failure.py``, and one exception of this kind.
"""

from __future__ import annotations

from enum import Enum


class NamedFailure(Exception):
    """A tool failed: which failure, what was seen, what to do about it."""

    def __init__(self, name: Enum, what: str, remedy: str) -> None:
        """``name`` says the failure in one sentence by its value; ``what`` holds the values that matter."""
        super().__init__(name, what, remedy)
        self.name = name
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.name.name}: {self.name.value}\n{self.what}\nRemedy: {self.remedy}"
