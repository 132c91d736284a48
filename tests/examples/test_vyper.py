"""The contract in Vyper: a sample of the vectors, the table of gas, and guards that are taken out of it one by one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = ROOT / "examples" / "vyper"
PYTHON = ROOT / ".leo" / "vyper" / "bin" / "python"

SAMPLE = (
    "rules/*",
    "models/MCSettlement/path-*",
    "models/MCCourse/path-*",
    "models/MCCourse/Approve_*",
    "models/MCMarket/PostTask*",
    "models/MCTwoTasks/path-1[0-3]*",
    "models/MCLookback/path-1[0-3]*",
    "models/MCSelection/path-1[0-3]*",
    "models/MCAdmission/path-1[0-3]*",
    "models/MCEnrolment/path-*",
)
"""Of each model something; what takes long is left to the whole run."""

GUARDS = [
    pytest.param(
        "committee.vy",
        "return 2 * heard > self._votes(t, executor)",
        "return 2 * heard >= self._votes(t, executor)",
        "rules/quorum/*",
        id="half of the votes is a quorum",
    ),
    pytest.param(
        "settlement.vy",
        "        if types.Mark.LIAR in marks:\n            burned += deposit\n        elif",
        "        if",
        "rules/settle/*",
        id="a liar has its deposit back",
    ),
    pytest.param(
        "approval.vy",
        '    assert not ledger._marked(t, msg.sender, types.Mark.APPROVED), "ALREADY_APPROVED"\n',
        "",
        "models/MCCourse/Approve_*",
        id="who approved may approve again",
    ),
]


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    """What a command says; its end is for the test to judge."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def kit(contracts: Path, *patterns: str) -> subprocess.CompletedProcess[str]:
    """The vectors with these ids, put to the contracts of a folder; the limit leaves time to compile them."""
    ids = [word for pattern in patterns for word in ("--id", pattern)]
    adapter = [str(PYTHON), str(HERE / "adapter.py"), str(contracts)]
    return ran(sys.executable, "-m", "conformance", "--workers", "1", "--time-limit", "300", *ids, "--", *adapter)


def test_a_sample_of_the_vectors_passes_and_none_is_skipped() -> None:
    done = kit(HERE / "contracts", *SAMPLE)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "unsupported" not in done.stdout
    assert "not asked" not in done.stdout


@pytest.mark.parametrize(("module", "rule", "fault", "pattern"), GUARDS)
def test_vectors_notice_a_guard_that_is_missing(
    tmp_path: Path, module: str, rule: str, fault: str, pattern: str
) -> None:
    contracts = tmp_path / "contracts"
    shutil.copytree(HERE / "contracts", contracts)
    source = (contracts / module).read_text(encoding="utf-8")
    assert source.count(rule) == 1
    (contracts / module).write_text(source.replace(rule, fault), encoding="utf-8")
    done = kit(contracts, pattern)
    assert done.returncode == 1, done.stdout[-4000:] + done.stderr[-4000:]
    assert f"\n{pattern[:-1]}" in f"\n{done.stdout}"


def test_the_table_of_gas_is_the_one_that_the_page_shows() -> None:
    done = ran(str(PYTHON), str(HERE / "gas.py"))
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout in (HERE / "README.md").read_text(encoding="utf-8")
