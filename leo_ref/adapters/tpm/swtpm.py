"""A throw-away TPM: swtpm as a child process of this one, on a socket in a folder of its own.

It needs no port and no root. It ends with the context, or when this process does, however that ends: the kernel tells
it. A process that was killed cannot remove its folder; the next one that starts a TPM does, which finds that nobody
holds the folder's lock any more.

swtpm is software: it keeps its secrets in files that whoever runs it can read.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from leo_ref.adapters.temporary import LOCK, own_folder
from leo_ref.adapters.tpm.child import spawned
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.wire import PATH_MOST

PREFIX: Final = "leo-tpm-"
"""How the folders of throw-away TPMs begin."""

SOCKET: Final = "tpm"
"""Its control channel is beside it, with the suffix that the TPM software stack expects."""

LOG: Final = "log"

START_LIMIT: Final = 30.0
STOP_LIMIT: Final = 5.0
"""Seconds until SIGKILL follows SIGTERM."""

GET_RANDOM: Final = bytes.fromhex("80010000000c0000017b0001")

INSTALL: Final = "apt-get install swtpm, or use ./leo in a checkout, which does it"


def command(folder: Path, *, resume: bool = False) -> tuple[str, ...]:
    """What starts swtpm on the state in a folder, which is made if it is not there."""
    state, place = folder / "state", folder / SOCKET
    state.mkdir(exist_ok=True, mode=0o700)
    return (
        *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state},mode=0600"),
        *("--server", f"type=unixio,path={place},mode=0600"),
        *("--ctrl", f"type=unixio,path={place}.ctrl,mode=0600"),
        *("--flags", f"not-need-init,{'startup-state' if resume else 'startup-clear'}"),
    )


class Swtpm:
    """A TPM that can be switched off and on again; made by :func:`throw_away_tpm`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / SOCKET
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What :func:`leo_ref.adapters.tpm.connection.connect` and other programs of the TPM software stack take."""
        return f"swtpm:path={self.socket}"

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None, "it is switched on"
        return self._process.pid

    def start(self, *, resume: bool = False) -> None:
        """Switches it on and waits until it answers; ``resume`` wakes it from :meth:`suspend`.

        Raises:
            TpmFailure: SWTPM_MISSING, SWTPM_DIED.
        """
        assert self._process is None, "it is switched off"
        self._remove_sockets()
        with (self.folder / LOG).open("wb") as output:
            self._process = spawned(command(self.folder, resume=resume), output.fileno())
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self) -> None:
        assert self._process is not None
        end = time.monotonic() + START_LIMIT
        while self._process.poll() is None and time.monotonic() < end:
            if answers(self.socket):
                return
            time.sleep(0.001)
        said = (self.folder / LOG).read_text(errors="replace").strip()
        how = "did not answer" if self._process.returncode is None else f"ended with {self._process.returncode}"
        raise TpmFailure(Failure.SWTPM_DIED, f"It {how} and said: {said or 'nothing'}.", INSTALL)

    def wait(self) -> None:
        """Waits until it ends by itself.

        Raises:
            TpmFailure: SWTPM_DIED, always.
        """
        assert self._process is not None, "it is switched on"
        code = self._process.wait()
        raise TpmFailure(Failure.SWTPM_DIED, f"It ended with {code}.", "Start it again.")

    def stop(self) -> None:
        """Pulls the plug: nothing in the TPM is told. May be called again, or when it has died."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.send_signal(signal.SIGCONT)  # one that was stopped would not see it
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._remove_sockets()

    def _remove_sockets(self) -> None:
        remove_sockets(self.folder)

    def power_cycle(self) -> None:
        """Off and on again, which a TPM counts (resetCount)."""
        self.stop()
        self.start()

    def suspend(self) -> None:
        """To sleep, as an operating system does it; to be woken with ``start(resume=True)``."""
        from leo_ref.adapters.tpm.connection import connect  # only here is the library needed

        with connect(self.address) as tpm, tpm.step("save its state") as esys:
            esys.shutdown(SHUTDOWN_STATE)
        self.stop()


SHUTDOWN_STATE: Final = 0x0001
"""TPM_SU_STATE (Part 2, section 6.10)."""


@contextmanager
def throw_away_tpm(folder: Path | None = None) -> Iterator[Swtpm]:
    """An swtpm that runs as long as the context lasts.

    Args:
        folder: Where its state is kept, to start the same TPM again. By default a new folder, which is removed.

    Raises:
        TpmFailure: SWTPM_MISSING, SWTPM_DIED; ADDRESS_WRONG for a path with a comma, which ends it in options of swtpm;
            of ``folder``, ADDRESS_WRONG (too long for a socket) and TPM_BUSY.
    """
    if shutil.which("swtpm") is None:
        raise TpmFailure(Failure.SWTPM_MISSING, "There is no swtpm in PATH.", INSTALL)
    with _own_folder() if folder is None else _locked_folder(folder) as place:
        tpm = Swtpm(place)
        try:
            tpm.start()
            yield tpm
        finally:
            tpm.stop()


def kept_folder(folder: Path) -> Path:
    """The absolute path of a folder for a TPM's state, which is made if it is not there.

    Raises:
        TpmFailure: SWTPM_MISSING; ADDRESS_WRONG for a path with a comma, or one too long for a socket in it.
    """
    if shutil.which("swtpm") is None:
        raise TpmFailure(Failure.SWTPM_MISSING, "There is no swtpm in PATH.", INSTALL)
    absolute = folder.absolute()
    _check_commas(absolute, "Use a path without commas.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if len(os.fsencode(absolute / f"{SOCKET}.ctrl")) > PATH_MOST:
        raise TpmFailure(Failure.ADDRESS_WRONG, f"{absolute} is too long for a socket in it.", "Use a shorter path.")
    return absolute


def remove_sockets(folder: Path) -> None:
    """Those of one that has ended."""
    (folder / SOCKET).unlink(missing_ok=True)
    (folder / f"{SOCKET}.ctrl").unlink(missing_ok=True)


@contextmanager
def _locked_folder(folder: Path) -> Iterator[Path]:
    absolute = kept_folder(folder)
    with (absolute / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TpmFailure(Failure.TPM_BUSY, f"{absolute} is in use.", "Stop the other one first.") from error
        yield absolute


def _check_commas(path: Path, remedy: str) -> None:
    if "," in str(path):
        raise TpmFailure(Failure.ADDRESS_WRONG, f"{path} has a comma, which ends the path for swtpm.", remedy)


def _own_folder() -> AbstractContextManager[Path]:
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > PATH_MOST - 60:
        base = Path("/tmp")  # a folder that nobody else may enter is made in it
    _check_commas(base, "Let TMPDIR name a folder without commas in its path.")
    return own_folder(PREFIX, base)


def answers(place: Path, limit: float = START_LIMIT) -> bool:
    """Whether a TPM answers at the socket."""
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(limit)
        try:
            channel.connect(str(place))
            channel.sendall(GET_RANDOM)
            return bool(channel.recv(64))
        except OSError:
            return False
