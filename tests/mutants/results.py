"""What is known of each mutant: a file of JSON lines, one for each try, so a kill in the middle loses one try."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from attrs import asdict, frozen

Item = TypeVar("Item")
BEGUN: Final = "{"
"""How a line of a file of results begins."""


def drawn(every: list[Item], size: int | None, seed: int) -> list[Item]:
    """So many of them, drawn by the seed, in their order; all where no size is given."""
    if size is None or size >= len(every):
        return every
    chosen = set(random.Random(seed).sample(range(len(every)), size))
    return [one for at, one in enumerate(every) if at in chosen]


class Verdict(Enum):
    """What came of one try."""

    KILLED = "killed"
    """A check noticed; the detail says which."""
    ERROR = "error"
    """What was mutated cannot be evaluated any more, in a state that it reaches. This counts as killed."""
    STILLBORN = "stillborn"
    """It does not parse, or has no first state: it is no mutant at all."""
    SURVIVED = "survived"
    """The check ran to its end and noticed nothing."""
    UNKNOWN = "unknown"
    """The time was over."""


@frozen(kw_only=True)
class Try:
    """One mutant under one check."""

    mutant: str
    """Its key."""
    check: str
    """The check's name."""
    text: str
    """A digest of all texts that the answer depends on, but for the mutant's change."""
    verdict: Verdict
    detail: str = ""
    """By what it was killed; of a survivor, what else differed."""


class Results:
    """The tries of a file, and those that are added to it."""

    def __init__(self, path: Path | None) -> None:
        """Reads the file, if it is there; a line may be cut off by a kill.

        Raises:
            BadResults: A line is no result.
        """
        self.path = path
        self.known: dict[tuple[str, str, str], Try] = {}
        self.writing = Lock()
        self._end_of_cut = ""
        if path is not None and path.exists():
            for one in _lines(path):
                self.known[one.mutant, one.check, one.text] = one
            self._end_of_cut = "" if path.read_bytes()[-1:] in (b"", b"\n") else "\n"

    def add(self, one: Try) -> None:
        """Writes a try down."""
        self.known[one.mutant, one.check, one.text] = one
        if self.path is not None:
            with self.writing, self.path.open("a", encoding="utf-8") as file:
                file.write(self._end_of_cut)
                self._end_of_cut = ""
                file.write(json.dumps({**asdict(one), "verdict": one.verdict.value}, ensure_ascii=False) + "\n")

    def get(self, mutant: str, check: str, text: str) -> Try | None:
        """What came of this try, if it was made on these texts."""
        return self.known.get((mutant, check, text))


class BadResults(Exception):
    """A file of results has a line that is none; the text names it."""


def _lines(path: Path) -> Iterator[Try]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except ValueError as error:
        raise BadResults(f"{path} is no text: {error}") from None
    for number, line in enumerate(lines, start=1):
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            if line == "" or line.startswith(BEGUN):  # what was written when it was killed
                continue
            raise BadResults(f"line {number} of {path} is no result") from None
        try:
            yield Try(**{**fields, "verdict": Verdict(fields["verdict"])})
        except (ValueError, TypeError, KeyError):
            raise BadResults(f"line {number} of {path} is no result") from None
