"""How a network's processes are started: by forks of one that has imported everything (``forking``)."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from attrs import define, frozen

from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.namespaces import namespace_of
from leo_ref.network.testnet.processes import NetworkProcess

ENDS: Final = 10.0
"""Seconds in which the starter ends what it started, when it is no longer needed."""
LOG_LAST: Final = 2000
"""Octets of a log that are shown where a process ended."""
RELEASE: Final = b"release"
"""The processes may stay; every other packet is a request."""
PACKET_MOST: Final = 2**16


@frozen(kw_only=True)
class Starting:
    """A process that has yet to say that it is at work."""

    process: NetworkProcess
    output: IO[bytes]
    log: Path

    def said(self) -> Any:  # Any: what JSON can say
        """What it says when it is at work.

        Raises:
            TestnetFailure: PROCESS_ENDED.
        """
        with self.output as output:
            line = output.readline()
        if not line:
            while self.process.is_alive:  # it may write yet why it ends
                time.sleep(0.01)
            last = self.log.read_bytes()[-LOG_LAST:].decode("utf-8", "replace").strip()
            raise TestnetFailure(Failure.PROCESS_ENDED, f"{self.process.name} said last:\n{last}", f"See {self.log}.")
        return json.loads(line)


@define
class Starter:
    """The process that is forked, and the socket to it. Made by :func:`starter`."""

    folder: Path
    requests: socket.socket

    def start(self, name: str, arguments: Sequence[str]) -> Starting:
        """Starts ``leo`` with arguments, in a session of its own, so that no terminal ends it.

        Where the network has a namespace for it, it is there.

        Raises:
            TestnetFailure: PROCESS_ENDED, where the starter was killed.
        """
        log = self.folder / f"{name}.log"
        reads, writes = os.pipe()
        try:
            with log.open("ab") as errors:
                request = json.dumps([name, namespace_of(self.folder, name), list(arguments)]).encode()
                socket.send_fds(self.requests, [request], [writes, errors.fileno()])
            answer = self.requests.recv(PACKET_MOST)
        except OSError:
            answer = b""
        finally:
            os.close(writes)
        output = os.fdopen(reads, "rb")
        if not answer:
            output.close()
            raise TestnetFailure(Failure.PROCESS_ENDED, f"The starter ended before {name}.", "Start the network again.")
        pid, started = json.loads(answer)
        process = NetworkProcess(name=name, pid=pid, started=started, arguments=tuple(arguments))
        return Starting(process=process, output=output, log=log)

    def release(self) -> None:
        """What was started stays when this process ends."""
        self.requests.send(RELEASE)


@contextmanager
def starter(folder: Path, *, temporary: bool = False) -> Iterator[Starter]:
    """A starter for the network in a folder. What it started ends with the block, unless it was released.

    That holds however this process ends, for then the socket is closed. A ``temporary`` network is removed, too.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        kind = "temporary" if temporary else "lasting"
        child = subprocess.Popen(
            (sys.executable, "-m", "leo_ref.network.testnet.forking", str(theirs.fileno()), str(folder), kind),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        try:
            yield Starter(folder, ours)
        finally:
            ours.close()
            try:
                child.wait(ENDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
