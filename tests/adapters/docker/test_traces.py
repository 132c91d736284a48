"""Nothing of code, data and result is found anywhere while the job runs, and after it."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.adapters.docker.creation import create, create_as
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.wipe import wanted_wipe
from tests.adapters.docker.running import REQUIREMENT

LARGEST = 2**27

HONEST = "import sys; sys.stdout.write(sys.stdin.read() + MARK[:9])"
HIDING = """
import os, sys
secret = sys.stdin.read() + MARK
tries = ["/etc/x", "/var/tmp/x", "/root/x", "/dev/shm/x", "/dev/x", "/tmp/x", "/run/x", "/proc/self/comm", "/x"]
for place in tries + [f"/proc/{pid}/fd/{file}" for pid in (1, os.getpid()) for file in (2, 3, 5)]:
    try:
        open(place, "a").write(secret)
    except OSError:
        pass
sys.stderr.write(secret * 100)
try:
    os.fork() or os.execvp("python3", ["python3", "-c", "import time; time.sleep(1)", secret])
except OSError:
    pass
raise SystemExit(secret)
"""


def found(mark: str, daemon: Daemon, since: float) -> list[str]:
    """Where the mark is: in the daemon's folder and log, in files written since, among the processes' words."""
    root = Path(daemon.client.info()["DockerRootDir"])
    places = [*files(root.parent, 0), *files(Path("/var/log"), since)]
    for folder in {tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", "/run"}:
        places += files(Path(folder), since)
    places += [path for name in ("cmdline", "environ") for path in Path("/proc").glob(f"[0-9]*/{name}")]
    octets = mark.encode()
    return sorted({str(path) for path in places if octets in content(path)})


def files(folder: Path, since: float) -> Iterator[Path]:
    """Ordinary files below a folder that were changed since a time."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            try:
                if path.is_file() and not path.is_symlink() and path.stat().st_ctime >= since:
                    yield path
            except OSError:  # gone by now
                continue


def content(path: Path) -> bytes:
    """What a file holds, unless it is gone or cannot be ours."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""


@pytest.mark.parametrize("code", [HONEST, HIDING], ids=["honest", "hiding"])
def test_nothing_is_found_during_and_after(daemon: Daemon, image: str, code: str) -> None:
    mark, since = secrets.token_hex(16), time.time()
    text = f"MARK = {mark!r}\n{code}"
    box = create(daemon, image, REQUIREMENT)
    box.start(text.encode(), mark.encode())
    ran = box.finish()
    assert (mark.encode() in ran.output) == (code == HONEST)
    # What the program says among its own processes is seen by the machine while they live, and by nobody else.
    assert found(mark, daemon, since) == []
    assert box.wipe() == wanted_wipe(REQUIREMENT)
    assert found(mark, daemon, since) == []
    assert mark not in str(daemon.client.api.images(all=True)) + str(daemon.client.api.info())
    assert mark not in "".join(
        str(event) for event in daemon.client.api.events(since=0, until=time.time(), decode=True)
    )


def test_the_search_finds_what_is_there(daemon: Daemon, image: str) -> None:
    """A container with a disk and a log: the same program leaves its traces, and the search and the report tell."""
    mark, since = secrets.token_hex(16), time.time()
    lax = evolve(
        wanted(REQUIREMENT), read_only_root=False, user="0:0", tmpfs=Map(), log="json-file", remove_at_end=False
    )
    box = create_as(daemon, image, REQUIREMENT, lax)
    try:
        box.start(f"MARK = {mark!r}\n{HIDING}".encode(), mark.encode())
        box.finish()
        places = found(mark, daemon, since)
        assert any(place.endswith("/etc/x") for place in places), places
        assert box.traces is not None
        assert box.traces.left(daemon, image=False).files
    finally:
        box.discard()
    assert found(mark, daemon, since) == []
