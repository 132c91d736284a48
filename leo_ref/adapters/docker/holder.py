"""The process that holds one job's container (§10), so that the run does not end with the node that began it.

A container ends when its input ends. Whoever made it must therefore stay, and a node may be killed at any moment. The
holder is started in a session of its own, makes the container, keeps its input and output, and carries out orders of
its node over a socket that only its user can open (:mod:`leo_ref.adapters.docker.holding`). Code and data are in its
memory from the moment that it gets them until the program has them; the output until it is sealed to the task owner.
Only what is sealed goes to disk.

It ends when it is told to, when the daemon ends, or when no node has come for a day.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from attrs import define, field

from leo_ref.adapters.docker import holding
from leo_ref.adapters.docker.creation import create
from leo_ref.adapters.docker.daemon import connected
from leo_ref.adapters.docker.failure import DockerFailure
from leo_ref.adapters.docker.holding import HeldContainer, HoldingOrder
from leo_ref.adapters.docker.sandbox import Sandbox, no_core_dumps
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.sealing.payload import KEY_LENGTH
from leo_ref.sealing.program_result import ProgramResult, framed
from leo_ref.sealing.result import sealed_result
from leo_ref.sealing.transport import SEED_LENGTH

LIMIT: Final = 30.0
"""Seconds for one order of the node."""
FORSAKEN: Final = 24 * 3600.0
"""Seconds without an order, while no program runs, after which no node comes back any more."""
LOOK: Final = 1.0
"""Seconds from one look for the end to the next."""


@define
class Holder:
    """One container, and what is to run in it."""

    folder: Path
    order: HoldingOrder
    sandbox: Sandbox
    payloads: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """Code and data, from LOAD until the container has them."""
    run: threading.Thread | None = None
    lost: str = ""
    """Why the run was lost."""

    def serve(self, door: socket.socket) -> None:
        """Carries out orders, one after the other, until the end."""
        since = time.monotonic()
        door.settimeout(LOOK)
        while not self.lost and time.monotonic() < since + FORSAKEN:
            if self.run is not None and self.run.is_alive():
                since = time.monotonic()
            try:
                channel, _ = door.accept()
            except TimeoutError:
                continue
            since = time.monotonic()
            with channel:
                channel.settimeout(LIMIT)
                try:
                    if self._obey(channel):
                        return
                except OSError:  # the node was killed, or takes too long
                    continue

    def _obey(self, channel: socket.socket) -> bool:
        """One order; whether it was the last."""
        what = channel.recv(1)
        if what == holding.LOAD:
            self.payloads = _payload(channel), _payload(channel)
            channel.sendall(holding.DONE)
        elif what == holding.BEGIN and self.run is None and self.payloads is None:
            channel.sendall(holding.EMPTY)
        elif what == holding.BEGIN:
            self._begin()
            channel.sendall(holding.DONE)
        elif what == holding.END:
            channel.sendall(holding.DONE)
            return True
        return False

    def _begin(self) -> None:
        if self.run is None:
            holding.write(self.folder / holding.BEGAN, b"")
            self.run = threading.Thread(target=self._run, daemon=True)
            self.run.start()

    def _run(self) -> None:
        """The program, from its input to its sealed result."""
        assert self.payloads is not None, "both were loaded"
        payloads, self.payloads = self.payloads, None
        try:
            self.sandbox.start(*payloads)
            del payloads
            ran = self.sandbox.finish()
            key, seed = secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(SEED_LENGTH)
            result = framed(ProgramResult(ran.end.name, ran.output))
            sealed = sealed_result(self.order.result_key, self.order.job, result, key, seed)
            holding.write(self.folder / holding.SEALED, sealed)
        except (DockerFailure, OSError) as failure:  # nothing more comes of it; the lock says so
            self.lost = str(failure)


def _payload(channel: socket.socket) -> bytes:
    length = int.from_bytes(_exactly(channel, holding.LENGTH), "big")
    if length > PAYLOAD_MOST:
        raise ConnectionError("more than a payload has")
    return _exactly(channel, length)


def _exactly(channel: socket.socket, count: int) -> bytes:
    found = bytearray()
    while len(found) < count:
        part = channel.recv(min(count - len(found), 1 << 20))
        if not part:
            raise ConnectionError("the node closed the connection")
        found += part
    return bytes(found)


def _locked(lock: int) -> bool:
    """Whether the lock is ours; the node, which looks whether we live, has it for a moment now and then."""
    end = time.monotonic() + LOOK
    while time.monotonic() < end:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.001)
    return False


def main() -> None:
    """The process; its argument is its folder."""
    os.umask(0o077)
    no_core_dumps()
    os.chdir(sys.argv[1])  # so that the socket's path is short
    folder = Path()
    with (folder / holding.LOCK).open("wb") as lock:
        if not _locked(lock.fileno()):
            return  # another one holds the job
        holding.write(folder / holding.PID, str(os.getpid()).encode())
        order = from_octets(HoldingOrder, (folder / holding.ORDER).read_bytes())
        assert not isinstance(order, Rejection), "the node wrote it"
        daemon = connected(order.daemon)
        sandbox = create(daemon, order.image, order.requirement)
        try:
            with socket.socket(socket.AF_UNIX) as door:
                (folder / holding.SOCKET).unlink(missing_ok=True)
                door.bind(holding.SOCKET)
                door.listen()
                assert sandbox.traces is not None, "it was started"
                made = HeldContainer(container=sandbox.container, image=sandbox.image, traces=sandbox.traces)
                holding.write(folder / holding.MADE, to_octets(made))
                Holder(folder, order, sandbox).serve(door)
        finally:
            sandbox.discard()
            daemon.close()
