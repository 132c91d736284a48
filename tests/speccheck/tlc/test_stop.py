"""Runs of TLC are ended from another thread, and one that fails ends the others."""

from __future__ import annotations

import subprocess
import threading
from contextlib import nullcontext
from typing import Any

import pytest
from attrs import evolve

from leo_ref.speccheck import check as checking
from leo_ref.speccheck.manifest import ManifestEntry, chosen, read_manifest
from leo_ref.speccheck.tlc import run as running
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import find
from leo_ref.speccheck.tlc.stop import Stop

LONG = 60.0
"""Seconds after which what should have been ended counts as forgotten."""


def entries(*names: str) -> list[ManifestEntry]:
    """The models in this order, explored by TLC alone."""
    return [evolve(entry, compared=False) for name in names for entry in chosen(read_manifest(), (name,))]


def test_all_that_runs_is_ended_and_what_begins_later() -> None:
    stop, ended = Stop(), []
    with stop.ending(lambda: ended.append("over")):
        pass
    with stop.ending(lambda: ended.append("one")), stop.ending(lambda: ended.append("two")):
        stop.stop()
        assert ended == ["one", "two"]
        with stop.ending(lambda: ended.append("late")):
            assert ended == ["one", "two", "late"]


def test_a_run_of_tlc_is_ended_and_named() -> None:
    (entry,) = entries("MCKnowledge")
    stop = Stop()
    with pytest.raises(TlcFailure) as caught:
        running.run(entry.files(), jar=find(), stop=stop, on_message=lambda _: stop.stop())
    assert caught.value.name is Failure.TLC_KILLED


def test_a_model_that_fails_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    waits, ended = threading.Event(), []

    def run(files: Any, *, stop: Stop, **_: Any) -> None:
        if files.config.stem == "MCFaultTie":
            assert waits.wait(LONG)
            raise TlcFailure(Failure.OUT_OF_MEMORY, "too little", "more")
        over = threading.Event()
        with stop.ending(over.set):
            waits.set()
            ended.append(over.wait(LONG))
        raise TlcFailure(Failure.TLC_KILLED, "ended", "again")

    monkeypatch.setattr(checking, "run", run)
    monkeypatch.setattr(checking, "reference_process", nullcontext)
    with pytest.raises(TlcFailure) as caught:
        checking.check(entries("MCFaultTie", "MCFaultClaim"), find(), lambda *_: None, runs=2)
    assert caught.value.name is Failure.OUT_OF_MEMORY
    assert "MCFaultTie" in caught.value.what
    assert ended == [True]


@pytest.mark.parametrize("runs", [1, 3])
def test_no_more_runs_than_asked_for_and_reports_in_the_order_given(monkeypatch: pytest.MonkeyPatch, runs: int) -> None:
    lock, now, most, order = threading.Lock(), [0], [0], []
    real = running.run

    def run(files: Any, **options: Any) -> Any:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            order.append(files.config.stem)
        try:
            return real(files, **options)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(checking, "run", run)
    names = ("MCFaultTie", "MCCapture", "MCFaultClaim")
    reports = checking.check(entries(*names), find(), lambda *_: None, runs=runs)
    assert tuple(report.entry.name for report in reports) == names
    assert [report.problem for report in reports] == [""] * 3
    assert most[0] == runs
    if runs == 1:
        assert order[0].endswith("MCCapture"), "the largest goes first"


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[str]] = []
    real = subprocess.Popen

    def popen(*arguments: Any, **options: Any) -> Any:
        begun.append(real(*arguments, **options))
        return begun[-1]

    def interrupted(_: ManifestEntry, _what: str, progress: object) -> None:
        if progress is not None:
            raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(KeyboardInterrupt):
        checking.check(entries("MCKnowledge", "MCAdmissionSteps"), find(), interrupted, runs=2)
    assert len(begun) == 2
    assert all(process.poll() is not None for process in begun)
