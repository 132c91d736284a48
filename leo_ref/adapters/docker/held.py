"""A node's side of a holder: it starts one, finds it again after a restart, and tells it what to do."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.adapters.docker import holding
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.docker.holding import HeldContainer, HoldingOrder
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection

MAIN: Final = "from leo_ref.adapters.docker.holder import main; main()"
LOG: Final = "log"
START_LIMIT: Final = 60.0
"""Seconds until the container waits."""
ANSWER_LIMIT: Final = 60.0
"""Seconds for one order."""
END_LIMIT: Final = 10.0
"""Seconds until SIGKILL follows the order to end."""


@frozen
class HeldRun:
    """The folder of one job's holder, whether there is a holder or not."""

    folder: Path

    @property
    def is_alive(self) -> bool:
        """Whether the holder lives."""
        try:
            lock = os.open(self.folder / holding.LOCK, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    @property
    def made(self) -> HeldContainer | None:
        """The container; it may be gone."""
        octets = self._read(holding.MADE)
        found = None if octets is None else from_octets(HeldContainer, octets)
        return None if isinstance(found, Rejection) else found

    @property
    def order(self) -> HoldingOrder | None:
        """What the holder was told to hold."""
        octets = self._read(holding.ORDER)
        found = None if octets is None else from_octets(HoldingOrder, octets)
        return None if isinstance(found, Rejection) else found

    @property
    def has_begun(self) -> bool:
        """Whether the container was given code and data."""
        return (self.folder / holding.BEGAN).exists()

    @property
    def sealed(self) -> bytes | None:
        """The sealed result, once there is one; it stays the same for good."""
        return self._read(holding.SEALED)

    @property
    def is_running(self) -> bool:
        """Whether the program runs."""
        return self.has_begun and not (self.folder / holding.SEALED).exists() and self.is_alive

    def start(self, order: HoldingOrder) -> HeldContainer:
        """Has a holder make the container; nothing may be held there any more.

        Raises:
            DockerFailure: DAEMON_LOST, with what the holder said, where it ended; TIME_LIMIT.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (holding.PID, holding.MADE, holding.BEGAN, holding.SEALED):
            (self.folder / name).unlink(missing_ok=True)
        holding.write(self.folder / holding.ORDER, to_octets(order))
        with (self.folder / LOG).open("wb") as log:
            # A session of its own, and no child of ours: it stays when this process is killed.
            process = subprocess.Popen(
                ("setsid", "--fork", sys.executable, "-c", MAIN, str(self.folder)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            process.wait()
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            has_ended = (self.folder / holding.PID).exists() and not self.is_alive
            made = self.made
            if made is not None:
                return made
            if has_ended:
                break
            time.sleep(0.01)
        else:
            self.end()
            raise DockerFailure(Failure.TIME_LIMIT, f"{self.folder}: no container.", "See whether the daemon answers.")
        said = (self.folder / LOG).read_text(errors="replace").strip().rpartition("\n")[2]
        raise DockerFailure(Failure.DAEMON_LOST, f"The holder ended: {said}", "See whether the daemon runs.")

    def load(self, code: bytes, data: bytes) -> None:
        """The holder keeps both in memory, and hands them to nobody yet.

        Raises:
            DockerFailure: DAEMON_LOST where there is no holder.
        """
        parts = [part for each in (code, data) for part in (len(each).to_bytes(holding.LENGTH, "big"), each)]
        self._order(holding.LOAD, *parts)

    def begin(self) -> bool:
        """The container gets both, if it has not; whether there was anything to give.

        Raises:
            DockerFailure: DAEMON_LOST where there is no holder.
        """
        return self._order(holding.BEGIN) == holding.DONE

    def end(self) -> None:
        """Ends the holder, whatever it does; its container ends with it, and all that was in its memory."""
        if self.is_alive:
            with suppress(DockerFailure):
                self._order(holding.END)
        end = time.monotonic() + END_LIMIT
        while self.is_alive and time.monotonic() < end:
            time.sleep(0.01)
        pid = self._read(holding.PID)
        while self.is_alive and pid is not None:
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(pid), signal.SIGKILL)
            time.sleep(0.01)

    def remove(self) -> None:
        """Ends the holder and removes its folder."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _order(self, *parts: bytes) -> bytes:
        try:
            with self._channel() as channel:
                for part in parts:
                    channel.sendall(part)
                answer = channel.recv(1)
        except OSError as error:
            raise _gone(f"{self.folder}: {error}.") from error
        if not answer:
            raise _gone(f"{self.folder}: it closed the connection.")
        return answer

    @contextmanager
    def _channel(self) -> Iterator[socket.socket]:
        """A connection, by a path that is short whatever the folder's is."""
        folder = os.open(self.folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with socket.socket(socket.AF_UNIX) as channel:
                channel.settimeout(ANSWER_LIMIT)
                channel.connect(f"/proc/self/fd/{folder}/{holding.SOCKET}")
                yield channel
        finally:
            os.close(folder)


def _gone(what: str) -> DockerFailure:
    return DockerFailure(Failure.DAEMON_LOST, f"The holder of the container does not answer. {what}", "Run it again.")
