"""The log of releases, and what lies between two of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.engine.reading import FOLDER, read
from conformance.engine.releases.changes import read_log, released
from conformance.engine.releases.contents import contents
from conformance.engine.schemas import fault
from tests.conformance.small import edit
from tests.conformance.table import PASSED, WRONG, kit, program
from tests.conformance.test_archive import EMPTY, leo

FILE = "rules/quorum.json"
HALF = "rules/quorum/exactly-half"


@pytest.fixture
def own(vectors: Path, tmp_path: Path) -> Path:
    """Vectors that a test may change."""
    return Path(shutil.copytree(vectors, tmp_path / "own"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log without a release."""
    path = tmp_path / "changes.json"
    path.write_text(json.dumps(EMPTY), encoding="utf-8")
    return path


def vector(name: str, change: Callable[[Any], object]) -> Callable[[Any], None]:
    """Changes one vector of a file."""

    def inside(file: Any) -> None:  # as its schema has it
        change(next(one for one in file["vectors"] if one["id"] == name))

    return inside


def without(name: str) -> Callable[[Any], None]:
    """Leaves a vector out."""

    def inside(file: Any) -> None:  # as its schema has it
        file["vectors"] = [one for one in file["vectors"] if one["id"] != name]

    return inside


def more(name: str) -> Callable[[Any], None]:
    """A vector with another id, as the first one is."""
    return lambda file: file["vectors"].append({**file["vectors"][0], "id": name})


def release(own: Path, log: Path, version: str) -> Any:  # the process
    return leo("release", version, "--vectors", str(own), "--log", str(log), "--json")


def withdrawn(name: str, reason: str = "it was wrong") -> Callable[[Any], None]:
    return lambda file: file["statuses"].update({name: {"status": "withdrawn", "reason": reason}})


def test_releases_follow_on_one_another_and_no_vector_is_lost(own: Path, log: Path) -> None:
    first = release(own, log, "1.0.0")
    assert first.returncode == PASSED, first.stderr
    said = json.loads(first.stdout)
    assert (said["changed"], said["withdrawn"]) == (0, 0)
    assert said["added"] == len(released(read_log(log)))
    again = release(own, log, "1.1.0")
    assert (again.returncode, "nothing-changed: " in again.stderr) == (WRONG, True)

    edit(own / FILE, vector(HALF, lambda one: one.update(answer={"ok": True})))
    edit(own / FILE, more("rules/quorum/newer"))
    edit(own / "rules/elect.json", without("rules/elect/alone"))
    before = log.read_bytes()
    lost = release(own, log, "1.1.0")
    assert lost.returncode == WRONG
    assert lost.stderr.startswith("leo: vector-vanished: rules/elect/alone was released and is not there")
    assert (
        "vector-vanished: "
        in leo("archive", str(log.with_name("x.tar")), "--vectors", str(own), "--log", str(log)).stderr
    )
    assert log.read_bytes() == before

    edit(own / "metadata.json", withdrawn("rules/elect/alone"))
    for version in ("1.0.0", "0.9.9", "1.1", "1.01.0", "v2"):
        wrong = release(own, log, version)
        assert (wrong.returncode, "version-wrong: " in wrong.stderr) == (WRONG, True), version
    second = release(own, log, "1.1.0")
    assert second.returncode == PASSED, second.stderr
    entry = read_log(log)["releases"][-1]
    assert fault("changes", read_log(log)) is None
    assert list(entry["added"]) == ["rules/quorum"]
    assert list(entry["added"]["rules/quorum"]) == ["newer"]
    assert list(entry["changed"]["rules/quorum"]) == ["exactly-half"]
    assert entry["withdrawn"] == {"rules/elect/alone": {"status": "withdrawn", "reason": "it was wrong"}}
    assert "rules/elect/alone" not in released(read_log(log))

    edit(own / "rules/elect.json", more("rules/elect/alone"))
    edit(own / "metadata.json", lambda file: file["statuses"].clear())
    back = release(own, log, "1.2.0")
    assert (back.returncode, "vector-again: rules/elect/alone" in back.stderr) == (WRONG, True)


