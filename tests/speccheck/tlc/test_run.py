"""What a run of TLC comes to, and that it leaves nothing behind."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.ground import PREFIX, GroundAction, write_ground
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import ModelFiles, model_in
from leo_ref.speccheck.tlc.result import Progress, TlcOutcome
from leo_ref.speccheck.tlc.run import run
from tests.speccheck.tlc.toy import ACTIONS, LIMIT, TOY, Toy


@pytest.fixture(autouse=True)
def groups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """The process groups that a test starts; afterwards none of them and no scratch file may be left."""
    started: list[int] = []
    real = subprocess.Popen

    # Any: stands in for Popen, whatever its arguments are.
    def popen(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        process = real(*arguments, **options)
        started.append(process.pid)
        return process

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setattr(subprocess, "Popen", popen)
    return started


@pytest.fixture(autouse=True)
def nothing_is_left(groups: list[int], tmp_path: Path) -> Any:  # Any: a generator fixture
    """Checks after each test of this file that no process of a group lives and no file is left."""
    yield
    for group in groups:
        for _ in range(100):
            if not living(group):
                break
            time.sleep(0.05)  # a process dies some moments after it was killed
        assert living(group) == []
    assert list((tmp_path / "scratch").iterdir()) == []


def living(group: int) -> list[str]:
    """What runs in the process group; one that has died and that nobody has looked after is not counted."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(FileNotFoundError, ProcessLookupError):
                state, _, of = (entry / "stat").read_text().rpartition(") ")[2].split()[:3]
                if int(of) == group and state != "Z":
                    found.append(entry.name)
    return found


