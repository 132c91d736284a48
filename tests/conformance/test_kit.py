"""The kit seen from outside: programs, options, files that it writes. It is run as whoever uses it runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.engine.comparing import difference
from conformance.engine.questions import pieces, questions
from conformance.engine.reading import read
from conformance.engine.results import read_results
from tests.conformance.hostile import MARK, marked
from tests.conformance.small import add_model
from tests.conformance.table import FAILED, PASSED, STOPPED, WRONG, kit, program
from tests.vectors.made import ROOT


def test_the_reference_passes(vectors: Path) -> None:
    done = kit(vectors, "--workers", "2")
    assert done.returncode == PASSED, done.stdout
    assert re.search(r"models +\d+ passed\n", done.stdout)


def test_the_oracle_passes_as_any_program_does(vectors: Path) -> None:
    done = kit(vectors, "--values", "--", f"{Path(sys.executable).with_name('leo')} oracle")
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert "different" not in done.stdout
    assert "unsupported" not in done.stdout


def test_what_is_not_declared_is_not_asked_and_told_in_one_line(vectors: Path, tmp_path: Path) -> None:
    done = kit(vectors, *program(vectors, tmp_path, 'LEVELS = ["questions"]'))
    assert done.returncode == PASSED, done.stdout
    assert done.stdout.count("not asked: ") == 2
    assert "as the level models is not declared" in done.stdout
    assert kit(vectors, "--level", "rules", *program(vectors, tmp_path, 'LEVELS = ["questions"]')).returncode == FAILED


def test_of_the_models_those_that_are_declared_are_asked_whole(vectors: Path, tmp_path: Path) -> None:
    two = tmp_path / "two"
    shutil.copytree(vectors, two)
    shutil.copy(vectors.parent / "table", tmp_path / "table")
    add_model(two, "MCElection", "MCOther")
    done = kit(two, *program(two, tmp_path, 'MORE = {"models": ["MCElection"]}'))
    assert done.returncode == PASSED, done.stdout
    assert "as the model MCOther is not declared" in done.stdout
    assert re.search(r"models +(\d+) not asked, \1 passed\n", done.stdout)
    skipping = (
        'MORE = {"models": ["MCElection"]}\n'
        'def changed(request, said): return {"unsupported": "later"} if "model" in request else said'
    )
    done = kit(two, *program(two, tmp_path, skipping))
    assert done.returncode == FAILED
    assert "the model MCElection is declared, and nothing of it passed" in done.stdout


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('MORE = {"models": ["MCElection", "MCNone"]}', "it declares a model that is not there: MCNone"),
        ('MORE = {"models": []}', "is not as schema/hello.schema.json has it"),
        (
            'MORE, LEVELS = {"models": ["MCElection"]}, ["rules"]',
            "it names models, and does not declare the level",
        ),
    ],
)
def test_models_that_are_named_wrongly_stop_the_run(vectors: Path, tmp_path: Path, body: str, says: str) -> None:
    done = kit(vectors, *program(vectors, tmp_path, body))
    assert done.returncode == STOPPED
    assert says in done.stdout


def test_a_declared_level_that_is_skipped_is_a_failure(vectors: Path, tmp_path: Path) -> None:
    body = (
        'def changed(request, said): return {"unsupported": "no elections"} if request["request"] == "elect" else said'
    )
    done = kit(vectors, *program(vectors, tmp_path, body))
    assert done.returncode == FAILED
    assert "unsupported: 6, as no elections" in done.stdout
    whole = 'def changed(request, said): return {"unsupported": "later"}'
    done = kit(vectors, "--level", "questions", *program(vectors, tmp_path, whole))
    assert done.returncode == FAILED
    assert "the level questions is declared, and nothing of it passed" in done.stdout
    assert "nothing passed" in done.stdout


def test_who_cannot_set_a_state_walks_the_paths_only(vectors: Path, tmp_path: Path) -> None:
    body = 'CAN["set_state"] = False'
    done = kit(vectors, "--level", "models", *program(vectors, tmp_path, body))
    assert done.returncode == PASSED, done.stdout
    assert "as it cannot set a state; the paths are asked" in done.stdout


def test_a_failure_shows_why_and_the_line_that_repeats_it(vectors: Path, tmp_path: Path) -> None:
    body = 'def changed(request, said): return {"ok": True} if request["request"] == "quorum" else said'
    command = program(vectors, tmp_path, body)
    done = kit(vectors, *command)
    assert done.returncode == FAILED
    failure = re.search(r"(rules/quorum/exactly-half.*?)\n\n", done.stdout, re.S)
    assert failure is not None, done.stdout
    told = failure[1].splitlines()
    assert told[:5] == [
        "rules/quorum/exactly-half (§11)",
        "  half is not more than half",
        "  ok",
        "    expected false",
        "    came     true",
    ]
    assert told[5] == (
        f"  again: ./leo conformance --vectors {vectors} --id rules/quorum/exactly-half {' '.join(command)}"
    )
    again = told[5].partition("conformance ")[2].split()
    once = kit(vectors, *again[2:])
    assert once.returncode == FAILED
    assert "1 different" in once.stdout


def path(vectors: Path) -> str:
    """The id of a path of several actions."""
    found = read(vectors)
    paths = [piece for piece in pieces(found) if piece.kind == "paths"]
    return next(one.id for piece in paths for one in questions(found, piece) if len(one.actions) > 2)


PATH_FAULTS = {
    "another state": 'said["ok"][2] = {"ok": {}}',
    "a junk member": 'said["ok"][2]["note"] = 1',
    "a refusal with junk": 'said["ok"][2] = {"refused": {"code": "X", "more": 1}}',
    "no answer at all": 'said["ok"][2] = {"unsupported": "x"}',
    "one fewer": 'said["ok"].pop()',
    "one too many": 'said["ok"].append(said["ok"][0])',
}


@pytest.mark.parametrize("name", PATH_FAULTS)
def test_a_path_is_judged_action_by_action(vectors: Path, tmp_path: Path, name: str) -> None:
    body = (
        "def changed(request, said):\n"
        f"    if request['request'] == 'path' and len(said['ok']) > 2: {PATH_FAULTS[name]}\n"
        "    return said\n"
    )
    done = kit(vectors, "--id", path(vectors), *program(vectors, tmp_path, body))
    assert done.returncode == FAILED, done.stdout
    assert re.search(
        r"answers\n +came" if name.startswith("one ") else r"  after action 3 of \d+, \w+: ok\[2\]", done.stdout
    )


def test_edges_and_paths_are_chosen_by_id(vectors: Path) -> None:
    listed = kit(vectors, "--list", "--level", "models").stdout.split()
    edges = [name for name in listed if "@" in name]
    assert len(edges) + len([name for name in listed if "/path-" in name]) == len(listed)
    done = kit(vectors, "--id", edges[0], "--id", path(vectors))
    assert done.returncode == PASSED
    assert re.search(r"models +2 passed\n", done.stdout)


def test_expected_failures_are_strict(vectors: Path, tmp_path: Path) -> None:
    body = 'def changed(request, said): return {"ok": True} if request["request"] == "quorum" else said'
    command = program(vectors, tmp_path, body)
    done = kit(vectors, "--level", "rules", "--json", "-", *command)
    failing = [one["id"] for one in json.loads(done.stdout)["failures"]]
    assert failing
    known = tmp_path / "known"
    known.write_text("# ours\n" + "".join(f"{name} quorum comes later\n" for name in failing))
    done = kit(vectors, "--level", "rules", "--expected", str(known), *command)
    assert done.returncode == PASSED, done.stdout
    assert f"failed as expected: {len(failing)}" in done.stdout
    known.write_text(known.read_text() + "rules/elect/alone it fails, we say\n")
    done = kit(vectors, "--level", "rules", "--expected", str(known), *command)
    assert done.returncode == FAILED
    assert "it passes, though it fails, we say" in done.stdout


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("rules/elect/alone", "has no reason"),
        ("rules/elect/nobody why", "there is no vector"),
        ("rules/elect/alone a\nrules/elect/alone b", "there twice"),
    ],
)
def test_a_wrong_list_of_expected_failures_is_one_error(vectors: Path, tmp_path: Path, line: str, says: str) -> None:
    known = tmp_path / "known"
    known.write_text(line)
    done = kit(vectors, "--expected", str(known))
    assert done.returncode == WRONG
    assert says in done.stderr


@pytest.mark.parametrize("arguments", [("--level", "magic"), ("--id", "rules/elect/nobody"), ("--workers", "0")])
def test_what_is_not_there_cannot_be_asked(vectors: Path, arguments: tuple[str, ...]) -> None:
    assert kit(vectors, *arguments).returncode == WRONG


def test_results_are_written_and_many_make_a_page(vectors: Path, tmp_path: Path) -> None:
    body = 'def changed(request, said): return {"ok": "<b>"} if request["request"] == "elect" else said'
    mine, theirs, page = tmp_path / "mine.json", tmp_path / "theirs.json", tmp_path / "all.html"
    junit = tmp_path / "mine.xml"
    wanted = ("--json", str(mine), "--junit", str(junit), "--html", str(tmp_path / "mine.html"))
    assert kit(vectors, *wanted, *program(vectors, tmp_path, body)).returncode == FAILED
    assert kit(vectors, "--json", str(theirs)).returncode == PASSED
    found = read_results(mine)
    assert found["verdict"] == "failed"
    assert {one["id"].rpartition("/")[0] for one in found["failures"]} == {"rules/elect"}
    cases = ElementTree.parse(junit).getroot().findall("testsuite/testcase")
    assert len([case for case in cases if case.find("failure") is not None]) == len(found["failures"])
    assert len({case.get("name") for case in cases}) == len(cases)
    assert kit(vectors, "--page", str(page), str(mine), str(theirs)).returncode == PASSED
    html = page.read_text(encoding="utf-8")
    assert html.count("leo-ref 0.1.0") >= 2
    assert html.count("table 1") >= 2
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert ">7 of 13<" in html
    assert ">13 of 13<" in html
    theirs.write_text('{"kind":"results"}')
    assert kit(vectors, "--page", str(page), str(theirs)).returncode == WRONG


def test_a_program_that_is_not_there_stops_the_run(vectors: Path) -> None:
    done = kit(vectors, "--", "/nowhere/at-all")
    assert done.returncode == STOPPED
    assert "stopped: it cannot be started: No such file or directory" in done.stdout


def test_answers_that_do_not_come_stop_the_run(vectors: Path, tmp_path: Path) -> None:
    body = "def changed(request, said): os._exit(7)"
    done = kit(vectors, "--give-up-after", "3", "--workers", "1", *program(vectors, tmp_path, body))
    assert done.returncode == STOPPED
    assert "stopped: 3 answers in a row did not come; the last: it ended with 7" in done.stdout


def test_the_time_of_the_run_is_bounded(vectors: Path, tmp_path: Path) -> None:
    body = "import time\ndef changed(request, said): time.sleep(600)"
    done = kit(vectors, "--run-limit", "2", *program(vectors, tmp_path, body))
    assert done.returncode == STOPPED
    assert "stopped: the time of the run is over" in done.stdout


def test_a_kill_of_the_kit_leaves_nothing(vectors: Path, tmp_path: Path) -> None:
    started = tmp_path / "started"
    body = (
        "import time\n"
        "def changed(request, said):\n"
        f"    if not os.fork(): os.setsid()\n    open({str(started)!r}, 'w').close()\n    time.sleep(600)\n"
    )
    token = f"kill-{os.getpid()}"
    running = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "conformance",
            "--vectors",
            str(vectors),
            "--workers",
            "1",
            *program(vectors, tmp_path, body),
        ],
        cwd=ROOT,
        env={**os.environ, MARK: token},
        stdout=subprocess.DEVNULL,
    )
    while not started.exists():
        assert running.poll() is None
        time.sleep(0.05)
    running.kill()
    running.wait()
    while marked(token):
        time.sleep(0.05)


def test_a_program_that_dies_is_started_anew_and_told_the_model(vectors: Path, tmp_path: Path) -> None:
    body = (
        "count = 0\n"
        "def changed(request, said):\n"
        "    global count\n"
        "    count += 1\n"
        "    if count == 30: os._exit(1)\n"
        "    return said\n"
    )
    done = kit(vectors, "--level", "models", "--workers", "1", *program(vectors, tmp_path, body))
    assert done.returncode == FAILED, done.stdout
    assert "it ended with 1" in done.stdout
    assert "UNKNOWN_MODEL" not in done.stdout


def test_refusals_carry_values_only_where_asked() -> None:
    wanted = {"refused": {"code": "X", "values": {"given": 1}}}
    for given in ({"code": "X"}, {"code": "X", "values": {}}, {"code": "X", "values": {"given": True}}):
        assert difference(wanted, {"refused": given}, values=False) is None
        found = difference(wanted, {"refused": given}, values=True)
        assert found is not None
        assert found.member.startswith("refused.values")