def test_an_archive_of_a_release_has_its_version(own: Path, log: Path, tmp_path: Path) -> None:
    assert release(own, log, "1.0.0").returncode == PASSED
    place = ("--vectors", str(own), "--log", str(log), "--json")
    assert json.loads(leo("archive", str(tmp_path / "a.tar"), *place).stdout)["version"] == "1.0.0"
    edit(own / FILE, more("rules/quorum/newer"))
    said = json.loads(leo("archive", str(tmp_path / "b.tar"), *place).stdout)
    assert said["version"] == f"1.0.0+{said['vectors'][:8]}"


@pytest.mark.parametrize("text", ["", "[]", '{"kind":"changes","kind":"changes","version":1,"releases":[]}'])
def test_a_log_that_is_none_is_refused(own: Path, log: Path, text: str) -> None:
    log.write_text(text, encoding="utf-8")
    done = release(own, log, "1.0.0")
    assert (done.returncode, done.stderr.startswith("leo: changes-unreadable: ")) == (WRONG, True)


def diff(old: Path, new: Path, *more: str) -> Any:  # as its schema has it
    done = leo("diff", str(old), str(new), "--json", *more)
    assert done.returncode == PASSED, done.stderr
    found = json.loads(done.stdout)
    assert fault("difference", found) is None
    return found


def test_nothing_lies_between_a_release_and_itself(vectors: Path, tmp_path: Path, log: Path) -> None:
    packed = tmp_path / "few.tar.gz"
    assert leo("archive", str(packed), "--vectors", str(vectors), "--log", str(log)).returncode == PASSED
    found = diff(vectors, packed)
    assert found["old"] == found["new"]
    assert (found["added"], found["changed"], found["withdrawn"], found["counts"]) == ([], {}, {}, {})


CHANGES: dict[str, Callable[[Any], None]] = {
    "request": lambda one: one["request"].update(more="x"),
    "answer": lambda one: one.update(answer={"ok": True}),
    "clause": lambda one: one.update(clause="§9"),
    "why": lambda one: one.update(why="another reason"),
}


@pytest.mark.parametrize("member", CHANGES)
def test_the_member_that_changed_is_named(vectors: Path, own: Path, member: str) -> None:
    edit(own / FILE, vector(HALF, CHANGES[member]))
    found = diff(vectors, own)
    assert found["changed"] == {HALF: [member]}
    assert found["counts"] == {"rules": {"§9" if member == "clause" else "§11": {"changed": 1}}}
    assert (found["added"], found["withdrawn"]) == ([], {})


def test_severity_source_and_status_are_members_too(vectors: Path, own: Path) -> None:
    edit(own / "metadata.json", lambda file: file["vectors"].update({HALF: {"severity": "should", "source": "attack"}}))
    edit(
        own / "metadata.json",
        lambda file: file["statuses"].update({HALF: {"status": "disputed", "reason": "half may be enough"}}),
    )
    assert diff(vectors, own)["changed"] == {HALF: ["severity", "source", "status"]}


def test_what_is_only_abbreviated_otherwise_has_not_changed(vectors: Path, own: Path) -> None:
    def rewrite(file: Any) -> None:  # as its schema has it
        one = next(one for one in file["vectors"] if one["id"] == HALF)
        file["shared"]["again"] = one["request"]["nodes"]
        one["request"]["nodes"] = {"$shared": "again"}

    edit(own / FILE, rewrite)
    assert diff(vectors, own)["changed"] == {}


def test_the_constants_of_a_model_are_part_of_what_its_vectors_ask(vectors: Path, own: Path) -> None:
    edit(own / "models/MCElection.json", lambda file: file["constants"]["Params"].update(Fee=1))
    found = diff(vectors, own)["changed"]
    assert {tuple(members) for members in found.values()} == {("request",)}
    assert any("/path-" in name for name in found)
    assert any("@" in name for name in found)


def test_a_recorded_run_is_part_of_what_its_vectors_ask() -> None:
    whole = read(FOLDER)
    path = "transcripts/recorded.json"
    found = replace(whole, cases={path: whole.cases[path]}, models={})
    name = next(iter(found.transcripts))
    before, after = contents(found), contents(replace(found, transcripts={**found.transcripts, name: b""}))
    asked = {one["id"] for one in whole.cases[path]["vectors"] if name in json.dumps(one["request"])}
    assert 0 < len(asked) < len(before)
    assert {one for one in before if before[one].request != after[one].request} == asked
    assert {one for one in before if before[one].answer != after[one].answer} == set()


