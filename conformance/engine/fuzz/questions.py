"""What the vectors know, for whoever makes other questions of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from conformance.engine.questions import pieces, questions
from conformance.engine.reading import Vectors
from conformance.engine.strict import Json
from leo_ref.fuzz.asking import Posed
from leo_ref.fuzz.vectors import VectorSummary

NOT_CHANGED = "transcripts"
"""The level whose questions are too large to be made by the thousand."""


def known(vectors: Vectors, levels: Collection[str]) -> VectorSummary:
    """What the vectors of these levels say."""
    found = VectorSummary()
    for piece in pieces(vectors):
        if piece.kind == "cases" and piece.level in levels and piece.level != NOT_CHANGED:
            for question in questions(vectors, piece):
                found.add(piece.level, Posed(question.request, question.answer), question.clause)
    if "models" in levels:
        for file in vectors.models.values():
            found.add_actions(_ends(file))
    return found


def _ends(file: Json) -> Iterator[tuple[str, str, str]]:
    for row in file["edges"]:
        yield file["actions"][row[1]][1], "", file["classes"][row[-1]][2]
    for row in file["refusals"]:
        _, code, clause = file["classes"][row[-1]]
        yield file["actions"][row[1]][1], code, clause
