"""The ways to a TPM other than swtpm's socket, and what is no TPM at all."""

from __future__ import annotations

import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.measure import JOB_SELECTION, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import KeyKind

UNUSED_PORT = 1


@contextmanager
def device(swtpm: Swtpm | None) -> Iterator[str]:
    """A character device behind which there is a TPM, or one that never answers."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    tty.setraw(ours)
    channel = socket.socket(socket.AF_UNIX)

    def relay() -> None:
        assert swtpm is not None
        channel.connect(str(swtpm.socket))
        try:
            while command := os.read(ours, 4096):
                channel.sendall(command)
                os.write(ours, channel.recv(4096))
        except OSError:
            pass  # the device was closed

    thread = threading.Thread(target=relay, daemon=True)
    if swtpm is not None:
        thread.start()
    try:
        yield f"device:{os.ttyname(theirs)}"
    finally:
        os.close(theirs)
        if swtpm is not None:
            thread.join()
        os.close(ours)
        channel.close()


def test_a_device_gives_what_a_socket_gives(swtpm: Swtpm) -> None:
    with device(swtpm) as address, connect(address, limit=30) as tpm:
        made = provision(tpm, KeyKind.ECC)
    with connect(swtpm.address) as tpm:
        assert provision(tpm, KeyKind.ECC) == made


def test_a_device_that_never_answers_is_named() -> None:
    with device(None) as address, connect(address, limit=0.2) as tpm:
        for _ in range(2):
            with pytest.raises(TpmFailure) as failed:
                tpm.leftovers()
            assert failed.value.name is Failure.TIME_LIMIT


def answering(answer: bytes | None) -> tuple[socket.socket, threading.Thread]:
    """A listening socket that gives `answer` to every command, or closes the connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, suppress(ConnectionError):
            while answer is not None and connection.recv(4096):
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    return listening, thread


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failure.RESPONSE_WRONG),
        (b"\x80\x01\xff\xff\xff\xff\x00\x00\x00\x00", Failure.RESPONSE_WRONG),
        (b"\x80\x01\x00\x00\x00\x09\x00\x00\x00\x00", Failure.RESPONSE_WRONG),
        (b"\x80\x01\x00\x00\x00\x20\x00\x00\x00\x00", Failure.TIME_LIMIT),
        (b"\x80\x01\x00\x00\x00\x0a\x00\x00\x01\x01", Failure.TPM_REFUSED),
        (b"\x80\x01\x00\x00\x00\x0a\x00\x00\x00\x00", Failure.RESPONSE_WRONG),
        (None, Failure.TPM_LOST),
    ],
    ids=["http", "huge", "tiny", "truncated", "failure-mode", "empty", "closed"],
)
def test_what_does_not_answer_like_a_tpm_is_named(answer: bytes | None, name: Failure) -> None:
    listening, thread = answering(answer)
    port = listening.getsockname()[1]
    with listening:
        with pytest.raises(TpmFailure) as failed, connect(f"swtpm:host=127.0.0.1,port={port}", limit=0.2):
            pytest.fail("it is no TPM")
        assert failed.value.name is name
    thread.join()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", Failure.ADDRESS_WRONG),
        ("mssim:port=2321", Failure.ADDRESS_WRONG),
        ("swtpm", Failure.ADDRESS_WRONG),
        ("swtpm:port=x", Failure.ADDRESS_WRONG),
        ("swtpm:path=a,port=1", Failure.ADDRESS_WRONG),
        ("device:tpm0", Failure.ADDRESS_WRONG),
        ("swtpm:path=/" + "x" * 200, Failure.ADDRESS_WRONG),
        ("swtpm:path=/nowhere", Failure.TPM_MISSING),
        (f"swtpm:host=127.0.0.1,port={UNUSED_PORT}", Failure.TPM_MISSING),
        ("device:/dev/nosuchtpm", Failure.TPM_MISSING),
        ("tabrmd:bus_type=nosuch", Failure.TPM_MISSING),
    ],
)
def test_an_address_without_a_tpm_is_named(address: str, name: Failure) -> None:
    with pytest.raises(TpmFailure) as failed, connect(address, limit=1):
        pytest.fail("there is none")
    assert failed.value.name is name


def test_a_file_is_no_device_and_stays_as_it_is(tmp_path: Path) -> None:
    """A command that is written to one would overwrite it."""
    place = tmp_path / "file"
    place.write_bytes(b"something of worth")
    for address in (f"device:{place}", f"device:{tmp_path}"):
        with pytest.raises(TpmFailure), connect(address, limit=1):
            pytest.fail("it is none")
    assert place.read_bytes() == b"something of worth"


def test_the_libraries_are_silent(swtpm: Swtpm, capfd: pytest.CaptureFixture[str]) -> None:
    with connect(swtpm.address) as tpm:
        with pytest.raises(TpmFailure):
            tpm.persistent(0x81FFFFFF)
        read(tpm, JOB_SELECTION)
    shown = capfd.readouterr()
    assert shown.out == shown.err == ""
