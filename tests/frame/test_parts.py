"""Where what TPMs or containers need is missing, tests are skipped with the remedy; on a build server they fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


WITHOUT = """
import importlib.machinery, sys
class Path(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] == sys.argv[1] else super().find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Path
import pytest
sys.exit(pytest.main(["-p", "no:cacheprovider", "-q", "--collect-only", *sys.argv[2:]]))
"""


@pytest.mark.parametrize(
    ("library", "folders"),
    [("tpm2_pytss", ("tests",)), ("libp2p", ("tests/network", "tests/cli", "tests/frame"))],
)
def test_without_a_library_every_module_is_collected_or_skipped(library: str, folders: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT, library, *folders],
        cwd=ROOT,
        env={**os.environ, "CI": ""},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:]
    assert "while importing test module" not in run.stdout
    assert f"{library} missing; ./leo test installs what is needed" in run.stdout


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("tests/adapters/tpm/test_job.py", "swtpm, setpriv missing; ./leo test installs what is needed"),
        ("tests/adapters/docker/test_sandbox.py", "dockerd, unshare, apt-get, apt-cache, dpkg, dpkg-deb, tar"),
    ],
)
@pytest.mark.parametrize(("server", "code", "word"), [("", 5, "SKIPPED"), ("true", 2, "ERROR")])
def test_missing_parts(tmp_path: Path, server: str, code: int, word: str, module: str, words: str) -> None:
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
    assert words in run.stdout
