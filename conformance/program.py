"""Whoever is tested: the reference in this process, or any program over lines of JSON."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shlex
import signal
import subprocess
import tempfile
import time
from typing import IO, Protocol

from conformance.answers import is_answer
from conformance.reading import Json

CHUNK = 1 << 16
LONGEST = 1 << 26
"""Octets of an answer beyond which it is no answer."""
TAIL = 400


class NoAnswer(Exception):
    """The program died, was too slow, or said something that is no answer."""


class Implementation(Protocol):
    """What the vectors are put to."""

    is_reference: bool

    def ask(self, request: Json) -> Json:
        """The answer to a request; raises :class:`NoAnswer`."""

    def close(self) -> None:
        """Nothing is asked any more."""


class Reference:
    """The reference, without a process of its own."""

    is_reference = True

    def __init__(self) -> None:
        """Nothing set up yet."""
        from leo_ref.oracle import Session

        self._session = Session()

    def ask(self, request: Json) -> Json:
        """What ``leo oracle`` would say."""
        from leo_ref.oracle import answer

        self._session, said = answer(self._session, request)
        return said

    def close(self) -> None:
        """Nothing to do."""


class Program:
    """A program that reads requests from standard input and writes answers to standard output."""

    is_reference = False

    def __init__(self, command: str, time_limit: float) -> None:
        """The program is started with the first request, and anew after each failure."""
        self._command = shlex.split(command)
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._rest = b""
        self._models: dict[str, Json] = {}

    def ask(self, request: Json) -> Json:
        """The answer; a program that was started anew is first told the models again."""
        if self._process is None:
            self._start()
            for model in self._models.values():
                self._asked(model)
        said = self._asked(request)
        if request["request"] == "model" and "ok" in said:
            self._models[request["model"]] = request
        return said

    def close(self) -> None:
        """End the program and whatever it started."""
        process, self._process, self._rest = self._process, None, b""
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def _start(self) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the program, and is closed with it
        try:
            self._process = subprocess.Popen(
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,
            )
        except OSError as error:
            self.close()
            raise NoAnswer(f"it cannot be started: {error}") from None
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)

    def _asked(self, request: Json) -> Json:
        """The answer; whoever gives none is ended."""
        try:
            line = self._exchange(json.dumps(request, separators=(",", ":")).encode("ascii") + b"\n")
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                raise NoAnswer(f"it said what is not JSON: {line[:TAIL]!r}") from None
            if not is_answer(said):
                raise NoAnswer(f"it said what is no answer: {line[:TAIL]!r}")
            return said
        except NoAnswer:
            self.close()
            raise

    def _exchange(self, line: bytes) -> bytes:
        """Send a line and receive one, both within the time limit."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        late = time.monotonic() + self._time_limit
        waiting, said = memoryview(line), self._rest
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdin, selectors.EVENT_WRITE)
            ready.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in said:
                if len(said) > LONGEST:
                    raise NoAnswer(f"its answer is longer than {LONGEST} octets")
                events = ready.select(late - time.monotonic())
                if time.monotonic() > late:
                    raise NoAnswer(f"it gave no answer within {self._time_limit:g} s")
                for key, _ in events:
                    if key.fileobj is process.stdout:
                        came = os.read(process.stdout.fileno(), CHUNK)
                        if not came:
                            raise NoAnswer(self._death(process))
                        said += came
                    else:
                        try:
                            waiting = waiting[os.write(process.stdin.fileno(), waiting[:CHUNK]) :]
                        except BrokenPipeError:
                            raise NoAnswer(self._death(process)) from None
                        if not waiting:
                            ready.unregister(process.stdin)
        answer, _, self._rest = said.partition(b"\n")
        if self._rest or waiting:
            raise NoAnswer("it said more than one line, or answered before the request was over")
        return answer

    def _death(self, process: subprocess.Popen[bytes]) -> str:
        """How it ended, and the last of what it complained."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        assert self._complaints is not None
        self._complaints.seek(0)
        tail = self._complaints.read()[-TAIL:].decode(errors="replace").strip()
        return f"it ended with {process.returncode}" + (f", complaining: {tail}" if tail else "")
