"""What each vector says, as digests: two vectors are the same if these are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from conformance.engine.forms import expanded
from conformance.engine.questions import CASES, Piece, Question, names, pieces, questions
from conformance.engine.reading import Vectors
from conformance.engine.strict import Json

DIGITS: Final = 16
"""Of each digest."""


@dataclass(frozen=True)
class Entry:
    """One vector. What was abbreviated in its file is written out before it is digested."""

    piece: Piece
    request: str
    """A digest; of a model's vectors also of the model's constants."""
    answer: str
    """A digest."""
    clause: str
    why: str
    severity: str
    source: str
    status: str

    @property
    def level(self) -> str:
        """The level that it belongs to."""
        return self.piece.level


def contents(vectors: Vectors, progress: Callable[[int, int], None] = lambda _done, _whole: None) -> dict[str, Entry]:
    """Every vector, by its id; ``progress`` is told how many pieces of how many are done."""
    work = pieces(vectors)
    found: dict[str, Entry] = {}
    for done, piece in enumerate(work, 1):
        found.update(_entries(vectors, piece))
        progress(done, len(work))
    return found


def question(vectors: Vectors, name: str, entry: Entry) -> Question:
    """One vector as it is asked."""
    return next(questions(vectors, entry.piece, lambda other: other == name))


def _entries(vectors: Vectors, piece: Piece) -> Iterator[tuple[str, Entry]]:
    if piece.kind == "cases":
        yield from _cases(vectors, piece)
        return
    constants = digest(vectors.models[piece.path]["constants"])
    for one, (name, clause) in zip(questions(vectors, piece), names(vectors, piece), strict=True):
        standing = one.standing
        yield (
            name,
            Entry(
                piece=piece,
                request=digest([constants, one.request]),
                answer=digest(one.answer),
                clause=clause,
                why=one.why,
                severity=standing.severity,
                source=standing.source,
                status=standing.status,
            ),
        )


def _cases(vectors: Vectors, piece: Piece) -> Iterator[tuple[str, Entry]]:
    """As :func:`questions` makes them, but that a recorded run is named by its digest and not written out."""
    file = vectors.cases[piece.path]
    known: dict[str, Json] = {}
    for vector in file["vectors"][piece.first : piece.first + CASES]:
        standing = vectors.metadata.of(piece.path, vector["id"])
        runs = [sha256(vectors.transcripts[name]).hexdigest() for name in _runs(vector["request"])]
        yield (
            vector["id"],
            Entry(
                piece=piece,
                request=digest([runs, expanded(vector["request"], file["shared"], known)]),
                answer=digest(expanded(vector["answer"], file["shared"], known)),
                clause=vector["clause"],
                why=vector["why"],
                severity=standing.severity,
                source=standing.source,
                status=standing.status,
            ),
        )


def _runs(value: Json) -> Iterator[str]:
    """The recorded runs that a request names."""
    if isinstance(value, dict):
        if "$transcript" in value:
            yield value["$transcript"]
        for inner in value.values():
            yield from _runs(inner)


def digest(value: Json) -> str:
    """The first digits of the SHA-256 of a value's canonical octets."""
    octets = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return sha256(octets).hexdigest()[:DIGITS]
