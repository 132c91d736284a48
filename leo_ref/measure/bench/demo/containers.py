"""Containers without the project: an empty one's life, and one that does a job's work and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import dup
from time import perf_counter
from typing import Any, Final

from attrs import frozen
from docker.utils.socket import consume_socket_output, demux_adaptor, frames_iter

from leo_ref.adapters.docker import loading
from leo_ref.adapters.docker.daemon import Daemon, any_daemon
from leo_ref.adapters.docker.image import Image
from leo_ref.measure.bench.demo.floor import Floor, floor

NOTHING: Final = ("python3", "-c", "pass")


@frozen
class BareJob:
    """What a bare container did. Times in seconds."""

    output: bytes
    seconds: float
    """From asking for the container until it has ended and its output is here."""
    removing: float


def floors(image: Image) -> Iterator[Floor]:
    """A daemon that starts, takes the image, runs an empty container, gives the image up and ends."""
    with ExitStack() as stack:
        began = perf_counter()
        daemon = stack.enter_context(any_daemon())
        yield Floor("daemon started", 1, perf_counter() - began)
        began = perf_counter()
        removal = stack.enter_context(ExitStack())
        removal.enter_context(loaded(daemon, image))
        yield Floor("image loaded", 1, perf_counter() - began)
        yield floor("empty container, made, run and removed", [lambda: bare_job(daemon, image, NOTHING, b"")])
        yield floor("image removed", [removal.close])
        yield floor("daemon ended", [stack.close])


@contextmanager
def loaded(daemon: Daemon, image: Image) -> Iterator[None]:
    """The daemon has the image meanwhile, and afterwards if it had it before."""
    api: Any = daemon.client.api  # Any: the library has no types
    is_kept = any(found["Id"] == image.name for found in api.images(all=True))
    loading.load(daemon.client, image)
    try:
        yield
    finally:
        if not is_kept:
            api.remove_image(image.name, force=True)


def bare_job(daemon: Daemon, image: Image, command: tuple[str, ...], given: bytes) -> BareJob:
    """Runs a command on ``given`` in a container without network, and removes it."""
    api: Any = daemon.client.api  # Any: the library has no types
    began = perf_counter()
    container = api.create_container(
        image.name, list(command), stdin_open=True, host_config=api.create_host_config(network_mode="none")
    )["Id"]
    try:
        streams = {"stdin": 1, "stdout": 1, "stream": 1}
        connection = api.attach_socket(container, params=streams)
        try:
            api.start(container)
            with socket.socket(fileno=dup(connection.fileno())) as channel:
                channel.sendall(given)
                channel.shutdown(socket.SHUT_WR)
            frames = (demux_adaptor(*frame) for frame in frames_iter(connection, tty=False))
            output, _ = consume_socket_output(frames, demux=True)
        finally:
            connection._response.close()  # where the library keeps its own descriptor of the connection
            connection.close()
        ended = api.wait(container)
        seconds = perf_counter() - began
    finally:
        api.remove_container(container, force=True)
    assert ended["StatusCode"] == 0, ended
    return BareJob(bytes(output or b""), seconds, perf_counter() - began - seconds)
