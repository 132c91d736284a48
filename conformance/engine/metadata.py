"""What is said of vectors beside what they ask: how binding each is, where it comes from, whether it still stands."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from conformance.engine.strict import Json

ACTIVE: Final = "active"
DISPUTED: Final = "disputed"
SHOULD: Final = "should"
BELOW: Final = "/*"
"""Ends an id that stands for all released ones below it that are not there any more."""


@dataclass(frozen=True)
class Standing:
    """Of one vector; the words are those of ``schema/metadata.schema.json``."""

    severity: str = "must"
    source: str = "author"
    status: str = ACTIVE
    reason: str = ""
    """Why it is not active."""
    by: tuple[str, ...] = ()
    """What is there in its place."""

    @property
    def is_asked(self) -> bool:
        """Whether a run asks it."""
        return self.status in (ACTIVE, DISPUTED)

    @property
    def told(self) -> str:
        """The status and why."""
        return f"{self.status}: {self.reason}"


class Metadata:
    """The file ``metadata.json``."""

    def __init__(self, document: Json) -> None:
        """Of the file as its schema has it."""
        self.files = document["files"]
        self.vectors = document["vectors"]
        self.statuses = document["statuses"]

    def of(self, path: str, name: str) -> Standing:
        """What is said of the vector ``name`` in the file ``path``."""
        said = {**self.files[path], **self.vectors.get(name, {}), **self.statuses.get(name, {})}
        return Standing(**{**said, "by": tuple(said.get("by", ()))})

    def gone(self, name: str) -> Standing | None:
        """What is said of a vector that is not there any more; None if nothing is."""
        said = self.statuses.get(name) or self.statuses.get(name.rpartition("/")[0] + BELOW)
        if said is None or said["status"] == DISPUTED:
            return None
        return Standing(status=said["status"], reason=said["reason"], by=tuple(said.get("by", ())))

    def fault(self, paths: Container[str], known: Container[str]) -> str | None:
        """What it says of files or vectors that are not there; None if nothing. ``known`` are all ids."""
        for path in self.files:
            if path not in paths:
                return f"it speaks of the file {path}, which is not there"
        for name in self.vectors:
            if name not in known:
                return f"it speaks of the vector {name}, which is not there"
        for name, said in self.statuses.items():
            if said["status"] == DISPUTED and name not in known:
                return f"it disputes {name}, which is not there"
            for other in said.get("by", ()):
                if other not in known or not self.stands(other):
                    return f"it has {other} in place of {name}, and that is not there, or is not asked"
        return None

    def stands(self, name: str) -> bool:
        """Whether nothing keeps this vector from being asked."""
        return bool(self.statuses.get(name, {"status": ACTIVE})["status"] in (ACTIVE, DISPUTED))
