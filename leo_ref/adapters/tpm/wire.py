"""Carrying commands to a TPM and answers back, each within a time limit.

The libraries that come with the TPM software stack wait for ever for swtpm and for the kernel's devices, so these two
are spoken to directly: a command is octets that are written, an answer is octets that are read (TPM 2.0 Library, Part
1, section 18). A wire that has failed once is of no use any more, for the next answer could be that of the command
before.
"""

from __future__ import annotations

import os
import select
import socket
import stat
import threading
import time
from contextlib import suppress
from typing import Final, Protocol

from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.tss import TCTILdr, TSS2_Exception

HEADER: Final = 10
"""Octets of tag, size and response code, with which every answer begins."""

LARGEST: Final = 1 << 16
"""More octets than any answer has."""

ATTENTION: Final = 200
"""Milliseconds after which who waits for a device looks whether it was given up."""

PATH_MOST: Final = 107
"""Octets in the path of a socket (sun_path less its final zero)."""


class Wire(Protocol):
    """One connection to one TPM. Any method may raise TPM_LOST, TIME_LIMIT or RESPONSE_WRONG."""

    def send(self, command: bytes) -> None:
        """Sends one whole command."""

    def receive(self) -> bytes:
        """The whole answer to the command sent last."""

    def give_up(self) -> None:
        """Whoever waits in ``receive`` or ``send`` gets TPM_LOST soon; called between any two of Python's steps."""

    def close(self) -> None:
        """Lets go of the connection; may be called again."""


class SocketWire:
    """swtpm's data channel: commands and answers follow one another without any frame of their own."""

    def __init__(self, address: str, place: str | tuple[str, int], limit: float) -> None:
        self._address = address
        self._limit = limit
        if isinstance(place, str) and len(os.fsencode(place)) > PATH_MOST:
            raise TpmFailure(Failure.ADDRESS_WRONG, f"{place} is too long for a socket.", "Use a shorter path.")
        self._socket = socket.socket(socket.AF_UNIX if isinstance(place, str) else socket.AF_INET)
        self._socket.settimeout(limit)
        try:
            self._socket.connect(place)
        except OSError as error:
            self._socket.close()
            raise _unopened(address, error) from error

    def send(self, command: bytes) -> None:
        """As :class:`Wire` says."""
        try:
            self._socket.settimeout(self._limit)
            self._socket.sendall(command)
        except TimeoutError as error:
            raise _too_late(self._address, self._limit) from error
        except OSError as error:
            raise _lost(self._address, str(error)) from error

    def receive(self) -> bytes:
        """As :class:`Wire` says."""
        end = time.monotonic() + self._limit
        header = self._exactly(HEADER, end)
        size = int.from_bytes(header[2:6], "big")
        if not HEADER <= size <= LARGEST:
            raise _wrong(self._address, f"an answer of {size} octets")
        return header + self._exactly(size - HEADER, end)

    def _exactly(self, count: int, end: float) -> bytes:
        octets = b""
        while len(octets) < count:
            left = end - time.monotonic()
            if left <= 0:
                raise _too_late(self._address, self._limit)
            try:
                self._socket.settimeout(left)
                part = self._socket.recv(count - len(octets))
            except TimeoutError as error:
                raise _too_late(self._address, self._limit) from error
            except OSError as error:
                raise _lost(self._address, str(error)) from error
            if not part:
                raise _lost(self._address, "It closed the connection.")
            octets += part
        return octets

    def give_up(self) -> None:
        """As :class:`Wire` says."""
        with suppress(OSError):  # it may be closed already
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """As :class:`Wire` says."""
        self._socket.close()


