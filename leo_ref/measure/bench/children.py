"""Programs of others: run in a session of their own, which is gone when the block is left in whatever way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from leo_ref.adapters.interrupts import held
from leo_ref.measure.bench.failure import BenchFailure, Failure

Line = dict[str, Any]  # Any: what JSON can say; the programs are in leo_ref/measure/bench/programs


def finish(command: Sequence[str], folder: Path, seconds: float) -> tuple[int, str]:
    """Runs ``command`` in ``folder`` to its end: its exit code and what it said. One that takes longer is killed."""
    with _session(command, folder, subprocess.DEVNULL, subprocess.STDOUT) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL, f"it took longer than {seconds:g} s"
    return process.returncode, said


class Talker:
    """A program that answers a line with a line."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self._name = name
        self._process = process

    def ask(self, question: Mapping[str, str]) -> Line:
        """The answer to a question.

        Raises:
            BenchFailure: ``PEER_FAILED`` where the program ended instead.
        """
        assert self._process.stdin is not None and self._process.stdout is not None, "both are pipes"
        line = ""
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise BenchFailure(
                Failure.PEER_FAILED,
                f"{self._name} ended when asked to {question['op']}.",
                "Run the program with LEO_TRACEBACK=1 to see what it says.",
            )
        answer: Line = json.loads(line)
        return answer


@contextmanager
def talking(name: str, command: Sequence[str], folder: Path) -> Iterator[Talker]:
    """The program ``command``, as long as the block lasts."""
    silent = None if os.environ.get("LEO_TRACEBACK") else subprocess.DEVNULL
    with _session(command, folder, subprocess.PIPE, silent) as process:
        yield Talker(name, process)


@contextmanager
def _session(command: Sequence[str], folder: Path, given: int, errors: int | None) -> Iterator[subprocess.Popen[str]]:
    process: subprocess.Popen[str] | None = None
    try:
        with held(lambda: None):  # an interrupt here would leave a child that nobody ends
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        yield process
    finally:
        if process is not None:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Kills a session with all that is in it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()