def test_it_says_what_a_change_means_for_results(vectors: Path, own: Path, tmp_path: Path) -> None:
    body = (
        "def changed(request, said):\n"
        '    return {"ok": "nobody"} if request["request"] == "elect" and len(request["group"]) == 1 else said\n'
        'LEVELS = ["rules"]'
    )
    mine = tmp_path / "mine.json"
    kit(vectors, "--json", str(mine), *program(vectors, tmp_path, body))
    failing = [one["id"] for one in json.loads(mine.read_text())["failures"]]
    assert "rules/elect/alone" in failing
    names = [one["id"] for one in json.loads((own / FILE).read_text())["vectors"] if one["id"] != HALF]
    asked, weak, other, reason, gone = names[:5]
    edit(own / FILE, vector(HALF, lambda one: one.update(answer={"ok": True})))
    edit(own / FILE, vector(asked, lambda one: one["request"].update(more="x")))
    edit(own / FILE, vector(weak, lambda one: one.update(answer={"refused": {"code": "X", "values": {}}})))
    edit(own / FILE, vector(other, lambda one: (one["request"].update(more="x"), one.update(answer={"ok": 7}))))
    edit(own / FILE, vector(reason, lambda one: one.update(why="another reason")))
    edit(own / FILE, without(gone))
    edit(own / FILE, more("rules/quorum/newer"))
    edit(own / "questions/nonces.json", more("questions/nonces/newer"))
    edit(own / "rules/elect.json", without("rules/elect/alone"))
    edit(own / "metadata.json", lambda file: file["vectors"].update({weak: {"severity": "should"}}))
    edit(own / "metadata.json", withdrawn(gone))
    found = diff(vectors, own, "--results", str(mine))
    assert found["added"] == ["questions/nonces/newer", "rules/quorum/newer"]
    assert found["withdrawn"] == {
        gone: {"status": "withdrawn", "reason": "it was wrong", "by": []},
        "rules/elect/alone": {"status": "vanished", "reason": "the newer vectors do not say why", "by": []},
    }
    meaning = found["results"]
    assert meaning["fails"] == [HALF]
    assert meaning["warns"] == [weak]
    assert sorted(meaning["again"]) == sorted([asked, other])
    assert meaning["new"] == ["rules/quorum/newer"]
    assert meaning["dropped"] == ["rules/elect/alone"]
    assert meaning["kept"] == len(json.loads(mine.read_text())["passed"]) - 5
    told = leo("diff", str(vectors), str(own), "--results", str(mine)).stdout
    assert f"{HALF}: answer" in told
    assert "passed, and fails now for certain" in told
    assert "rules        §11" in told


def test_values_of_refusals_make_no_failure_where_they_were_not_compared(own: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(own, tmp_path / "old"))
    for folder, given in ((old, 1), (own, 2)):
        said = {"refused": {"code": "X", "values": {"given": given}}}
        edit(folder / FILE, vector(HALF, lambda one, said=said: one.update(answer=said)))  # type: ignore[misc]  # a default
    for values, fails, again in ((True, [HALF], []), (False, [], [HALF])):
        results = tmp_path / "mine.json"
        done = kit(old, "--level", "questions", "--json", str(results))
        assert done.returncode == PASSED
        mine = json.loads(results.read_text()) | {"values": values, "passed": [HALF]}
        results.write_text(json.dumps(mine))
        found = diff(old, own, "--results", str(results))["results"]
        assert (found["fails"], found["again"]) == (fails, again)


def test_results_of_other_vectors_are_refused(vectors: Path, own: Path, tmp_path: Path) -> None:
    edit(own / FILE, more("rules/quorum/newer"))
    mine = tmp_path / "mine.json"
    assert kit(vectors, "--level", "questions", "--json", str(mine)).returncode == PASSED
    done = leo("diff", str(own), str(vectors), "--results", str(mine))
    assert (done.returncode, done.stderr.splitlines()[-1][:20]) == (WRONG, "leo: results-other: ")
    mine.write_text("{}")
    assert leo("diff", str(vectors), str(own), "--results", str(mine)).returncode == WRONG


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_what_is_not_there_cannot_be_compared(vectors: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    done = leo("diff", str(vectors), str(tmp_path / place))
    assert done.returncode == WRONG
    assert "Traceback" not in done.stderr
