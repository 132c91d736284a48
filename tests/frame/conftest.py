"""Machines with ``./leo`` on them: a plain one, one that has all parts, one whose user may install them."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.frame.launcher import LEO, NOTHING, OF_THE_PRETENCE, PYTHON, ROOT, TOOLS, Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with Python and a fresh checkout."""
    for name in ("bin", "state", "checkout"):
        (tmp_path / name).mkdir()
    for name in TOOLS + OF_THE_PRETENCE:
        found = shutil.which(name)
        assert found, f"the launcher needs {name}"
        (tmp_path / "bin" / name).symlink_to(found)
    checkout = tmp_path / "checkout"
    shutil.copy(ROOT / "leo", checkout)
    (checkout / "requirements.lock").write_text("attrs==26.1.0 \\\n    --hash=sha256:00\nclick==8.5.1 \\\n")
    (checkout / "requirements-tpm.lock").write_text("tpm2-pytss==3.0.0 \\\n    --hash=sha256:00\n")
    (checkout / "requirements-net.lock").write_text("libp2p==0.8.1 \\\n    --hash=sha256:00\n")
    (checkout / "examples" / "vyper").mkdir(parents=True)
    (checkout / "examples" / "vyper" / "requirements.txt").write_text("vyper==0.4.3 \\\n    --hash=sha256:00\n")
    (checkout / "pyproject.toml").write_text("[project]\n")
    environment = {
        "PATH": str(tmp_path / "bin"),
        "STATE": str(tmp_path / "state"),
        "CALLS": str(tmp_path / "calls"),
        "BASE": str(tmp_path / "bin" / "python3"),
        "REAL": sys.executable,
        "WHEELS": str(checkout / ".leo" / "wheels"),
        "SITE": str(checkout / ".venv" / "lib" / "python3.11" / "site-packages"),
    }
    machine = Machine(tmp_path, checkout, environment)
    machine.tool("python3", PYTHON)
    machine.given("version", "Python 3.11.7\n")
    machine.given("system", "x86_64-linux-gnu\n")
    machine.given("pth", f"{checkout}\n")
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.given("installed-leo", LEO).chmod(0o755)
    return machine


@pytest.fixture
def equipped(machine: Machine) -> Machine:
    """A machine that has the system's packages for TPMs, a browser, Node, and a Docker daemon that answers."""
    for name in ("swtpm", "setpriv", "cc", "pkg-config", "chromium", "node", "npm"):
        machine.tool(name, NOTHING)
    machine.given("docker-answers")
    return machine


@pytest.fixture
def bare(machine: Machine) -> Machine:
    """A machine without them whose user may install them; ``apt-get`` puts programs of theirs into place."""
    machine.given("no-headers")
    machine.tool("id", "#!/bin/sh\necho 0\n")
    put = 'for name in $names; do cp "$BASE" "${BASE%python3}$name"; done'
    which = (
        'case "$*" in *docker.io) names=dockerd ;; *chromium) names=chromium ;; *npm) names="node npm" ;; '
        '*) names="swtpm setpriv" ;; esac'
    )
    machine.tool("apt-get", f'#!/bin/sh\necho "apt-get $*" >>"$CALLS"\n{which}\n{put}\n')
    return machine