def made(folder: Path, body: str, config: str = "INIT Init\nNEXT Next\n") -> ModelFiles:
    """A model M with this body."""
    (folder / "M.tla").write_text(f"---- MODULE M ----\nEXTENDS Integers\n{body}\n====\n", encoding="utf-8")
    (folder / "M.cfg").write_text(config, encoding="utf-8")
    return model_in(folder, "M")


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_a_temporary_folder_may_have_any_name_in_any_locale(
    jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    scratch = tmp_path / "scratch" / "größe, 大"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    model = made(tmp_path, "VARIABLE x\nInit == x = 0\nNext == x < 2 /\\ x' = x + 1")
    assert run(model, jar=jar, check_deadlock=False, dump=tmp_path / "ä.dot").distinct == 3
    scratch.rmdir()


def fake(jar: Jar, folder: Path, script: str) -> Jar:
    """A Java that is a shell script."""
    java = folder / "java"
    java.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    java.chmod(0o755)
    return evolve(jar, java=java)


def failure_of(run_it: Callable[[], object]) -> TlcFailure:
    with pytest.raises(TlcFailure) as caught:
        run_it()
    assert caught.value.remedy
    assert "Remedy: " in str(caught.value)
    return caught.value


def test_a_violated_invariant_is_shown_with_its_path(jar: Jar, tmp_path: Path) -> None:
    config = TOY.config.read_text(encoding="utf-8").replace("INVARIANT Within", "INVARIANTS Within NeverTwoShares")
    (tmp_path / "MCToy.cfg").write_text(config, encoding="utf-8")
    model = ModelFiles(TOY.module, tmp_path / "MCToy.cfg")
    dump = tmp_path / "toy.dot"
    result = run(write_ground(model, ACTIONS, tmp_path, refusals=False), jar=jar, dump=dump)
    assert (result.outcome, result.violated) == (TlcOutcome.INVARIANT, "NeverTwoShares")
    toy = Toy()
    for step in result.counterexample:
        if step.action:
            label = step.action.removeprefix(PREFIX)
            assert toy.answer(label) == "OK"
            toy = toy.after(label)
        assert tuple(step.state[name] for name in sorted(step.state)) == toy.values()
    assert len(toy.log) == 2
    assert len(result.counterexample) == 3
    assert result.back_to is None
    assert not dump.exists(), "a graph that ends at the error is no graph of the model"


def test_a_deadlock_is_shown_with_its_path_or_not_looked_for(jar: Jar, tmp_path: Path) -> None:
    without_done = [action for action in ACTIONS if action.label != "Done"]
    model = write_ground(TOY, without_done, tmp_path, refusals=True)
    result = run(model, jar=jar)
    assert result.outcome is TlcOutcome.DEADLOCK
    assert result.counterexample[-1].state["counter"] == LIMIT
    assert "refusal" in result.counterexample[-1].state
    assert run(model, jar=jar, check_deadlock=False).outcome is TlcOutcome.OK


@pytest.mark.parametrize(
    ("fairness", "formula", "back_to", "actions"),
    [("WF_x(Next)", "<>[](x = 2)", 0, ["", "Up", "Up"]), ("TRUE", "(x = 2) ~> (x = 3)", 1, ["", "Up"])],
    ids=["lasso", "stuttering"],
)
def test_a_violated_temporal_property_tells_where_it_returns(
    jar: Jar, tmp_path: Path, fairness: str, formula: str, back_to: int, actions: list[str]
) -> None:
    body = (
        "VARIABLE x\nInit == x = 0 \\/ x \\in {0, 1}\nUp == x < 3 /\\ x' = x + 1\nNext == Up \\/ (x = 3 /\\ x' = 1)\n"
        f"Spec == Init /\\ [][Next]_x /\\ {fairness}\nP == {formula}"
    )
    result = run(made(tmp_path, body, "SPECIFICATION Spec\nPROPERTY P\n"), jar=jar)
    assert result.outcome is TlcOutcome.LIVENESS
    assert (result.initial, result.initial_generated) == (2, 3)
    assert [step.action for step in result.counterexample] == actions
    assert result.back_to == back_to


def test_a_violated_initial_state_is_its_own_path(jar: Jar, tmp_path: Path) -> None:
    body = "VARIABLES x, y\nInit == x = 1 /\\ y = {2}\nNext == UNCHANGED <<x, y>>\nInvariant == x # 1"
    result = run(made(tmp_path, body, "INIT Init\nNEXT Next\nINVARIANT Invariant\n"), jar=jar)
    assert (result.outcome, result.violated) == (TlcOutcome.INVARIANT, "Invariant")
    assert [(step.action, dict(step.state)) for step in result.counterexample] == [("", {"x": 1, "y": frozenset({2})})]


@pytest.mark.parametrize(
    ("body", "config", "name", "words"),
    [
        ("VARIABLE x\nInit == x = \nNext == x' = x", None, Failure.SPEC_DOES_NOT_PARSE, "line 4"),
        ("VARIABLE x\nInit == x = 0\nNext == x' = x", "INIT Init\nNEXT Next\nINVARIANT I\n", Failure.CFG_WRONG, "I"),
        ("VARIABLE x\nInit == x = 0\nNext == x' = x", "INIT Init\nWHAT\n", Failure.CFG_WRONG, "line 2"),
        ("VARIABLE x\nInit == x = 0\nNext == x' = x + \"a\"", None, Failure.EVALUATION_FAILED, "Line 5"),
        ("VARIABLE x, y\nInit == x = 0 /\\ y = 0\nNext == x' = x", None, Failure.EVALUATION_FAILED, "not assigned: y"),
    ],
    ids=["syntax", "invariant", "keyword", "evaluation", "unassigned"],
)  # fmt: skip
def test_a_broken_model_has_a_name_and_a_place(
    jar: Jar, tmp_path: Path, body: str, config: str | None, name: Failure, words: str
) -> None:
    model = made(tmp_path, body, config or "INIT Init\nNEXT Next\n")
    failure = failure_of(lambda: run(model, jar=jar, dump=tmp_path / "g.dot"))
    assert failure.name is name
    assert words in failure.what
    assert not (tmp_path / "g.dot").exists()


def test_missing_files_are_told_before_java_starts(jar: Jar, tmp_path: Path, groups: list[int]) -> None:
    model = made(tmp_path, "")
    model.config.unlink()
    assert failure_of(lambda: run(model, jar=jar)).name is Failure.CFG_MISSING
    model.module.unlink()
    assert failure_of(lambda: run(model, jar=jar)).name is Failure.MODULE_MISSING
    assert groups == []


def test_too_small_a_heap_is_told(jar: Jar) -> None:
    assert failure_of(lambda: run(TOY, jar=jar, heap=1)).name is Failure.OUT_OF_MEMORY


def test_the_time_limit_stops_the_real_tlc(jar: Jar, tmp_path: Path, groups: list[int]) -> None:
    model = made(tmp_path, "VARIABLE x\nInit == x = 0\nNext == x' = x + 1")
    assert failure_of(lambda: run(model, jar=jar, time_limit=2, dump=tmp_path / "g.dot")).name is Failure.TIME_LIMIT
    assert len(groups) == 1
    assert not (tmp_path / "g.dot").exists()
    assert list(Path("/tmp").glob(f"hsperfdata_*/{groups[0]}")) == [], "Java's own statistics are left there"


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("kill -9 $$", Failure.TLC_KILLED),
        ("echo Killed; exit 137", Failure.TLC_KILLED),
        ("sleep 600 & sleep 600", Failure.TIME_LIMIT),
        ("sleep 600 & exit 0", Failure.TIME_LIMIT),
        ("exec >/dev/null 2>&1; sleep 600 & sleep 600", Failure.TIME_LIMIT),
        ("echo java.lang.OutOfMemoryError: Java heap space; exit 255", Failure.OUT_OF_MEMORY),
        ("echo java.lang.StackOverflowError; exit 255", Failure.STACK_OVERFLOW),
        ("echo java.lang.UnsupportedClassVersionError: tlc2/TLC; exit 1", Failure.JAVA_TOO_OLD),
        ("echo Error: Could not find or load main class tlc2.TLC; exit 1", Failure.JAR_BROKEN),
        ("echo java.io.IOException: No space left on device; exit 255", Failure.DISK_FULL),
        ("exit 3", Failure.TLC_FAILED),
        ("exit 0", Failure.TLC_FAILED),
        ("echo '@!@!@STARTMSG 2193:0 @!@!@'; echo '@!@!@ENDMSG 2193 @!@!@'", Failure.OUTPUT_NOT_UNDERSTOOD),
        ("echo '@!@!@STARTMSG 2193:0 @!@!@'; kill -9 $$", Failure.TLC_KILLED),
        ("echo '@!@!@STARTMSG 2114:1 @!@!@'; echo '@!@!@ENDMSG 2114 @!@!@'; kill -9 $$", Failure.TLC_KILLED),
    ],
)  # fmt: skip
def test_what_java_does_to_us_has_a_name(jar: Jar, tmp_path: Path, script: str, name: Failure) -> None:
    broken = fake(jar, tmp_path, script)
    assert failure_of(lambda: run(TOY, jar=broken, time_limit=1)).name is name


