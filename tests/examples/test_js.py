"""The implementation in JavaScript: its own checks, and a sample of the vectors. `.ci/run` puts all of them to it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = ROOT / "examples" / "js"

SAMPLE = (
    "encoding/values/*",
    "draw/tickets/*",
    "questions/*",
    "rules/*",
    "ledger/lookback/*",
    "ledger/signatures/*",
    "models/MCElection/*",
)
"""Of each level something; what takes long is left to the whole run."""


def ran(*command: str, folder: Path = ROOT) -> str:
    """What a command says; it must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """What the lock file names is installed; nothing is done where it is."""
    installed = HERE / "node_modules" / ".package-lock.json"
    locked = json.loads((HERE / "package-lock.json").read_text())["packages"]
    wanted = {name: entry["version"] for name, entry in locked.items() if name}
    if installed.exists():
        found = json.loads(installed.read_text())["packages"]
        if wanted == {name: entry["version"] for name, entry in found.items()}:
            return
    ran("npm", "ci", "--no-audit", "--no-fund", folder=HERE)


def test_its_own_checks_pass() -> None:
    assert "# fail 0" in ran("node", "--test", "--test-reporter=tap", folder=HERE)


def test_a_sample_of_the_vectors_passes_and_none_is_skipped() -> None:
    ids = [word for pattern in SAMPLE for word in ("--id", pattern)]
    said = ran(sys.executable, "-m", "conformance", *ids, "--workers", "1", "--", "node", str(HERE / "adapter.js"))
    assert "PASSED" in said
    assert "skipped" not in said