class DeviceWire:
    """A character device of the kernel, which takes one command a write and gives one answer a read."""

    def __init__(self, address: str, path: str, limit: float) -> None:
        self._address = address
        self._limit = limit
        self._late = False
        self._given_up = False
        try:
            # Without O_NONBLOCK the write itself waits for the TPM, and could not be given up.
            self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as error:
            raise _unopened(address, error) from error
        if not stat.S_ISCHR(os.fstat(self._descriptor).st_mode):  # a command would overwrite the beginning of a file
            self.close()
            raise TpmFailure(
                Failure.ADDRESS_WRONG, f"{address} is no character device.", "Name one, for example device:/dev/tpmrm0."
            )

    def send(self, command: bytes) -> None:
        """As :class:`Wire` says."""
        assert self._descriptor is not None
        try:
            written = os.write(self._descriptor, command)
        except OSError as error:
            raise _lost(self._address, str(error)) from error
        if written != len(command):
            raise _lost(self._address, f"It took {written} of {len(command)} octets.")

    def receive(self) -> bytes:
        """As :class:`Wire` says."""
        assert self._descriptor is not None
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        try:
            end = time.monotonic() + self._limit
            while not poll.poll(ATTENTION):
                self._late = True
                if self._given_up:
                    raise _lost(self._address, "It was given up.")
                if time.monotonic() > end:
                    raise _too_late(self._address, self._limit)
            self._late = False
            answer = os.read(self._descriptor, LARGEST)
        except OSError as error:
            raise _lost(self._address, str(error)) from error
        if len(answer) < HEADER or int.from_bytes(answer[2:6], "big") != len(answer):
            raise _wrong(self._address, f"{len(answer)} octets")
        return answer

    def give_up(self) -> None:
        """As :class:`Wire` says."""
        self._given_up = True

    def close(self) -> None:
        """As :class:`Wire` says; the kernel closes a device only when the TPM has answered, which is not waited for."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if self._late:
            threading.Thread(target=os.close, args=(descriptor,), daemon=True).start()
        else:
            os.close(descriptor)


class LibraryWire:
    """A library of the TPM software stack that keeps time limits itself: tabrmd's."""

    def __init__(self, address: str, name: str, settings: str | None, limit: float) -> None:
        self._address = address
        self._limit = limit
        try:
            self._library = TCTILdr(name, settings)
        except TSS2_Exception as error:
            raise TpmFailure(
                Failure.TPM_MISSING,
                f"{address} cannot be opened: {error}.",
                "Install and start the resource manager (apt-get install tpm2-abrmd), or use device:/dev/tpmrm0.",
            ) from error

    def send(self, command: bytes) -> None:
        """As :class:`Wire` says."""
        try:
            self._library.transmit(command)
        except TSS2_Exception as error:
            raise _lost(self._address, str(error)) from error

    def receive(self) -> bytes:
        """As :class:`Wire` says."""
        try:
            return bytes(self._library.receive(timeout=round(self._limit * 1000)))
        except TSS2_Exception as error:
            if int(error.rc) & 0xFFFF == TRY_AGAIN:
                raise _too_late(self._address, self._limit) from error
            raise _lost(self._address, str(error)) from error

    def give_up(self) -> None:
        """Nothing reaches the library while it waits, so that its time limit decides."""

    def close(self) -> None:
        """As :class:`Wire` says."""
        if self._library is not None:
            self._library.close()
            self._library = None


TRY_AGAIN: Final = 0x0009
"""TSS2_BASE_RC_TRY_AGAIN: the time was too short."""


def _unopened(address: str, error: OSError) -> TpmFailure:
    if isinstance(error, PermissionError):
        return TpmFailure(
            Failure.TPM_FORBIDDEN,
            f"{address}: {error}.",
            "Add the user to the group that owns the device (usually tss), log in again, and retry.",
        )
    if isinstance(error, BlockingIOError) or error.errno == 16:  # EBUSY
        return TpmFailure(Failure.TPM_BUSY, f"{address}: {error}.", "Use device:/dev/tpmrm0, which can be shared.")
    return TpmFailure(
        Failure.TPM_MISSING, f"{address}: {error}.", "Correct the address, or start a throw-away TPM: leo tpm start."
    )


def _lost(address: str, why: str) -> TpmFailure:
    return TpmFailure(Failure.TPM_LOST, f"{address}: {why}", "Connect again; the TPM's own state decides what is left.")


def _too_late(address: str, limit: float) -> TpmFailure:
    return TpmFailure(
        Failure.TIME_LIMIT,
        f"{address}: no answer in {limit:g} s.",
        "See whether the TPM still runs; then connect again.",
    )


def _wrong(address: str, what: str) -> TpmFailure:
    return TpmFailure(Failure.RESPONSE_WRONG, f"{address} answered {what}.", "See whether a TPM listens there.")
