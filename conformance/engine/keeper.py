"""Runs a program and lets nothing of it survive: neither what it started nor what hid in a session of its own.

    python keeper.py SOCKET PROGRAM [ARGUMENT...]

A process of its own between the engine and the program: Linux gives it every orphan among the program's descendants
(``PR_SET_CHILD_SUBREAPER``), so it can find and kill all of them, wherever they went. Standard streams are the
program's; the engine is told over SOCKET, a descriptor, that the program began or could not, and how it ended. When
the program ends, or the engine closes SOCKET or dies, everything that is left is killed. A program that kills its own
keeper escapes it.

It imports nothing but the standard library, and is started by its path.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 10.0
"""Seconds after which what cannot be killed is left: it waits in the kernel."""


def main(arguments: list[str]) -> int:
    """Start the program, wait for its end or the engine's, kill what is left."""
    engine = socket.socket(fileno=int(arguments[0]))
    engine.set_inheritable(False)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it ends when the engine does
    try:
        program = os.posix_spawnp(
            arguments[1],
            arguments[1:],
            os.environ,
            setsid=True,
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
        )
    except OSError as error:
        engine.send(f"failed {error.strerror}".encode())
        return 1
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # the program alone holds the pipes, so that their end is seen
        os.dup2(nothing, stream)
    ending = os.pidfd_open(program)
    engine.send(b"began")
    ready, _, _ = select.select([engine.fileno(), ending], [], [])
    if ending in ready:
        _, status = os.waitpid(program, 0)
        kill_descendants()
        with contextlib.suppress(OSError):
            engine.send(f"ended {os.waitstatus_to_exitcode(status)}".encode())
        engine.recv(1)
    kill_descendants()
    return 0


def kill_descendants() -> None:
    """Kill everything below this process until there is nothing."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        left = descendants(os.getpid())
        if not left:
            return
        for process in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.001)


def descendants(ancestor: int) -> set[int]:
    """The processes below one, by what the kernel says of each process's parent."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                parent = Path("/proc", entry, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
                children.setdefault(int(parent), []).append(int(entry))
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting += below
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
