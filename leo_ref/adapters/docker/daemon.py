"""The Docker daemon: the user's own, or a private one that lasts as long as a block.

The private one runs in namespaces of its own (processes, mounts) below a small shell that waits for this process. When
this process ends, however it ends, the shell reads the end of its input and ends too, and the kernel then kills
everything in the namespace: daemon, containerd, containers. Mounts go with theirs. What stays is a folder and empty
control groups, which a process that was killed cannot remove; the next one does, which finds that nobody holds the
folder's lock any more.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import select
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from docker.errors import DockerException

from leo_ref.adapters.docker.connections import client_of, spoken
from leo_ref.adapters.docker.failure import DockerFailure, Failure, lost
from leo_ref.adapters.temporary import LOCK, own_folder

PREFIX: Final = "leo-docker-"
"""How the folders of private daemons begin, and their control groups."""

GROUPS: Final = Path("/sys/fs/cgroup")
API_LEAST: Final = (1, 41)
"""Docker 20.10: the first that takes every setting of :mod:`leo_ref.attestation.evidence.container`."""

LIMIT: Final = 60.0
"""Seconds for one request."""

START_LIMIT: Final = 60.0
STOP_LIMIT: Final = 10.0
"""Seconds until everything in the namespace is gone."""

INSTALL: Final = (
    "apt-get install docker.io (as root), or Docker's own packages: https://docs.docker.com/engine/install/"
)

SHELL: Final = """
ulimit -c 0
daemon=$1 folder=$2
shift 2
for place in /run /opt /etc/docker; do
    case $daemon in $place/*) continue ;; esac
    test -d $place && { mount -t tmpfs -o mode=755 tmpfs $place || exit; }
done
exec 3<&0
"$daemon" "$@" 3<&- </dev/null &
daemon=$!
{ read -r _ <&3; kill -KILL $daemon; } &
exec 3<&-
wait $daemon
"""
"""The first process of the namespaces. The daemon keeps some files in fixed places: those are private, too."""

TOOLS: Final = ("unshare", "mount", "sh")


@frozen
class Daemon:
    """A daemon that answers."""

    client: Any
    """The docker library's client, which has no types."""
    socket: str
    """The path of the daemon's socket."""

    @property
    def process(self) -> int:
        """The id of the process that listens there, as this process sees it.

        Raises:
            DockerFailure: DAEMON_LOST.
        """
        with socket.socket(socket.AF_UNIX) as channel:
            try:
                channel.connect(self.socket)
            except OSError as error:
                raise lost(f"{self.socket}: {error}.") from error
            return int(struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])

    def close(self) -> None:
        """Lets go of its connections."""
        self.client.close()

    def wait(self) -> None:
        """Waits until the daemon ends by itself.

        Raises:
            DockerFailure: DAEMON_LOST, always.
        """
        process = os.pidfd_open(self.process)
        try:
            select.select([process], [], [])
        finally:
            os.close(process)
        raise lost(f"{self.socket}: the daemon has ended.")


def users_daemon(limit: float = LIMIT) -> Daemon:
    """The daemon that ``DOCKER_HOST`` names, by default the machine's; to be closed.

    Args:
        limit: Seconds for each request.

    Raises:
        DockerFailure: DAEMON_MISSING, DAEMON_FORBIDDEN, DAEMON_REMOTE, DAEMON_TOO_OLD.
    """
    address = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    if not address.startswith("unix://"):
        raise DockerFailure(
            Failure.DAEMON_REMOTE,
            f"DOCKER_HOST is {address}: a job runs where the TPM is that vouches for it.",
            "Unset DOCKER_HOST, or set it to the unix:// address of this machine's daemon.",
        )
    return connected(address.removeprefix("unix://"), limit)


def connected(path: str, limit: float = LIMIT) -> Daemon:
    """The daemon that listens on a socket; to be closed.

    Raises:
        DockerFailure: DAEMON_MISSING, DAEMON_FORBIDDEN, DAEMON_TOO_OLD.
    """
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(limit)
        try:
            channel.connect(path)
        except PermissionError as error:
            raise DockerFailure(
                Failure.DAEMON_FORBIDDEN, f"{path}: {error}.", "Run this as root, or add the user to the group docker."
            ) from error
        except OSError as error:
            raise DockerFailure(
                Failure.DAEMON_MISSING, f"{path}: {error}.", f"Start it (systemctl start docker), or {INSTALL}."
            ) from error
    try:
        version = spoken(path, limit)
        is_old = tuple(int(part) for part in version.split(".")) < API_LEAST
    except (DockerException, OSError, KeyError, TypeError, ValueError) as error:
        raise DockerFailure(
            Failure.DAEMON_MISSING, f"{path} answers, but not as a daemon: {error}.", "See what listens there."
        ) from error
    if is_old:
        raise DockerFailure(Failure.DAEMON_TOO_OLD, f"{path} speaks version {version}.", "Install Docker 20.10.")
    return Daemon(client_of(path, limit, version), path)


@contextmanager
def any_daemon() -> Iterator[Daemon]:
    """The user's own daemon when it answers, otherwise of a private one.

    Raises:
        DockerFailure: those of both.
    """
    try:
        users = users_daemon()
    except DockerFailure as failure:
        if failure.name is not Failure.DAEMON_MISSING or os.geteuid() != 0:
            raise
        with private_daemon() as private:
            yield private
        return
    try:
        yield users
    finally:
        users.close()


@contextmanager
def private_daemon(kept: Path | None = None) -> Iterator[Daemon]:
    """A daemon of our own, without images, which ends with the block. It has no network but ``none``.

    Args:
        kept: Its folder, so that its socket is in a known place; what an earlier one left there is removed. By default
            a new one.

    Raises:
        DockerFailure: DOCKER_MISSING, DAEMON_FORBIDDEN, DAEMON_DIED; DAEMON_DIED where another one is in the folder.
    """
    daemon = shutil.which("dockerd")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if daemon is None or missing:
        what = f"There is no {', '.join(missing) or 'dockerd'} in PATH."
        raise DockerFailure(Failure.DOCKER_MISSING, what, INSTALL)
    if os.geteuid() != 0:
        raise DockerFailure(
            Failure.DAEMON_FORBIDDEN, "Only root can start one.", "Run this as root, or start the machine's own daemon."
        )
    own = own_folder(PREFIX, Path(tempfile.gettempdir()), remove) if kept is None else _kept(kept)
    with own as folder, _running(daemon, folder) as process:
        private = _answering(process, folder)
        try:
            yield private
        finally:
            private.close()


@contextmanager
def _kept(folder: Path) -> Iterator[Path]:
    """The folder, empty at first and at the end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DockerFailure(Failure.DAEMON_DIED, f"{folder} is in use.", "End the other one first.") from error
        clear(folder)
        try:
            yield folder.absolute()
        finally:
            clear(folder)


def remove(folder: Path) -> None:
    """Removes a daemon's folder, and what belongs to it."""
    clear(folder)
    shutil.rmtree(folder, ignore_errors=True)


def clear(folder: Path) -> None:
    """Removes what a daemon left and its control groups, whose processes the kernel has killed or is about to."""
    end = time.monotonic() + STOP_LIMIT
    while True:
        groups = [*GROUPS.glob(group_of(folder)), *GROUPS.glob(f"*/{group_of(folder)}")]
        for group in groups:
            for place, _, _ in os.walk(group, topdown=False):
                with suppress(OSError):  # a process in it is just ending
                    os.rmdir(place)
        others = [path for path in folder.iterdir() if path.name != LOCK]
        for path in others:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if not (groups or others) or time.monotonic() > end:
            break
        time.sleep(0.01)


