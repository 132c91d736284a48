"""The story on a network of processes, some of which are killed and started again."""

from __future__ import annotations

import json
import os
import shutil
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
from tests.adapters.deployment.running import Left, short_folder
from tests.missing import missing
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


LACKING = missing(("swtpm", "dockerd", "unshare", "setsid"), ("tpm2_pytss", "docker"), root=True)
"""Without these the network is one of software."""


def test_the_story_ends_by_the_rules_whoever_is_killed_and_started_again() -> None:
    assert not (LACKING and os.environ.get("CI")), f"{', '.join(LACKING)} missing"
    base = short_folder()
    try:
        found = played(base / "net", SEED, KILLS, tpm=not LACKING)
        assert len(found.kills) == KILLS, found
        assert found.is_well, found
        assert not (base / "net" / FILE).exists()
        assert Left.now(base).is_clean, "no TPM, container and mount is left"
        said = leo("record", str(base / "net"), "--out", str(base / "run.jsonl"))
        assert said.returncode == 0, said.stderr
        lines = (base / "run.jsonl").read_bytes().splitlines(keepends=True)
    finally:
        shutil.rmtree(base)
    assert found.said["evidence"] == ("software" if LACKING else "tpm")
    assert ("SOFTWARE" in json.dumps(found.said["steps"])) == bool(LACKING)
    report = verify(lines)
    assert isinstance(report, ReplayReport), report
    assert {*report.outcomes.values()} == {Outcome.ADMITTED, Outcome(found.said["outcome"])}
    trace = trace_of(lines)
    assert isinstance(trace, Trace), trace
    assert isinstance(ask(trace, find()), Accepted)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    for arguments in (("status", str(tmp_path)), ("down", str(tmp_path)), ("start", str(tmp_path), "ledger")):
        said = leo(*arguments)
        assert said.returncode == 1
        assert said.stderr.startswith("leo: testnet-missing: ")
