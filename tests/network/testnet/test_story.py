"""The story on a network of processes, some of which are killed and started again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from leo_ref.core.state.job import Outcome
from leo_ref.network.testnet.building import FILE
from leo_ref.network.testnet.processes import MAIN
from leo_ref.speccheck.tlc.java import find
from leo_ref.speccheck.trace.check import Trace, ask, trace_of
from leo_ref.speccheck.trace.verdict import Accepted
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.network.testnet.kills import played

SEED = 20
KILLS = 5


def leo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, "testnet", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_story_is_the_same_whoever_is_killed_and_started_again(tmp_path: Path) -> None:
    found = played(tmp_path / "net", SEED, KILLS)
    assert len(found.kills) == KILLS, found
    assert found.said is not None, found.errors
    assert (found.said["ok"], found.said["outcome"], found.said["evidence"]) == (True, "DONE", "software"), found.kills
    assert found.left == 0
    assert not (tmp_path / "net" / FILE).exists()
    assert "SOFTWARE" in json.dumps(found.said["steps"])
    said = leo("record", str(tmp_path / "net"), "--out", str(tmp_path / "run.jsonl"))
    assert said.returncode == 0, said.stderr
    lines = (tmp_path / "run.jsonl").read_bytes().splitlines(keepends=True)
    report = verify(lines)
    assert isinstance(report, ReplayReport), report
    assert {*report.outcomes.values()} == {Outcome.ADMITTED, Outcome.DONE}
    trace = trace_of(lines)
    assert isinstance(trace, Trace), trace
    assert isinstance(ask(trace, find()), Accepted)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    for arguments in (("status", str(tmp_path)), ("down", str(tmp_path)), ("start", str(tmp_path), "ledger")):
        said = leo(*arguments)
        assert said.returncode == 1
        assert said.stderr.startswith("leo: testnet-missing: ")
