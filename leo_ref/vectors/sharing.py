"""A file of vectors says what is long and stands in several places once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.vectors.patch import patches

LONG: Final = 160
"""Octets from which a value is written once."""

DIGITS: Final = 12
"""Of the digest by which such a value is called: it stays while the value does."""


class Sharing:
    """The values of a file by their octets, and which of them are written once."""

    def __init__(self, named: Mapping[str, JsonValue], values: Iterable[JsonValue]) -> None:
        """``named`` are shared already, by names that somebody chose; ``values`` is all else that the file says."""
        self._count: Counter[bytes] = Counter()
        self._texts: list[str] = []
        self._names = {canonical(value): name for name, value in named.items() if _is_long(value)}
        for value in (*named.values(), *values):
            self._counted(value)
        self._patches = patches(self._texts)
        self._bases = {one.base for one in self._patches.values()}
        self.shared: dict[str, JsonValue] = {}
        """What the file shares; complete when all values are written."""
        self.shared |= {name: self._inside(value) for name, value in named.items()}

    def written(self, value: JsonValue) -> JsonValue:
        """The value as the file has it."""
        if not _is_long(value):
            return value
        octets = canonical(value)
        if octets not in self._names:
            is_base = isinstance(value, str) and value in self._bases
            if self._count[octets] < 2 and not is_base:
                return self._inside(value)
            name = sha256(octets).hexdigest()[:DIGITS]
            self._names[octets] = name
            self.shared[name] = self._inside(value)
        return {"$shared": self._names[octets]}

    def _inside(self, value: JsonValue) -> JsonValue:
        match value:
            case str() if value in self._patches:
                one = self._patches[value]
                return {"$patched": self.written(one.base), "at": one.at, "drop": one.drop, "put": one.put}
            case {"$transcript": path, "entries": list(splices), "octets": patches}:
                entries: list[JsonValue] = [self._inside(splice) for splice in splices]
                return {"$transcript": path, "entries": entries, "octets": patches}
            case {"$octets": said}:
                return {"$octets": self.written(said)}
            case {"$changed": before, "by": by}:
                return {"$changed": before, "by": self._inside(by)}
            case {"$whole": dict() as whole}:
                return {"$whole": self._inside(whole)}
            case dict() if not _is_mention(value):
                return {name: self.written(inner) for name, inner in value.items()}
            case list():
                return [self.written(inner) for inner in value]
            case _:
                return value

    def _counted(self, value: JsonValue) -> None:
        """Counts what the file would say; of what it says again, the parts are not said again."""
        if not _is_long(value):
            return
        octets = canonical(value)
        self._count[octets] += 1
        if self._count[octets] == 1:
            if isinstance(value, str):
                self._texts.append(value)
            for inner in _parts(value):
                self._counted(inner)


def _parts(value: JsonValue) -> Iterator[JsonValue]:
    """What may be written once of a value."""
    match value:
        case {"$transcript": _, "entries": list(splices)}:
            for splice in splices:
                yield from _parts(splice)
        case {"$octets": said}:
            yield said
        case {"$changed": _, "by": inside} | {"$whole": inside}:
            yield inside
        case dict() if not _is_mention(value):
            yield from value.values()
        case list():
            yield from value


def _is_mention(value: dict[str, JsonValue]) -> bool:
    """Whether it stands for something else (conformance/README.md)."""
    return any(name.startswith("$") for name in value)


def _is_long(value: JsonValue) -> bool:
    return isinstance(value, dict | list | str) and len(canonical(value)) >= LONG
