"""Containers without the project: an empty one's life, and one that does a job's work and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from os import dup
from time import perf_counter
from typing import Any, Final

from attrs import frozen
from docker.utils.socket import consume_socket_output, demux_adaptor, frames_iter

from leo_ref.bench.demo.floor import Floor
from leo_ref.docker import loading
from leo_ref.docker.daemon import Daemon, any_daemon
from leo_ref.docker.image import Image

NOTHING: Final = ("python3", "-c", "pass")


@frozen
class BareJob:
    """What a bare container did. Times in seconds."""

    output: bytes
    seconds: float
    """From asking for the container until it has ended and its output is here."""
    removing: float


def floors(image: Image) -> Iterator[Floor]:
    """A daemon that starts, takes the image, runs an empty container and ends."""
    began = perf_counter()
    with any_daemon() as daemon:
        yield Floor("daemon started", 1, perf_counter() - began)
        began = perf_counter()
        loading.load(daemon.client, image)
        yield Floor("image loaded", 1, perf_counter() - began)
        began = perf_counter()
        bare_job(daemon, image, NOTHING, b"")
        yield Floor("empty container, made, run and removed", 1, perf_counter() - began)
        began = perf_counter()
    yield Floor("daemon ended", 1, perf_counter() - began)


@contextmanager
def loaded(image: Image) -> Iterator[Daemon]:
    """A daemon that has the image."""
    with any_daemon() as daemon:
        loading.load(daemon.client, image)
        yield daemon


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
            connection.close()
        ended = api.wait(container)
        seconds = perf_counter() - began
    finally:
        api.remove_container(container, force=True)
    assert ended["StatusCode"] == 0, ended
    return BareJob(bytes(output or b""), seconds, perf_counter() - began - seconds)
