"""An implementation that is a table of the right answers, and the kit as whoever uses it runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conformance.engine.questions import pieces, questions
from conformance.engine.reading import read
from tests.vectors.made import ROOT

PASSED, FAILED, WRONG, STOPPED = 0, 1, 2, 3
PROGRAM = """
import json, os, sys
LEVELS = ["questions", "rules", "models"]
CAN = {"set_state": True, "batch": 32, "files": False, "intermediate": True}
MORE = {}
def changed(request, said): return said
BODY
known = json.load(open(TABLE))
hello = {"protocol": 1, "vectors": 1, "suites": [], "levels": LEVELS, "can": CAN, **MORE,
         "implementation": {"name": "table", "version": "1", "build": "", "language": "Python"}}
for line in sys.stdin:
    message = json.loads(line)
    answers = []
    for request in message if isinstance(message, list) else [message]:
        number = request.pop("id")
        name = request["request"]
        if name == "hello": said = {"ok": hello}
        elif name == "model": said = {"ok": request["model"]}
        else: said = changed(request, json.loads(known[json.dumps(request, sort_keys=True)]))
        answers.append({"id": number, **said})
    print(json.dumps(answers if isinstance(message, list) else answers[0]), flush=True)
"""


def tabled(folder: Path) -> Path:
    """A folder of vectors, once a table of their answers is beside it."""
    found = read(folder)
    table = {
        json.dumps(question.request, sort_keys=True): json.dumps(question.answer)
        for piece in pieces(found)
        for question in questions(found, piece)
    }
    (folder.parent / "table").write_text(json.dumps(table), encoding="utf-8")
    return folder


def program(vectors: Path, folder: Path, body: str = "") -> list[str]:
    """The command of a program that answers right, but for what the body changes."""
    script = folder / "program.py"
    text = PROGRAM.replace("BODY", body).replace("TABLE", repr(str(vectors.parent / "table")))
    script.write_text(text, encoding="utf-8")
    return ["--", sys.executable, "-I", "-S", str(script)]


def kit(vectors: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``python -m conformance`` with one worker, unless more are asked for."""
    return subprocess.run(
        [sys.executable, "-m", "conformance", "--vectors", str(vectors), "--workers", "1", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
