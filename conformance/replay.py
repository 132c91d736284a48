"""Vectors as questions: what is asked, what must come, and why it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from conformance.answers import Verdict, compared, difference, expanded
from conformance.program import Implementation, NoAnswer
from conformance.reading import Json
from conformance.transcripts import written

STEPS = 250
"""Edges and refusals in one test."""

PATHS = 25
"""Paths in one test."""

SHOWN = 5
"""Failures that one test shows."""


@dataclass(frozen=True)
class Question:
    """One vector, ready to be asked."""

    id: str
    why: str
    request: Json
    answer: Json

    def whole(self, transcripts: Mapping[str, bytes]) -> Question:
        """With the octets of transcripts in it, which are too long to be kept for every vector."""
        return replace(self, request=written(self.request, transcripts))


@dataclass(frozen=True)
class Chunk:
    """Questions that make one test; where they are on a model, what sets it up."""

    name: str
    model: Json
    questions: Iterator[Question]


Found: TypeAlias = "tuple[list[str], list[str]]"
"""Failures, and reasons for which something is not supported."""


def put(program: Implementation, setting: Json, questions: Iterator[Question], *, values: bool) -> Found:
    """Ask all questions; what went wrong, and what the program does not support."""
    failures: list[str] = []
    unsupported: list[str] = []
    if setting is not None:
        question = Question(f"models/{setting['model']}", "set up the model", setting, {"ok": setting["model"]})
        _put_one(program, question, values, failures, unsupported)
        if failures or unsupported:
            return failures, unsupported
    for question in questions:
        _put_one(program, question, values, failures, unsupported)
    return failures, unsupported


def _put_one(
    program: Implementation, question: Question, values: bool, failures: list[str], unsupported: list[str]
) -> None:
    try:
        said = program.ask(question.request)
    except NoAnswer as no:
        failures.append(f"{question.id}\n  {question.why}\n  {no}")
        return
    match compared(question.answer, said, values=values):
        case Verdict.UNSUPPORTED if not program.is_reference:
            unsupported.append(f"{question.id}: {said['unsupported']}")
        case Verdict.SAME:
            pass
        case _:
            differs = difference(question.answer, said).replace("\n", "\n  ")
            failures.append(f"{question.id}\n  {question.why}\n  {differs}")


def cases(file: Json) -> Iterator[Question]:
    """The vectors of a file that are written one by one."""
    known: dict[str, Json] = {}
    for vector in file["vectors"]:
        yield Question(
            vector["id"],
            f"{vector['why']} ({vector['clause']})",
            expanded(vector["request"], file["shared"], known),
            expanded(vector["answer"], file["shared"], known),
        )


def setting(file: Json) -> Json:
    """What sets a model up."""
    return {"request": "model", "model": file["model"], "constants": file["constants"]}


def steps(file: Json, chunk: int) -> Iterator[Question]:
    """The edges and refusals of one chunk."""
    for row in rows(file["edges"], file["refusals"], chunk * STEPS):
        source, action, number = row[0], row[1], row[-1]
        label, name, arguments, definition = file["actions"][action]
        before, result, clause = file["classes"][number]
        if len(row) == 4:
            after = file["standings"][result]
            answer: Json = {"ok": state(file, row[2])}
        else:
            after = result
            answer = {"refused": {"code": result}}
        yield Question(
            f"models/{file['model']}/{label}@{file['states'][source][0]}",
            f"{definition}: {file['standings'][before]} -> {after} ({clause})",
            {
                "request": "step",
                "model": file["model"],
                "state": state(file, source),
                "action": name,
                "arguments": arguments,
            },
            answer,
        )


def rows(edges: Json, refusals: Json, first: int) -> list[Json]:
    """``STEPS`` rows from ``first`` on, refusals numbered after the edges; without putting the two together."""
    low, high = first - len(edges), first + STEPS - len(edges)
    return [*edges[first : first + STEPS], *refusals[max(0, low) : max(0, high)]]


def paths(file: Json, chunk: int) -> Iterator[Question]:
    """The paths of one chunk."""
    first = chunk * PATHS
    for number, (start, flat) in enumerate(file["paths"][first : first + PATHS], first):
        actions = [file["actions"][action] for action in flat[::2]]
        answers = [
            {"refused": {"code": result}} if isinstance(result, str) else {"ok": state(file, result)}
            for result in flat[1::2]
        ]
        yield Question(
            f"models/{file['model']}/path-{number}",
            " ".join(label for label, *_ in actions),
            {
                "request": "path",
                "model": file["model"],
                "start": state(file, start),
                "actions": [[name, arguments] for _, name, arguments, _ in actions],
            },
            {"ok": answers},
        )


def state(file: Json, number: int) -> Json:
    """A state: the value of each variable."""
    row = file["states"][number]
    values = {name: file["values"][name][row[index]] for index, name in enumerate(file["variables"], 1)}
    return expanded(values, file["shared"])


def chunks(count: int, size: int) -> range:
    """The numbers of the chunks."""
    return range((count + size - 1) // size)
