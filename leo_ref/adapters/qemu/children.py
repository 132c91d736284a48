"""Programs that run as long as a block lasts, and end with this process however that ends."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

STOP_LIMIT: Final = 5.0
"""Seconds until SIGKILL follows SIGTERM."""


@contextmanager
def running(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program, which writes what it says to ``log``; ended when the block is left.

    The kernel kills it when the thread ends that started it, so that nothing outlives a killed process: start it in a
    thread that lives as long as the block. Interrupts of the terminal do not reach it.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "KILL", *command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
