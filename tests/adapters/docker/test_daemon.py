"""The daemon: found, started, and gone without a trace however it or its process ends."""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leo_ref.adapters.docker.creation import create
from leo_ref.adapters.docker.daemon import PREFIX, Daemon, connected, private_daemon, remove, users_daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.temporary import sweep
from tests.adapters.docker.conftest import imported
from tests.adapters.docker.running import REQUIREMENT
from tests.frame.launcher import wait_for

PROJECT = Path(__file__).parents[3]
SEEDS = range(2)

JOB = """
import pathlib, sys
from leo_ref.adapters.docker.daemon import connected, private_daemon
from leo_ref.adapters.docker.creation import create
from tests.adapters.docker.conftest import imported
from tests.adapters.docker.running import REQUIREMENT
def job(daemon):
    image = imported(daemon, pathlib.Path(sys.argv[1]))
    while True:
        box = create(daemon, image, REQUIREMENT)
        box.start(b"while True: pass", b"data")
        pathlib.Path(sys.argv[2]).write_text("it runs")
        box.finish()
        box.wipe()
if len(sys.argv) > 3:
    job(connected(sys.argv[3]))
else:
    with private_daemon() as daemon:
        pathlib.Path(sys.argv[2]).write_text("it answers")
        job(daemon)
"""


@contextmanager
def job(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that runs jobs without end."""
    process = subprocess.Popen(
        (sys.executable, "-c", JOB, *map(str, arguments)), cwd=PROJECT, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def left(base: Path) -> list[str]:
    """Processes, folders and control groups of private daemons below a folder."""
    words = [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(base).encode() in read(path)]
    folders = list(base.glob(f"*{PREFIX}*"))
    names = {folder.name for folder in folders}
    groups = [path for path in Path("/sys/fs/cgroup").glob(f"*/{PREFIX}*") if path.name in names]
    return [str(path) for path in (*words, *folders, *groups)]


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, whose path is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="leo-") as name:
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)


def test_it_leaves_nothing(base: Path) -> None:
    with private_daemon() as daemon:
        assert daemon.client.ping()
        assert left(base)
    assert left(base) == []


def test_two_side_by_side(base: Path) -> None:
    with private_daemon() as first, private_daemon() as second:
        assert first.socket != second.socket
        assert first.process != second.process
        assert first.client.ping()
    assert left(base) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_process_killed_at_any_moment_leaves_nothing_that_runs(base: Path, archive: Path, seed: int) -> None:
    moment = random.Random(seed).uniform(0, 3)
    with job(archive, base / "says") as process:
        wait_for((base / "says").exists)
        time.sleep(moment)
        process.kill()
    wait_for(lambda: not [path for path in left(base) if path.startswith("/proc")])
    sweep(PREFIX, base, remove)
    assert left(base) == []


def jobs_without_end(daemon: Daemon, image: str) -> None:
    """Runs one job after the other."""
    while True:
        box = create(daemon, image, REQUIREMENT)
        box.start(b"import time; time.sleep(0.1)", b"data")
        box.finish()
        box.wipe()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_daemon_killed_at_any_moment_is_named_and_leaves_nothing(base: Path, archive: Path, seed: int) -> None:
    with private_daemon() as daemon:
        image = imported(daemon, archive)
        killer = subprocess.Popen(("sh", "-c", f"sleep {random.Random(seed).uniform(0, 2)}; kill -9 {daemon.process}"))
        with pytest.raises(DockerFailure) as failed:
            jobs_without_end(daemon, image)
        assert failed.value.name in {Failure.DAEMON_LOST, Failure.REFUSED}
        killer.wait()
    gc.collect()
    assert left(base) == []


def test_a_job_ends_with_its_process_and_the_daemon_stays(
    daemon: Daemon, image: str, archive: Path, base: Path
) -> None:
    assert image
    with job(archive, base / "says", daemon.socket) as process:
        wait_for((base / "says").exists)
        process.kill()
    wait_for(lambda: not daemon.client.containers.list(all=True, ignore_removed=True))


def test_a_stopped_daemon_ends_as_well(base: Path) -> None:
    with private_daemon() as daemon:
        os.kill(daemon.process, signal.SIGSTOP)
    assert left(base) == []


def test_folders_in_use_are_not_swept(daemon: Daemon) -> None:
    sweep(PREFIX, Path(tempfile.gettempdir()), remove)
    assert daemon.client.ping()


def test_one_that_cannot_start_says_why(base: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "dockerd"
    broken.write_text("#!/bin/sh\necho it is broken\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(DockerFailure) as failed, private_daemon():
        pytest.fail("it cannot start")
    assert failed.value.name is Failure.DAEMON_DIED
    assert "ended with 3" in failed.value.what
    assert "it is broken" in failed.value.what
    assert left(base) == []


def test_no_dockerd_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DockerFailure) as failed, private_daemon():
        pytest.fail("there is none")
    assert failed.value.name is Failure.DOCKER_MISSING


def test_only_root_starts_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(DockerFailure) as failed, private_daemon():
        pytest.fail("it may not")
    assert failed.value.name is Failure.DAEMON_FORBIDDEN


def test_the_users_own(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{daemon.socket}")
    own = users_daemon()
    try:
        assert own.process == daemon.process
    finally:
        own.close()


def test_addresses_that_cannot_be_used(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2375")
    with pytest.raises(DockerFailure) as failed:
        users_daemon()
    assert failed.value.name is Failure.DAEMON_REMOTE
    with pytest.raises(DockerFailure) as failed:
        connected(str(base / "nothing"))
    assert failed.value.name is Failure.DAEMON_MISSING


def test_what_is_no_daemon(base: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(base / "socket"))
        listening.listen()
        with pytest.raises(DockerFailure) as failed:
            connected(str(base / "socket"), limit=0.2)
        assert failed.value.name is Failure.DAEMON_MISSING
