"""Folders for a while: nothing stays of them, wherever their owner was killed, interrupted or swept."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leo_ref.adapters.temporary import LOCK, own_folder, sweep

KIND = "leo-scratch-"

KILLED = """
import os, pathlib, signal, sys
from leo_ref.adapters.temporary import own_folder
base, step = pathlib.Path(sys.argv[1]), sys.argv[2]
def kill(event, arguments):
    if event == step:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
with own_folder("leo-scratch-", base):
    sys.audit("used")
"""
"""A process that is killed just before a step of making a folder, which Python tells to its audit hooks."""


@pytest.mark.parametrize("step", ["os.mkdir", "open", "fcntl.flock", "os.rename", "used"])
def test_what_a_killed_owner_left_is_removed_by_the_next(tmp_path: Path, step: str) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), step], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == -9
    assert len(list(tmp_path.iterdir())) == (step != "os.mkdir")
    with own_folder(KIND, tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []


STEPS = {"mkdir": "pathlib.Path.mkdir", "open": "os.open", "flock": "fcntl.flock", "rename": "pathlib.Path.rename"}
"""The steps of making a folder, in their order."""

Call = Callable[..., Any]  # any of these


def around(step: str, monkeypatch: pytest.MonkeyPatch, change: Callable[[Call], Call]) -> None:
    place, _, name = STEPS[step].rpartition(".")
    monkeypatch.setattr(STEPS[step], change(getattr(pkgutil.resolve_name(place), name)))


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupt_in_any_step_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, late: bool
) -> None:
    signals = [KeyboardInterrupt()]

    def interrupting(call: Call) -> Call:
        def interrupted(*arguments: Any, **named: Any) -> Any:
            if signals and not late:
                raise signals.pop()
            answer = call(*arguments, **named)
            if signals:
                raise signals.pop()
            return answer

        return interrupted

    around(step, monkeypatch, interrupting)
    with pytest.raises(KeyboardInterrupt), own_folder(KIND, tmp_path):
        pytest.fail("it was interrupted before")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["open", "flock", "rename"])
def test_one_that_is_swept_while_it_is_made_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    swept: list[str] = []

    def sweeping(call: Call) -> Call:
        def after_a_sweep(*arguments: Any, **named: Any) -> Any:
            if not swept:
                swept.append(step)
                sweep(KIND, tmp_path)
            return call(*arguments, **named)

        return after_a_sweep

    around(step, monkeypatch, sweeping)
    with own_folder(KIND, tmp_path) as folder:
        assert swept
        sweep(KIND, tmp_path)
        assert list(tmp_path.iterdir()) == [folder]
        assert {path.name for path in folder.iterdir()} == {LOCK}
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    for name in (f"{KIND}foreign", "another", f".{KIND}foreign"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    before = set(tmp_path.iterdir())
    with own_folder(KIND, tmp_path):
        pass
    assert set(tmp_path.iterdir()) == before
