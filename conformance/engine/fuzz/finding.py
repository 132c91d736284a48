"""A difference that was found: a file with one vector, which the runner plays again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conformance.engine.judging import Judged, judged
from conformance.engine.program import NoAnswer
from conformance.engine.questions import Question
from conformance.engine.strict import Json
from leo_ref.fuzz.asking import Posed

FAMILY = "fuzz"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A question with two answers."""

    level: str
    clause: str
    where: str
    """The seed and the batch that it is of."""
    setting: Json
    asked: Posed
    came: Json | NoAnswer
    values: bool

    @property
    def name(self) -> str:
        """What its file is called: it follows from the batch and the question, before anything was taken away."""
        return f"{self.level}-{sha256(self.where.encode()).hexdigest()[:12]}"

    @property
    def question(self) -> Question:
        """The vector."""
        request = self.asked.request
        return Question(
            f"{self.level}/{FAMILY}/{self.name}",
            self.clause,
            f"found by leo fuzz, {self.where}: {self.asked.topic}",
            request,
            self.asked.answer,
            tuple(name for name, _ in request["actions"]) if request["request"] == "path" else (),
        )

    @property
    def judged(self) -> Judged:
        """What is wrong with the answer that came."""
        return judged(self.question, self.came, self.values)

    @property
    def length(self) -> int:
        """Characters of the request."""
        return len(json.dumps(self.asked.request))

    def file(self) -> Json:
        """The file of vectors, as ``schema/cases.schema.json`` has it."""
        question = self.question
        vector = {
            "id": question.id,
            "clause": question.clause,
            "action": "",
            "why": question.why,
            "request": question.request,
            "answer": question.answer,
        }
        setting = {} if self.setting is None else {"setting": self.setting}
        return {
            "kind": "cases",
            "version": 1,
            "family": f"{self.level}/{FAMILY}",
            "about": "A difference that leo fuzz found.",
            "shared": {},
            **setting,
            "vectors": [vector],
        }


def written(folder: Path, finding: Finding) -> Path:
    """Write the file, whole or not at all; one of the same name is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path, half = folder / f"{finding.name}.json", folder / f".{finding.name}.{os.getpid()}"
    with half.open("w", encoding="utf-8") as file:
        json.dump(finding.file(), file, separators=(",", ":"), sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return path
