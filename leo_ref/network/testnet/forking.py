"""One process imports everything and is then forked for each other: a start costs a tenth, and memory is shared.

It has no thread and no event loop, so a fork of it is whole. Each process that it forks has a session, a log and
arguments of its own, as if it had been started by itself. Requests come through a socket. When that is closed without
a word that the processes may stay, however the other side ended, they all end.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import shutil
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Final

from leo_ref.network.testnet.building import down
from leo_ref.network.testnet.failure import TestnetFailure
from leo_ref.network.testnet.namespaces import WHERE, removed
from leo_ref.network.testnet.processes import NetworkProcess, started_at, stop
from leo_ref.network.testnet.starter import PACKET_MOST, RELEASE

PROGRAM: Final = "leo_ref.cli"
"""What is started; it stands above this room, and nothing here uses it."""

MODULES: Final = (
    "httpcore",
    "leo_ref.cli.client",
    "leo_ref.cli.entry",
    "leo_ref.cli.ledger",
    "leo_ref.cli.node",
    "leo_ref.cli.party",
    "leo_ref.network.ledger.serve",
    "leo_ref.network.party.serve",
    "leo_ref.network.peers.network",
)
"""What parties and the ledger service use."""

CLONE_NEWNET: Final = 0x40000000
SET_NAME: Final = 15
"""``PR_SET_NAME`` of ``prctl``."""


def serve(requests: socket.socket, folder: Path, *, temporary: bool) -> tuple[str, ...]:
    """Forks until the other side ends. In a fork it returns the fork's arguments; else it returns none."""
    for name in MODULES:
        import_module(name)
    assert threading.active_count() == 1, "a fork has only the thread that made it"
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    made = list[NetworkProcess]()
    while True:
        octets, descriptors, _, _ = socket.recv_fds(requests, PACKET_MOST, 2)
        if octets == RELEASE:
            return ()
        if not octets:
            with suppress(TestnetFailure):
                down(folder)
            stop(made)
            removed(folder)
            if temporary:
                shutil.rmtree(folder, ignore_errors=True)
            return ()
        name, namespace, arguments = json.loads(octets)
        pid = os.fork()
        if pid == 0:
            requests.close()
            become(name, namespace, descriptors)
            return tuple(arguments)
        for each in descriptors:
            os.close(each)
        made.append(NetworkProcess(name=name, pid=pid, started=started_at(pid) or 0, arguments=tuple(arguments)))
        requests.send(json.dumps([pid, made[-1].started]).encode())


def become(name: str, namespace: str | None, descriptors: list[int]) -> None:
    """This fork gets a session, a name, a network namespace, and streams of its own: output and log, as descriptors."""
    os.setsid()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(SET_NAME, f"leo {name}".encode())
    if namespace is not None:
        place = os.open(WHERE / namespace, os.O_RDONLY)
        if libc.setns(place, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"the namespace {namespace} cannot be entered")
        os.close(place)
    for target, each in enumerate(descriptors, start=1):
        os.dup2(each, target)
        os.close(each)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # used until the process ends
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115  # as above
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def main() -> None:
    """A descriptor of the socket, the network's folder, and whether it is temporary."""
    descriptor, folder, kind = sys.argv[1:]
    arguments = serve(socket.socket(fileno=int(descriptor)), Path(folder), temporary=kind == "temporary")
    if arguments:
        import_module(PROGRAM).main(arguments)


if __name__ == "__main__":
    main()
