"""An attestation by somebody who is nobody: TPM and commands in processes of a user without rights."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NOBODY = 65534
CODE = "import sys; sys.path[:0] = sys.argv.pop(1).split(':'); from leo_ref.cli import main; main()"
POLICY = {
    "kind": "attestation_policy",
    "version": 1,
    "registers": [14],
    "job_register": 14,
    "firmware": "0",
    "references": [],
    "boot_log": None,
    "kernel_list": None,
}


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder of the user's own, outside the folders of pytest, which nobody else may enter."""
    folder = Path(tempfile.mkdtemp(prefix="leo-nobody-"))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def leo(home: Path) -> tuple[list[str], dict[str, str]]:
    """The command line, run by the user, and its environment. Whoever is not root is such a user already."""
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    command = [*(as_nobody if os.geteuid() == 0 else ()), sys.executable, "-P", "-c", CODE, f"{ROOT}"]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    tried = subprocess.run([*command, "--help"], cwd=home, env=environment, capture_output=True, check=False)
    if tried.returncode != 0 and not os.environ.get("CI"):
        pytest.skip(f"user {NOBODY} may not read {ROOT} or {sys.prefix}; put the checkout where all may read it")
    assert tried.returncode == 0, tried.stderr
    return command, environment


def test_an_attestation_needs_no_root_and_leaves_nothing(home: Path, leo: tuple[list[str], dict[str, str]]) -> None:
    command, environment = leo

    def run(*arguments: str, entered: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments],
            cwd=home,
            env=environment,
            input=entered,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    policy = home / "policy.json"
    policy.write_text(json.dumps(POLICY))
    policy.chmod(0o644)
    with subprocess.Popen(
        [*command, "tpm", "start", "--json"], cwd=home, env=environment, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        try:
            output = json.loads(started.stdout.readline())
            owners = {Path(f"/proc/{pid}").stat().st_uid for pid in (started.pid, output["pid"])}
            assert owners == {NOBODY if os.geteuid() == 0 else os.geteuid()}
            doctor = run("tpm", "doctor", "--json", "--tcti", output["tcti"])
            assert json.loads(doctor.stdout)["missing"] == [], doctor
            made = run("attest", "quote", "--tcti", output["tcti"], "--nonce", "0badcafe", "--policy", str(policy))
            assert (made.returncode, made.stderr) == (0, "")
        finally:
            started.terminate()
        assert started.wait(60) == 143
    assert not Path(f"/proc/{output['pid']}").exists()
    shown = run("attest", "appraise", "-", "--policy", str(policy), entered=made.stdout)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "pass\n", "")
    assert list(home.iterdir()) == [policy]
