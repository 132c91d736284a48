"""The recorded transcripts, and forgeries of them: the same with a few entries or octets replaced.

They are the story on real parts, honest, with every fault of a machine, and with one of each kind of parties';
``recorded/transcripts/made.json`` says with which tools.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import evolve, frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.transcript.line import NO_LINE, line_digest, octets_of

WHERE: Final = Path(__file__).with_name("recorded") / "transcripts"
ENDING: Final = ".jsonl.gz"
FOLDER: Final = "transcripts/"
"""Where they are among the vectors."""

Entry: TypeAlias = "dict[str, Any]"  # Any: JSON, changed at will
Splice: TypeAlias = "tuple[int, int, tuple[Entry, ...]]"
"""From which entry, how many are replaced, and by which."""
Patch: TypeAlias = "tuple[int, int, bytes]"
"""From which octet, how many are replaced, and by which."""


def path_of(name: str) -> Path:
    """Where a transcript is."""
    return WHERE / f"{name}{ENDING}"


def names() -> list[str]:
    """The transcripts that there are."""
    return sorted(path.name.removesuffix(ENDING) for path in WHERE.glob(f"*{ENDING}"))


def compressed(octets: bytes) -> bytes:
    """The same for the same octets: no time, no file's name."""
    return gzip.compress(octets, compresslevel=9, mtime=0)


@cache
def transcript(name: str) -> bytes:
    """A transcript as it was recorded."""
    return gzip.decompress(path_of(name).read_bytes())


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """What its lines say."""
    return tuple(json.loads(line)["entry"] for line in transcript(name).splitlines())


def bound(listed: Sequence[Entry]) -> bytes:
    """The lines that say this, each bound to the one before: what a forger would write."""
    previous, lines = NO_LINE, list[bytes]()
    for number, entry in enumerate(listed):
        octets = octets_of(number, previous, entry)
        previous = line_digest(octets)
        lines.append(octets + b"\n")
    return b"".join(lines)


def forged(path: str, splices: Sequence[Any], patches: Sequence[Any]) -> bytes:  # Any: JSON, of the forms above
    """A recorded transcript: first with entries replaced and all lines bound anew, then with octets replaced."""
    name = path.removeprefix(FOLDER).removesuffix(ENDING)
    octets = transcript(name)
    if splices:
        listed = list(entries(name))
        for start, count, put in splices:
            listed[start : start + count] = put
        octets = bound(listed)
    for start, count, new in patches:
        octets = octets[:start] + bytes.fromhex(new) + octets[start + count :]
    return octets


@frozen
class Forgery:
    """A forgery in the making."""

    name: str
    entries: tuple[Entry, ...]
    """What it says now."""
    splices: tuple[Splice, ...] = ()
    patches: tuple[Patch, ...] = ()

    def put(self, start: int, count: int, *new: Entry) -> Forgery:
        """With other entries in the place of some."""
        listed = (*self.entries[:start], *new, *self.entries[start + count :])
        return evolve(self, entries=listed, splices=(*self.splices, (start, count, new)))

    def changed(self, number: int, **fields: JsonValue) -> Forgery:
        """With other members of one entry."""
        return self.put(number, 1, {**self.entries[number], **fields})

    def patched(self, start: int, count: int, new: bytes) -> Forgery:
        """With other octets in the place of some."""
        return evolve(self, patches=(*self.patches, (start, count, new)))

    def find(self, kind: str, message: str = "", after: int = -1, **fields: JsonValue) -> int:
        """The number of the first entry of a kind, with a message of a kind, and with these members."""
        for number in range(after + 1, len(self.entries)):
            entry = self.entries[number]
            said = entry.get("message", {}).get("kind", "")
            if entry["kind"] == kind and message in ("", said) and fields.items() <= entry.items():
                return number
        raise AssertionError(f"{self.name} has no {kind} {message} {fields}")

    def octets(self) -> JsonValue:
        """How a request mentions it."""
        return {
            "$transcript": f"{FOLDER}{self.name}{ENDING}",
            "entries": [[start, count, [*new]] for start, count, new in self.splices],
            "octets": [[start, count, new.hex()] for start, count, new in self.patches],
        }


def forgery_of(name: str) -> Forgery:
    """A transcript in which nothing is changed yet."""
    return Forgery(name, entries(name))