def group_of(folder: Path) -> str:
    """The name of the control groups of a daemon in a folder; no other daemon has it."""
    if folder.name.startswith(PREFIX):
        return folder.name
    return PREFIX + hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]


@contextmanager
def _running(daemon: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    for name in ("data", "exec", "temporary"):
        (folder / name).mkdir(mode=0o700)
    (folder / "daemon.json").write_text("{}")
    command = (
        *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", SHELL, "sh"),
        *(daemon, str(folder), "--config-file", str(folder / "daemon.json"), "--host", f"unix://{folder}/socket"),
        *("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec"), "--pidfile", str(folder / "pid")),
        *("--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--userland-proxy=false"),
        *("--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", f"/{group_of(folder)}"),
        *("--default-ulimit", "core=0:0", "--shutdown-timeout", "1"),
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "DOCKER_TMPDIR": str(folder / "temporary"), "TMPDIR": str(folder / "temporary")},
        )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answering(process: subprocess.Popen[bytes], folder: Path) -> Daemon:
    end = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < end:
        try:
            return connected(str(folder / "socket"))
        except DockerFailure:
            time.sleep(0.01)
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    how = "did not answer" if process.returncode is None else f"ended with {process.returncode}"
    last = "\n".join(said[-5:]) or "nothing"
    remedy = (
        "A container needs rights for a daemon of its own: start it with --privileged, or use the machine's daemon."
    )
    raise DockerFailure(Failure.DAEMON_DIED, f"It {how} and said last:\n{last}", remedy)
