"""``leo fuzz`` seen from outside: programs that are right, that are wrong, that die, and a kill in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.vectors.made import ROOT

SAME, DIFFERENT, WRONG, STOPPED = 0, 1, 2, 3

PROGRAM = """
import json, sys, time
sys.path.insert(0, ROOT)
from leo_ref.oracle import Session, answer, hello
def changed(request, said): return said
BODY
session = Session()
for line in sys.stdin:
    message = json.loads(line)
    answers = []
    for request in message if isinstance(message, list) else [message]:
        number = request.pop("id")
        if request["request"] == "hello": said = {"ok": {**hello(), "levels": LEVELS}}
        else:
            session, said = answer(session, request)
            said = changed(request, said)
        answers.append({"id": number, **said})
    print(json.dumps(answers if isinstance(message, list) else answers[0]), flush=True)
"""
LOWEST = """
def changed(request, said):
    return {"ok": min(request["group"])} if request["request"] == "elect" else said
"""
LATE = """
def changed(request, said):
    if request["request"] == "step" and request["action"] == "Transfer" and "ok" in said:
        return {"refused": {"code": "BALANCE_TOO_LOW"}}
    return said
"""
SLOW = """
def changed(request, said):
    if request["request"] == "elect":
        time.sleep(0.3)
        return {"ok": "0" * 64}
    return said
"""
DIES = """
def changed(request, said):
    if request["request"] == "normalise" and len(request["credit"]) > 3: sys.exit(7)
    return said
"""


def program(folder: Path, body: str = "", levels: tuple[str, ...] = ("rules",)) -> list[str]:
    """A command that answers as the reference does, but for what the body changes."""
    text = PROGRAM.replace("BODY", body).replace("ROOT", repr(str(ROOT))).replace("LEVELS", repr([*levels]))
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    return [sys.executable, str(path)]


def leo(name: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    start = f"from conformance.engine.{name} import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", start, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_who_answers_as_the_reference_does_differs_nowhere(tmp_path: Path) -> None:
    asked = leo("fuzz.main", "--questions", "700", "--json", "--", *program(tmp_path), folder=tmp_path)
    assert asked.returncode == SAME, asked.stderr
    said = json.loads(asked.stdout)
    assert said["ok"]
    assert said["questions"] == {"rules": 700}
    assert said["difference"] is None
    assert not (tmp_path / "leo-fuzz").exists()


def test_a_difference_is_told_made_smaller_and_played_again(tmp_path: Path) -> None:
    wrong = program(tmp_path, LOWEST)
    asked = leo("fuzz.main", "--json", "--", *wrong, folder=tmp_path)
    assert asked.returncode == DIFFERENT, asked.stderr
    found = json.loads(asked.stdout)["difference"]
    assert found["clause"] == "§7"
    assert found["member"] == "ok"
    file = json.loads((tmp_path / found["file"]).read_text())
    (vector,) = file["vectors"]
    assert len(vector["request"]["group"]) == 2  # nobody else is needed to see it
    again = leo("main", "--vectors", found["file"], "--", *wrong, folder=tmp_path)
    assert again.returncode == DIFFERENT
    assert found["id"] in again.stdout
    assert leo("main", "--vectors", found["file"], "--", *program(tmp_path), folder=tmp_path).returncode == SAME


def test_a_difference_in_a_model_is_played_again_with_its_model(tmp_path: Path) -> None:
    wrong = program(tmp_path, LATE, ("models",))
    asked = leo("fuzz.main", "--shrink", "5", "--json", "--", *wrong, folder=tmp_path)
    assert asked.returncode == DIFFERENT, asked.stderr
    found = json.loads(asked.stdout)["difference"]
    assert leo("main", "--vectors", found["file"], "--", *wrong, folder=tmp_path).returncode == DIFFERENT
    right = program(tmp_path, "", ("models",))
    assert leo("main", "--vectors", found["file"], "--", *right, folder=tmp_path).returncode == SAME


def test_a_question_that_kills_the_program_is_a_difference(tmp_path: Path) -> None:
    asked = leo("fuzz.main", "--json", "--shrink", "20", "--", *program(tmp_path, DIES), folder=tmp_path)
    assert asked.returncode == DIFFERENT, asked.stderr
    found = json.loads(asked.stdout)["difference"]
    assert found["verdict"] == "no_answer"
    (vector,) = json.loads((tmp_path / found["file"]).read_text())["vectors"]
    assert len(vector["request"]["credit"]) == 4


def test_what_was_found_stays_when_all_is_killed(tmp_path: Path) -> None:
    wrong = program(tmp_path, SLOW)
    run = subprocess.Popen(
        [sys.executable, "-c", "from conformance.engine.fuzz.main import main; main()", "--", *wrong],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    folder = tmp_path / "leo-fuzz"
    while run.poll() is None and not list(folder.glob("*.json")):
        time.sleep(0.1)
    run.send_signal(signal.SIGKILL)
    run.wait()
    (file,) = folder.glob("*.json")
    assert leo("main", "--vectors", str(file), "--", *wrong, folder=tmp_path).returncode == DIFFERENT


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), WRONG, "Missing argument"),
        (("--level", "nothing", "--", "true"), WRONG, "there is no level nothing"),
        (("--questions", "0", "--", "true"), WRONG, "--questions"),
        (("--", "no-such-program"), STOPPED, "cannot be started"),
        (("--", "true"), STOPPED, "it ended"),
    ],
)
def test_bad_use_is_named(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    asked = leo("fuzz.main", *words, folder=tmp_path)
    assert asked.returncode == code
    assert said in asked.stderr


def test_a_level_that_is_not_declared_is_named(tmp_path: Path) -> None:
    asked = leo("fuzz.main", "--level", "draw", "--", *program(tmp_path), folder=tmp_path)
    assert asked.returncode == WRONG
    assert "does not declare the level draw" in asked.stderr


def test_a_file_of_vectors_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("{}", encoding="utf-8")
    asked = leo("main", "--vectors", str(path), "--", "true", folder=tmp_path)
    assert asked.returncode == WRONG
    assert "is not as schema/cases.schema.json has it" in asked.stderr


@pytest.mark.parametrize("option", ["--seconds", "--shrink", "--time-limit"])
@pytest.mark.parametrize("number", ["nan", "inf"])
def test_seconds_without_end_are_none(tmp_path: Path, option: str, number: str) -> None:
    done = leo("fuzz.main", option, number, "--", *program(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    assert f"{number} is no number of seconds" in done.stderr


def test_an_interrupt_is_no_difference(tmp_path: Path) -> None:
    start = "from conformance.engine.fuzz.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", start, "--seconds", "600", "--", *program(tmp_path)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        first = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said = first + running.stderr.read()
    assert running.returncode == 130, said
    assert "leo: interrupted" in said
