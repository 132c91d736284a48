"""A program that reads lines and writes lines: one exchange at a time, within time and memory that are bounded."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.engine.strict import SHOWN, printable

KEEPER: Final = Path(__file__).with_name("keeper.py")
CHUNK: Final = 1 << 16
TAIL: Final = 4096
"""Octets of what a program complained last that are kept."""
FAREWELL: Final = 1.0
"""Seconds that a program has to end when nothing is asked any more."""
KEEPING: Final = 15.0
"""Seconds for the keeper to kill what is left."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a program may take."""

    seconds: float = 30.0
    """For one line of answers."""
    octets: int = 1 << 24
    """Of one line of answers."""
    in_a_row: int = 5
    """Answers that do not come, after which the run stops."""
    deadline: float = float("inf")
    """Of the run, by the monotonic clock."""


class NoAnswer(Exception):
    """The program died, was too slow, or said something that is no answer; the text says which."""


class Program:
    """A program that was started. After :class:`NoAnswer` it is of no more use, and is closed."""

    def __init__(self, command: Sequence[str], bounds: Bounds) -> None:
        """Start it; raises :class:`NoAnswer` where it cannot be started."""
        self._bounds = bounds
        self._rest = b""
        self._complaints = b""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), str(theirs.fileno()), *command],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        assert self._keeper.stdin is not None
        assert self._keeper.stdout is not None
        assert self._keeper.stderr is not None
        self._in, self._out, self._err = self._keeper.stdin, self._keeper.stdout, self._keeper.stderr
        for pipe in (self._in, self._out, self._err):
            os.set_blocking(pipe.fileno(), False)
        began = self._control.recv(SHOWN)
        if began != b"began":
            self.close()
            raise NoAnswer(f"it cannot be started: {began.decode(errors='replace').removeprefix('failed ')}")

    def exchange(self, line: bytes) -> bytes:
        """Send a line and receive one; raises :class:`NoAnswer`."""
        late = min(time.monotonic() + self._bounds.seconds, self._bounds.deadline)
        self._nothing_was_said("before it was asked")
        waiting = memoryview(line + b"\n")
        said = bytearray()
        with selectors.DefaultSelector() as ready:
            ready.register(self._in, selectors.EVENT_WRITE)
            ready.register(self._out, selectors.EVENT_READ)
            ready.register(self._err, selectors.EVENT_READ)
            while True:
                events = ready.select(max(0.0, late - time.monotonic()))
                if time.monotonic() > late:
                    raise NoAnswer(self._too_late(bytes(said[:SHOWN])))
                for key, _ in events:
                    if key.fileobj is self._err:
                        if not self._complained():
                            ready.unregister(self._err)
                    elif key.fileobj is self._in:
                        try:
                            waiting = waiting[os.write(self._in.fileno(), waiting[:CHUNK]) :]
                        except BrokenPipeError:
                            ready.unregister(self._in)  # what it says of that, or how it ends, comes next
                            continue
                        if not waiting:
                            ready.unregister(self._in)
                    else:
                        came = os.read(self._out.fileno(), CHUNK)
                        if not came:
                            raise NoAnswer(self._death(bytes(said[:SHOWN])))
                        before = len(said)
                        said += came
                        end = said.find(b"\n", before)
                        if end >= 0:
                            if len(waiting) > 0:
                                raise NoAnswer(f"it answered before it was asked all of it: {printable(said)}")
                            self._rest = bytes(said[end + 1 :])
                            self._nothing_was_said("after its answer")
                            return bytes(said[:end])
                        if len(said) > self._bounds.octets:
                            raise NoAnswer(
                                f"its answer is longer than {self._bounds.octets:,} octets: {printable(said)}"
                            )

    def farewell(self) -> str | None:
        """End its input, and close it; what it then says, which is too much, if anything."""
        self._in.close()
        late = time.monotonic() + FAREWELL
        said = self._rest
        with selectors.DefaultSelector() as ready:
            ready.register(self._out, selectors.EVENT_READ)
            ready.register(self._err, selectors.EVENT_READ)
            while not said and (events := ready.select(max(0.0, late - time.monotonic()))):
                for key, _ in events:
                    if key.fileobj is self._err:
                        if not self._complained():
                            ready.unregister(self._err)
                    elif not (said := os.read(self._out.fileno(), CHUNK)):
                        self.close()
                        return None
        self.close()
        return f"it said something after its last answer: {printable(said)}" if said else None

    def close(self) -> None:
        """End the program and whatever it started."""
        self._control.close()
        try:
            self._keeper.wait(KEEPING)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._keeper.pid, signal.SIGKILL)
            self._keeper.wait()
        for pipe in (self._in, self._out, self._err):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _nothing_was_said(self, when: str) -> None:
        said = self._rest
        with contextlib.suppress(BlockingIOError):
            said += os.read(self._out.fileno(), CHUNK)
        if said:
            raise NoAnswer(f"it said something {when}: {printable(said)}")

    def _complained(self) -> bool:
        """Take what came on standard error; whether more may come."""
        try:
            came = os.read(self._err.fileno(), CHUNK)
        except BlockingIOError:
            return True
        self._complaints = (self._complaints + came)[-TAIL:]
        return bool(came)

    def _too_late(self, said: bytes) -> str:
        if time.monotonic() > self._bounds.deadline:
            return "the time of the run is over"
        half = f", and had said {printable(said)}" if said else ""
        return f"it gave no answer within {self._bounds.seconds:g} s{half}"

    def _death(self, said: bytes) -> str:
        """How it ended, and the last of what it complained."""
        self._control.settimeout(FAREWELL)
        try:
            told = self._control.recv(SHOWN).decode().removeprefix("ended ")
        except TimeoutError:
            told = ""
        while self._err.fileno() >= 0 and self._more():
            pass
        how = f"it ended with {told}" if told else "it closed its output"
        half = f", and had said {printable(said)}" if said else ""
        tail = self._complaints.decode(errors="replace").strip().rpartition("\n")[2]
        return how + half + (f", complaining: {json.dumps(tail[-SHOWN:])[1:-1]}" if tail else "")

    def _more(self) -> bool:
        before = self._complaints
        return self._complained() and self._complaints != before
