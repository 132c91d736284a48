"""Where what TPMs or containers need is missing, tests are skipped with the remedy; on a build server they fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("tests/tpm/test_job.py", "swtpm, setpriv missing; ./leo test installs what is needed"),
        ("tests/docker/test_sandbox.py", "dockerd, unshare, apt-get, dpkg-deb, tar"),
    ],
)
@pytest.mark.parametrize(("server", "code", "word"), [("", 5, "SKIPPED"), ("true", 2, "ERROR")])
def test_missing_parts(tmp_path: Path, server: str, code: int, word: str, module: str, told: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", module],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "CI": server},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == code, run.stdout
    assert word in run.stdout
    assert told in run.stdout
