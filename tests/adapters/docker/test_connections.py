"""No connection to a daemon is left to the garbage collector, whatever still holds it."""

from __future__ import annotations

import gc
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docker.errors import DockerException

from leo_ref.adapters.docker.connections import client_of
from leo_ref.adapters.docker.creation import create
from leo_ref.adapters.docker.daemon import Daemon, connected
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from tests.adapters.docker.running import REQUIREMENT


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is left to the collector in a test makes it fail: warnings are errors, which nobody can catch there."""
    gc.collect()
    found: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: found.append(what.exc_value))
    yield
    gc.collect()
    assert not found


@pytest.fixture
def own(daemon: Daemon) -> Daemon:
    """Another client of the same daemon, which the test closes."""
    return connected(daemon.socket)


def channels() -> set[str]:
    """The sockets that this process has open."""
    links = (os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd"))
    return {target for link in links if os.path.islink(link) and (target := os.readlink(link)).startswith("socket:")}


def attached(own: Daemon, image: str) -> object:
    """A container whose maker forgets it."""
    box = create(own, image, REQUIREMENT)
    own.client.api.remove_container(box.container, force=True)
    return box


def unread(own: Daemon, image: str) -> object:
    """Events of which none is read."""
    assert image
    return own.client.api.events(decode=True)


def refused(own: Daemon, image: str) -> object:
    """An error that lives on."""
    assert image
    with pytest.raises(DockerException) as failed:
        own.client.api.inspect_container("nobody")
    return failed


def answered(own: Daemon, image: str) -> object:
    """An answer that was read."""
    return own.client.api.inspect_image(image)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("use", [attached, unread, refused, answered])
def test_a_client_that_is_closed_has_no_connection(own: Daemon, image: str, use: Any) -> None:
    before = channels()
    held = use(own, image)
    assert channels() - before or use in {refused, answered}
    own.close()
    assert not channels() - before
    own.close()
    assert held


@pytest.mark.usefixtures("collected")
def test_a_stream_ends_when_its_client_is_closed(own: Daemon, image: str) -> None:
    box = create(own, image, REQUIREMENT)
    own.client.api.remove_container(box.container, force=True)
    own.close()
    box.start(b"", b"")  # as for a container that has just ended
    box.discard()


@pytest.mark.usefixtures("collected")
def test_a_daemon_that_is_not_there_leaves_none_to_its_error() -> None:
    with tempfile.TemporaryDirectory(prefix="leo-") as folder:
        before = channels()
        client = client_of(str(Path(folder) / "nothing"), 1, "1.41")
        with pytest.raises(OSError) as failed:  # noqa: PT011  # the library's own class of it
            client.api.ping()
        client.close()
        assert not channels() - before
        assert str(failed.value)


def answering(listening: socket.socket, says: bytes) -> None:
    """Says the same to the first who asks; others only look whether somebody listens."""
    asked = b""
    while not asked:
        channel, _ = listening.accept()
        with channel:
            asked = channel.recv(1 << 16)
            if asked:
                channel.sendall(says)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", b"hello\r\n\r\n"])
def test_what_is_no_daemon_is_named_and_leaves_none(says: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="leo-") as folder, socket.socket(socket.AF_UNIX) as listening:
        path = str(Path(folder) / "socket")
        listening.bind(path)
        listening.listen()
        before = channels()
        server = threading.Thread(target=answering, args=(listening, says))
        server.start()
        with pytest.raises(DockerFailure) as failed:
            connected(path, limit=5)
        server.join()
        assert failed.value.name is Failure.DAEMON_MISSING
        assert not channels() - before
