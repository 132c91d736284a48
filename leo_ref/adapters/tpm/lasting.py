"""A TPM in software that stays when the process that started it ends, however it ends: swtpm as a daemon.

A node has its TPM in its state directory. When the node is killed the TPM goes on, with all that was measured; the next
process of the node finds it. When swtpm itself ends, what was measured is gone and its boot counter is another: that is
a machine that was started anew.

The daemon inherits the lock of its folder, so the kernel says whether there is one, and there are never two.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from leo_ref.adapters.temporary import LOCK
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.swtpm import INSTALL, LOG, SOCKET, START_LIMIT, answers, command, kept_folder, remove_sockets

PID: Final = "pid"
STOP_LIMIT: Final = 5.0
"""Seconds until SIGKILL follows SIGTERM."""


def lasting_tpm(folder: Path) -> str:
    """The address of the TPM whose state is in a folder; it is switched on where it is not.

    Raises:
        TpmFailure: SWTPM_MISSING, SWTPM_DIED; ADDRESS_WRONG (of the folder); TIME_LIMIT where one runs and does not
            answer.
    """
    place = kept_folder(folder)
    end, started = time.monotonic() + START_LIMIT, False
    while (left := end - time.monotonic()) > 0:
        if is_on(place) and answers(place / SOCKET, limit=left):
            return f"swtpm:path={place / SOCKET}"
        if _switched_on(place):
            if started:
                said = (place / LOG).read_text(errors="replace").strip()
                raise TpmFailure(Failure.SWTPM_DIED, f"It ended and said: {said or 'nothing'}.", INSTALL)
            started = True
        time.sleep(0.005)
    what = f"swtpm of {place} runs and does not answer."
    raise TpmFailure(Failure.TIME_LIMIT, what, f"See what it waits for, or end the process in {place / PID}.")


def _switched_on(place: Path) -> bool:
    """Starts the daemon, unless there is one, which has the lock; whether it was started."""
    lock = os.open(place / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _locked(lock):
            return False
        remove_sockets(place)
        with (place / LOG).open("wb") as log:
            starting = subprocess.Popen(
                (*command(place), "--daemon", "--pid", f"file={place / PID}"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,
            )
            starting.wait()
        return True
    finally:
        os.close(lock)  # the daemon has it still


def is_on(folder: Path) -> bool:
    """Whether a TPM runs on the state in a folder."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _locked(lock)
    finally:
        os.close(lock)


def switch_off(folder: Path) -> None:
    """Ends the TPM of a folder, if it runs: what was measured is gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not is_on(folder):
            break
        with suppress(OSError, ValueError):
            os.kill(int((folder / PID).read_text()), number)
        end = time.monotonic() + STOP_LIMIT
        while is_on(folder) and time.monotonic() < end:
            time.sleep(0.005)
    with suppress(FileNotFoundError):
        remove_sockets(folder)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
