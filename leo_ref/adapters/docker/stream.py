"""The container's standard input and output, through the daemon and memory alone.

Output comes in frames of the daemon's: one octet for the stream, three zeros, four for the length (Docker Engine API,
"Attach to a container"). What is in the frames is a stranger's: no more of it is taken than was asked for.
"""

from __future__ import annotations

import os
import select
import socket
import time
from contextlib import suppress
from typing import Any, Final

HEADER: Final = 8
PART: Final = 1 << 16
LONGEST: Final = 2**31 - 1
"""Milliseconds of the longest wait that the kernel has a number for."""


class Ended(Exception):
    """Nothing more comes: the container is gone, or the daemon."""


class Late(Exception):
    """Nothing came in time."""


class Stream:
    """One connection to one container; every wait has its end, a time on the monotonic clock in seconds."""

    def __init__(self, connection: Any) -> None:  # Any: the library's own kind of socket
        self._connection = connection
        self._rest = 0

    @property
    def _file(self) -> int:
        """The connection's descriptor; below zero where it is closed already."""
        return -1 if self._connection.closed else int(self._connection.fileno())

    def write(self, octets: bytes | memoryview, end: float) -> None:
        """Raises Ended, Late."""
        left = memoryview(octets)
        while left:
            if self._wait(select.POLLOUT | select.POLLRDHUP, end) & select.POLLRDHUP:
                raise Ended  # nobody reads any more
            try:
                left = left[os.write(self._file, left[:PART]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise Ended from error

    def read(self, count: int, end: float) -> bytes:
        """The next ``count`` octets of output. Raises Ended, Late."""
        octets = bytearray()
        while len(octets) < count:
            if self._rest == 0:
                self._rest = int.from_bytes(self._exactly(HEADER, end)[4:], "big")
                continue
            part = self._some(min(self._rest, count - len(octets)), end)
            self._rest -= len(part)
            octets += part
        return bytes(octets)

    def _exactly(self, count: int, end: float) -> bytes:
        octets = b""
        while len(octets) < count:
            octets += self._some(count - len(octets), end)
        return octets

    def _some(self, most: int, end: float) -> bytes:
        while True:
            self._wait(select.POLLIN, end)
            try:
                part = os.read(self._file, min(most, PART))
            except BlockingIOError:
                continue
            except OSError as error:
                raise Ended from error
            if not part:
                raise Ended
            return part

    def _wait(self, events: int, end: float) -> int:
        if self._file < 0:
            raise Ended
        poll = select.poll()
        poll.register(self._file, events)
        left = end - time.monotonic()
        found = poll.poll(max(1, min(round(left * 1000), LONGEST))) if left > 0 else []
        if not found:
            raise Late
        return found[0][1]

    def close(self) -> None:
        """Ends the container's input; may be called again."""
        with suppress(OSError), socket.socket(fileno=os.dup(self._file)) as channel:  # it may be closed already
            channel.shutdown(socket.SHUT_RDWR)
        self._connection._response.close()  # where the library keeps its own descriptor of the connection