def test_the_first_verdict_counts(jar: Jar, tmp_path: Path) -> None:
    said = {2110: "Invariant One is violated.", 2114: "Deadlock reached."}
    lines = [f"@!@!@STARTMSG {number}:1 @!@!@\n{text}\n@!@!@ENDMSG {number} @!@!@" for number, text in said.items()]
    (tmp_path / "said").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run(TOY, jar=fake(jar, tmp_path, f"cat {tmp_path}/said; exit 12"))
    assert (result.outcome, result.violated) == (TlcOutcome.INVARIANT, "One")


def test_a_java_that_does_not_start_is_told(jar: Jar, tmp_path: Path) -> None:
    broken = evolve(jar, java=tmp_path / "none")
    assert failure_of(lambda: run(TOY, jar=broken)).name is Failure.JAVA_MISSING


def test_a_dump_that_cannot_be_written_is_told(jar: Jar, tmp_path: Path) -> None:
    assert failure_of(lambda: run(TOY, jar=jar, dump=tmp_path / "none" / "g.dot")).name is Failure.DISK_FULL


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_stops_the_whole_group(jar: Jar, tmp_path: Path, error: type[BaseException]) -> None:
    said = (
        "Progress(3) at 2026-01-01 00:00:00: 1,070 states generated (9 s/min), 440 distinct states found (4 ds/min),"
        " 7 states left on queue."
    )
    script = f"echo '@!@!@STARTMSG 2200:0 @!@!@'; echo '{said}'; echo '@!@!@ENDMSG 2200 @!@!@'; sleep 600 & sleep 600"
    seen: list[Progress] = []

    def interrupt(progress: Progress) -> None:
        seen.append(progress)
        raise error

    with pytest.raises(error):
        run(TOY, jar=fake(jar, tmp_path, script), on_progress=interrupt)
    assert [(one.generated, one.distinct, one.queue, one.depth) for one in seen] == [(1070, 440, 7, 3)]


NEEDLESS: Final = GroundAction("Done", "Done")


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("VIEW counter", Failure.CFG_NOT_GROUNDABLE),
        ("SYMMETRY Sym", Failure.CFG_NOT_GROUNDABLE),
        ("CONSTRAINT Small", Failure.CFG_NOT_GROUNDABLE),
        ("SPECIFICATION Spec", Failure.CFG_NOT_GROUNDABLE),
    ],
)
def test_what_changes_the_graph_is_not_grounded(tmp_path: Path, statement: str, name: Failure) -> None:
    config = tmp_path / "MCToy.cfg"
    config.write_text(f"{TOY.config.read_text(encoding='utf-8')}\n{statement}\n", encoding="utf-8")
    model = ModelFiles(TOY.module, config)
    assert failure_of(lambda: write_ground(model, [NEEDLESS], tmp_path, refusals=False)).name is name


def test_the_ground_configuration_keeps_what_bears_on_the_states(tmp_path: Path) -> None:
    config = tmp_path / "MCToy.cfg"
    config.write_text(
        'CONSTANT A = "NEXT" \\* INIT\nINIT I (* VIEW v *)\nPROPERTY P\nNEXT N\nINVARIANTS J K', encoding="utf-8"
    )
    ground = write_ground(ModelFiles(TOY.module, config), [NEEDLESS], tmp_path, refusals=False)
    assert ground.config.read_text(encoding="utf-8").split("\n") == [
        "INIT GInit",
        "NEXT GNext",
        'CONSTANT A = "NEXT"',
        "INVARIANTS J K",
        "",
    ]
    config.write_text("INIT I", encoding="utf-8")
    failure = failure_of(lambda: write_ground(ModelFiles(TOY.module, config), [NEEDLESS], tmp_path, refusals=False))
    assert failure.name is Failure.CFG_WRONG
    config.write_text("I = 1\nINIT I", encoding="utf-8")
    failure = failure_of(lambda: write_ground(ModelFiles(TOY.module, config), [NEEDLESS], tmp_path, refusals=False))
    assert failure.name is Failure.CFG_WRONG
