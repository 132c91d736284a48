"""The command in a process of its own, and what it may leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

PREFIXES: Final = ("leo-tpm-", ".leo-tpm-", "leo-docker-", ".leo-docker-")
"""How the folders of throw-away TPMs and private daemons begin."""

PROGRAMS: Final = ("swtpm", "dockerd", "containerd", "containerd-shim", "runc")


def leo(*arguments: str, base: Path, **more: str) -> subprocess.Popen[bytes]:
    """``leo`` at work; its temporary files are in ``base``."""
    environment: Mapping[str, str] = {**os.environ, "TMPDIR": str(base), **more}
    return subprocess.Popen(
        (sys.executable, "-m", "tests.adapters.deployment.entry", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


@frozen
class Left:
    """What there is that a run may have made."""

    folders: frozenset[str]
    processes: frozenset[int]
    mounts: frozenset[str]

    @classmethod
    def now(cls, base: Path) -> Left:
        """At this moment; of processes those whose arguments name ``base``."""
        folders = {path.name for path in base.iterdir() if path.name.startswith(PREFIXES)}
        mounts = {line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()}
        return cls(frozenset(folders), frozenset(processes(base)), frozenset(m for m in mounts if str(base) in m))

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing."""
        return not (self.folders or self.processes or self.mounts)


def processes(base: Path, program: str = "") -> list[int]:
    """The ids of running programs whose arguments name ``base``; with a name only those of this program."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            arguments = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:  # it has ended
            continue
        name = Path(arguments[0]).name
        wanted = name == program if program else name in PROGRAMS
        if wanted and state != "Z" and any(str(base) in argument for argument in arguments):
            found.append(int(folder.name))
    return sorted(found)


def short_folder() -> Path:
    """A new temporary folder with a short name: sockets are in it."""
    return Path(tempfile.mkdtemp(prefix="leo-test-", dir="/tmp"))
