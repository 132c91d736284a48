"""A pretended machine with one checkout on it, for tests of ``./leo``.

The pretended interpreter and a ``PATH`` of the few tools that the launcher may use stand in a temporary folder, so that
nothing here touches the network, the system's packages or the real environment.
"""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import field, frozen

ROOT = Path(__file__).parents[2]
SHELL = shutil.which("dash") or "/bin/sh"
TOOLS = ("cat", "dirname", "env", "grep", "head", "mkdir", "mv", "paste", "readlink", "rm", "sed", "sha256sum", "tail")
OF_THE_PRETENCE = ("cp", "sleep", "touch")
PYTHON = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
*_base_executable*) echo "$BASE" ;;
*%d-venv*) echo python3.11-venv ;;
*Python.h*) [ ! -e "$STATE/no-headers" ] || echo python3.11-dev ;;
*HOST_GNU_TYPE*) cat "$STATE/system" ;;
*"import ast, shlex"*) exec "$REAL" "$@" ;;
*%d-dev*) echo python3.11-dev ;;
*version_info*) [ ! -e "$STATE/old" ] ;;
*ensurepip*) [ ! -e "$STATE/no-ensurepip" ] ;;
*"import docker"*) [ -e "$STATE/docker-answers" ] ;;
*"import tpm2_pytss"*) [ -e "$STATE/tpm2-pytss" ] ;;
*"import libp2p"*) [ -e "$STATE/tpm2-pytss" ] ;;
-V) cat "$STATE/version" ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$BASE" "$3/bin/python" ;;
"-m pip --version") ;;
"-m pip wheel "*)
    if [ -e "$STATE/build-says" ]; then cat "$STATE/build-says"; exit 1; fi
    if [ -e "$STATE/build-is-killed" ]; then rm "$STATE/build-is-killed"; kill -9 "$PPID"; exit 1; fi
    mkdir -p "$WHEELS" && touch "$WHEELS/tpm2_pytss-3.whl" ;;
"-m pip install --no-index "*)
    if [ -e "$STATE/parts-are-killed" ]; then rm "$STATE/parts-are-killed"; kill -9 "$PPID"; exit 1; fi
    touch "$STATE/tpm2-pytss" ;;
"-m pip install "*)
    if [ -e "$STATE/pip-says" ]; then cat "$STATE/pip-says"; exit 1; fi
    if [ -e "$STATE/pip-is-killed" ]; then rm "$STATE/pip-is-killed"; kill -9 "$PPID"; exit 1; fi
    while [ -e "$STATE/pip-waits" ]; do sleep 0.02; done
    env -0 >"$STATE/environment-of-pip"
    mkdir -p "$SITE" && cp "$STATE/pth" "$SITE/_leo_ref.pth"
    cp "$STATE/installed-leo" "${0%python}leo" ;;
-c*) exec "$REAL" "$@" ;;
esac
"""
LEO = """#!/bin/sh
pwd
for word in "$@"; do echo "<$word>"; done
[ ! -e /proc/self/fd/9 ] || echo "the lock is still held"
[ -z "${PYTHONHOME+x}${PYTHONPATH+x}" ] || echo "another Python's places are looked into"
exit 7
"""


@frozen
class Machine:
    """A pretended machine with one checkout on it."""

    folder: Path
    checkout: Path
    environment: dict[str, str] = field(factory=dict)

    def start(self, *arguments: str, script: Path | None = None, cwd: Path | None = None) -> subprocess.Popen[str]:
        """Starts the launcher in a process group of its own."""
        return subprocess.Popen(
            [SHELL, str(script or self.checkout / "leo"), *arguments],
            cwd=cwd or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self, *arguments: str, script: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs the launcher to its end."""
        process = self.start(*arguments, script=script, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def given(self, name: str, text: str = "") -> Path:
        """Puts one of the conditions that the pretended tools look for."""
        path = self.folder / "state" / name
        path.write_text(text)
        return path

    def tool(self, name: str, script: str) -> Path:
        """Puts a tool on the ``PATH``."""
        path = self.folder / "bin" / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def pip_calls(self) -> int:
        """How often pip has installed something."""
        calls = self.folder / "calls"
        return calls.read_text().count("-m pip install") if calls.exists() else 0


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until ``condition`` holds; how long that takes is no matter."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("it never happened")


NOTHING = "#!/bin/sh\nexit 0\n"


def without_rights(machine: Machine) -> None:
    """Nobody may install anything."""
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.tool("sudo", "#!/bin/sh\nexit 1\n")
    machine.tool("apt-get", "#!/bin/sh\nexit 1\n")
