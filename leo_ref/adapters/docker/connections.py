"""Connections to a daemon, none of which outlives its client.

The library leaves some to the garbage collector: of answers that were not read to their end, of containers that were
attached to, and those that a daemon refused which has just ended. An error keeps such an answer as long as it lives,
so nobody knows when the connection is closed. Here all are remembered until they are closed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from typing import Any

import docker
from docker.transport import UnixHTTPAdapter
from docker.transport.unixconn import UnixHTTPConnection, UnixHTTPConnectionPool


class Connection(UnixHTTPConnection):  # type: ignore[misc]  # the library has no types
    """A connection whose socket is remembered."""

    def __init__(self, remember: Callable[[socket.socket], None], *arguments: Any) -> None:
        super().__init__(*arguments)
        self._remember = remember

    def connect(self) -> None:
        """Raises OSError where nobody listens."""
        channel = socket.socket(socket.AF_UNIX)
        self._remember(channel)
        channel.settimeout(self.timeout)
        channel.connect(self.unix_socket)
        self.sock = channel


class ConnectionPool(UnixHTTPConnectionPool):  # type: ignore[misc]  # the library has no types
    """Makes connections whose sockets are remembered."""

    def __init__(self, remember: Callable[[socket.socket], None], *arguments: Any) -> None:
        super().__init__(*arguments)
        self._remember = remember

    def _new_conn(self) -> Connection:
        return Connection(self._remember, self.base_url, self.socket_path, self.timeout)


class Connections(UnixHTTPAdapter):  # type: ignore[misc]  # the library has no types
    """All connections of one client."""

    def __init__(self, path: str, limit: float) -> None:
        super().__init__(f"http+unix://{path}", limit)
        self._sockets: list[socket.socket] = []
        self._pool = ConnectionPool(self._remember, "http+docker://localhost", self.socket_path, limit)

    def get_connection(self, _url: str, _proxies: object = None) -> ConnectionPool:
        """Where connections come from; the library asks this for each request."""
        return self._pool

    def close(self) -> None:
        """Closes every connection, also one that an answer still holds; may be called again."""
        super().close()
        self._pool.close()
        for channel in self._open():
            os.close(channel.detach())
        self._sockets = []

    def _remember(self, channel: socket.socket) -> None:
        self._sockets = [*self._open(), channel]

    def _open(self) -> list[socket.socket]:
        return [channel for channel in self._sockets if channel.fileno() >= 0]


def spoken(path: str, limit: float) -> str:
    """The version of its interface that the daemon at a socket speaks.

    Raises:
        DockerException, OSError, KeyError, TypeError, ValueError: it does not answer as a daemon.
    """
    with closing(client_of(path, limit, "1.41")) as client:
        return str(client.api.version(api_version=False)["ApiVersion"])


def client_of(path: str, limit: float, version: str) -> Any:  # Any: the library has no types
    """The library's client for a daemon at a socket, which is not asked anything yet; to be closed."""
    client = docker.DockerClient(base_url=f"unix://{path}", timeout=limit, version=version)
    client.api.mount("http+docker://", Connections(path, limit))
    return client
