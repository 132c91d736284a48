"""What a command says when it cannot do its work: a name, what happened, and what to do about it."""

from __future__ import annotations

from typing import Final

FAILED: Final = 1
USAGE: Final = 2
INTERNAL: Final = 70
INTERRUPTED: Final = 130
TERMINATED: Final = 143


class CommandFailure(Exception):
    """A known reason to stop, told in one line with its remedy and never as a traceback.

    Attributes:
        name: short, permanent and in kebab-case, so that scripts and issues can refer to it.
        what: one sentence with the values that matter.
        remedy: what to do; where it is a command, the exact line to type.
        exit_code: ``FAILED``, or ``USAGE`` where what was typed is at fault.
    """

    def __init__(self, name: str, what: str, remedy: str, exit_code: int = FAILED) -> None:
        super().__init__(name, what, remedy)
        self.name = name
        self.what = what
        self.remedy = remedy
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.name}: {self.what}\n  remedy: {self.remedy}"
