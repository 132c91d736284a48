"""The import contracts hold, and break when somebody breaks them: tried on a copy of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

VIOLATIONS = {
    "a lower room imports a higher one": (
        "leo_ref/core/rejections.py",
        "import leo_ref.cli",
        "each room imports only from the rooms below it",
    ),
    "a room without its place": (
        "leo_ref/shed.py",
        "",
        "each room imports only from the rooms below it",
    ),
    "a lower part of the core imports a higher one": (
        "leo_ref/core/values.py",
        "import leo_ref.core.state.job",
        "inside the core, each part imports only from those below it",
    ),
    "identity imports the appraisal": (
        "leo_ref/attestation/identity/moment.py",
        "import leo_ref.attestation.appraisal.judge",
        "inside attestation, each part imports only from those below it",
    ),
    "one tool imports another that is beside it": (
        "leo_ref/adapters/docker/stream.py",
        "import leo_ref.adapters.tpm.clock",
        "inside the adapters, each part imports only from those below it",
    ),
    "a real machine imports make-believe": (
        "leo_ref/adapters/deployment/machine.py",
        "import leo_ref.software.machine",
        "no real path imports what stands in for a TPM and a container",
    ),
    "a second module knows libp2p": (
        "leo_ref/network/peers/link.py",
        "import libp2p.peer.id",
        "one module knows libp2p, and one multicast DNS",
    ),
    "the core reads the clock": (
        "leo_ref/core/rejections.py",
        "import time",
        "the core imports no clock, no randomness, no I/O, no tool",
    ),
    "the core reads it inside a function": (
        "leo_ref/core/encoding/__init__.py",
        "def now():\n    from datetime import datetime",
        "the core imports no clock, no randomness, no I/O, no tool",
    ),
    "the core draws at random": (
        "leo_ref/ledger/__init__.py",
        "import secrets",
        "the core imports no clock, no randomness, no I/O, no tool",
    ),
    "a tool imports the vectors' own tests": (
        "leo_ref/speccheck/tlc/__init__.py",
        "import conformance",
        "nothing imports conformance",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the contracts are about."""
    shutil.copytree(ROOT / "leo_ref", tmp_path / "leo_ref", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts_of(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the package in ``folder``."""
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_project_keeps_its_contracts(copy: Path) -> None:
    report = contracts_of(copy)
    assert report.returncode == 0, report.stdout
    assert "9 kept, 0 broken" in report.stdout


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_a_violation_breaks_its_contract(copy: Path, violation: str) -> None:
    module, line, contract = VIOLATIONS[violation]
    target = copy / module
    target.parent.mkdir(exist_ok=True)
    with target.open("a") as file:
        file.write(f"\n{line}\n")
    report = contracts_of(copy)
    assert report.returncode == 1, report.stdout
    assert f"{contract} BROKEN" in report.stdout
