"""Vectors as questions: what is asked, what must come, and why it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, TypeAlias

from conformance.engine.forms import expanded
from conformance.engine.metadata import Standing
from conformance.engine.reading import Vectors
from conformance.engine.strict import Json
from conformance.engine.transcripts import written

CASES: Final = 40
STEPS: Final = 250
PATHS: Final = 25
"""Questions of each kind in one piece of work."""

PATH_DIGITS: Final = 12
"""Of the SHA-256 by which a path is named."""

UNSAID: Final = Standing()

Wanted: TypeAlias = Callable[[str], bool]
"""Whether the vector with this id is asked."""


@dataclass(frozen=True)
class Piece:
    """Questions that are asked one after the other, of one file."""

    level: str
    path: str
    kind: str
    """``cases``, ``steps`` or ``paths``."""
    first: int


@dataclass(frozen=True)
class Question:
    """One vector, ready to be asked."""

    id: str
    clause: str
    """Empty of a path, whose actions are of several clauses."""
    why: str
    request: Json
    answer: Json
    actions: tuple[str, ...] = ()
    """Of a path."""
    standing: Standing = UNSAID

    @property
    def level(self) -> str:
        """The level that it belongs to."""
        return self.id.partition("/")[0]


def everything(_id: str) -> bool:
    """Every vector is wanted."""
    return True


def pieces(vectors: Vectors) -> list[Piece]:
    """All there is, what takes longest first."""
    found = [
        Piece(path.partition("/")[0], path, "cases", first)
        for path, file in vectors.cases.items()
        for first in range(0, len(file["vectors"]), CASES)
    ]
    for path, file in vectors.models.items():
        found += [Piece("models", path, "paths", first) for first in range(0, len(file["paths"]), PATHS)]
        steps = len(file["edges"]) + len(file["refusals"])
        found += [Piece("models", path, "steps", first) for first in range(0, steps, STEPS)]
    slow = {"transcripts": 0, "models": 1, "ledger": 2}
    return sorted(found, key=lambda piece: slow.get(piece.level, 3))


def names(vectors: Vectors, piece: Piece) -> Iterator[tuple[str, str]]:
    """The id and the clause of each question of a piece, without making the question."""
    match piece.kind:
        case "cases":
            for vector in vectors.cases[piece.path]["vectors"][piece.first : piece.first + CASES]:
                yield vector["id"], vector["clause"]
        case "steps":
            file = vectors.models[piece.path]
            for row in rows(file["edges"], file["refusals"], piece.first, STEPS):
                yield _step_id(file, row), file["classes"][row[-1]][2]
        case _:
            file = vectors.models[piece.path]
            for number in range(piece.first, min(piece.first + PATHS, len(file["paths"]))):
                yield _path_id(file, number), ""


def ids(vectors: Vectors) -> Iterator[str]:
    """The id of every vector."""
    return (name for piece in pieces(vectors) for name, _ in names(vectors, piece))


def setting(vectors: Vectors, piece: Piece) -> Json:
    """What sets the piece's model up; None where it is on none."""
    file = vectors.models.get(piece.path)
    if file is None:
        return vectors.cases[piece.path].get("setting")
    return {"request": "model", "model": file["model"], "constants": file["constants"]}


def questions(vectors: Vectors, piece: Piece, wanted: Wanted = everything) -> Iterator[Question]:
    """The questions of a piece that are wanted."""
    match piece.kind:
        case "cases":
            found = _cases(vectors, piece, wanted)
        case "steps":
            found = _steps(vectors.models[piece.path], piece.first, wanted)
        case _:
            found = _paths(vectors.models[piece.path], piece.first, wanted)
    about = vectors.metadata
    return (replace(question, standing=about.of(piece.path, question.id)) for question in found)


def _cases(vectors: Vectors, piece: Piece, wanted: Wanted) -> Iterator[Question]:
    file = vectors.cases[piece.path]
    known: dict[str, Json] = {}
    for vector in file["vectors"][piece.first : piece.first + CASES]:
        if wanted(vector["id"]):
            request = expanded(vector["request"], file["shared"], known)
            yield Question(
                vector["id"],
                vector["clause"],
                vector["why"],
                written(request, vectors.transcripts),
                expanded(vector["answer"], file["shared"], known),
                tuple(name for name, _ in request["actions"]) if request["request"] == "path" else (),
            )


def _steps(file: Json, first: int, wanted: Wanted) -> Iterator[Question]:
    """Edges and refusals."""
    for row in rows(file["edges"], file["refusals"], first, STEPS):
        name = _step_id(file, row)
        if not wanted(name):
            continue
        source, action, number = row[0], row[1], row[-1]
        _, act, arguments, definition = file["actions"][action]
        before, result, clause = file["classes"][number]
        if len(row) == 4:
            after = file["standings"][result]
            answer: Json = {"ok": state(file, row[2])}
        else:
            after = result
            answer = {"refused": {"code": result}}
        yield Question(
            name,
            clause,
            f"{definition}: {file['standings'][before]} -> {after}",
            {
                "request": "step",
                "model": file["model"],
                "state": state(file, source),
                "action": act,
                "arguments": arguments,
            },
            answer,
        )


def rows(edges: Json, refusals: Json, first: int, count: int) -> list[Json]:
    """So many rows from ``first`` on, refusals numbered after the edges; without putting the two together."""
    low, high = first - len(edges), first + count - len(edges)
    return [*edges[first : first + count], *refusals[max(0, low) : max(0, high)]]


def _step_id(file: Json, row: Json) -> str:
    return f"models/{file['model']}/{file['actions'][row[1]][0]}@{file['states'][row[0]][0]}"


def _path_id(file: Json, number: int) -> str:
    """Named by its start and its actions, so that other paths that come or go leave it its name."""
    start, flat = file["paths"][number]
    labels = (file["actions"][action][0] for action in flat[::2])
    said = " ".join((file["states"][start][0], *labels))
    return f"models/{file['model']}/path-{sha256(said.encode()).hexdigest()[:PATH_DIGITS]}"


def _paths(file: Json, first: int, wanted: Wanted) -> Iterator[Question]:
    for number, (start, flat) in enumerate(file["paths"][first : first + PATHS], first):
        if not wanted(_path_id(file, number)):
            continue
        actions = [file["actions"][action] for action in flat[::2]]
        answers = [
            {"refused": {"code": result}} if isinstance(result, str) else {"ok": state(file, result)}
            for result in flat[1::2]
        ]
        yield Question(
            _path_id(file, number),
            "",
            f"{len(actions)} actions, one after the other",
            {
                "request": "path",
                "model": file["model"],
                "start": state(file, start),
                "actions": [[name, arguments] for _, name, arguments, _ in actions],
            },
            {"ok": answers},
            tuple(label for label, *_ in actions),
        )


def state(file: Json, number: int) -> Json:
    """A state: the value of each variable."""
    row = file["states"][number]
    values = {name: file["values"][name][row[index]] for index, name in enumerate(file["variables"], 1)}
    return expanded(values, file["shared"])
