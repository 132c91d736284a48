"""TLC's own distributed mode: the commands that run one model on several machines.

A server has the queue of states, workers compute their successors. The modules come to the workers over the network.
Only safety is checked. The server does not look at temporal properties and says nothing about it, so a configuration
that has properties is refused here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import ModelFiles, statements

SERVER: Final = "tlc2.tool.distributed.TLCServer"
WORKER: Final = "tlc2.tool.distributed.TLCWorker"
PORT: Final = 10997
"""Where the server listens for workers, unless told otherwise; more ports are taken for each worker."""


def server_command(model: ModelFiles, jar: Jar, address: str, port: int, heap: int, folder: Path) -> list[str]:
    """What is typed on the machine that has the model.

    Args:
        model: The model.
        jar: The TLC; all machines need the same.
        address: The name or address by which workers reach this machine.
        port: Where the server listens.
        heap: MiB that Java may take.
        folder: Where the server keeps states that wait.

    Raises:
        TlcFailure: MODULE_MISSING, CFG_MISSING, NOT_DISTRIBUTABLE.
    """
    model.check()
    found = [keyword for keyword, _ in statements(model.config.read_text(encoding="utf-8"))]
    unsafe = [keyword for keyword in found if keyword.startswith("PROPERT")]
    if unsafe:
        raise TlcFailure(
            Failure.NOT_DISTRIBUTABLE, f"{model.config} has {unsafe[0]}.", "Run it by `./leo check` on one machine."
        )
    # TLC looks for a configuration beside the module, unless it is told the whole path, without the ending.
    config = str(model.config.absolute().with_suffix(""))
    libraries = os.pathsep.join(str(library.absolute()) for library in (model.module.parent, *model.libraries))
    return [
        *_java(jar, address, port, heap),
        f"-DTLA-Library={libraries}",
        *("-cp", str(jar.path), SERVER, "-metadir", str(folder)),
        *("-config", config, str(model.module.absolute())),
    ]


def worker_command(jar: Jar, own: str, server: str, port: int, heap: int, threads: int) -> list[str]:
    """What is typed on each machine that computes, this one included.

    Args:
        jar: The TLC.
        own: The name or address by which the server reaches the machine.
        server: That of the server.
        port: Where the server listens.
        heap: MiB that Java may take.
        threads: How many states it computes at a time.
    """
    workers = f"-D{WORKER}.threadCount={threads}"
    return [*_java(jar, own, port, heap), workers, "-cp", str(jar.path), WORKER, server]


def _java(jar: Jar, own: str, port: int, heap: int) -> list[str]:
    return [
        str(jar.java),
        f"-Xmx{heap}m",
        "-XX:+UseParallelGC",
        f"-Djava.rmi.server.hostname={own}",
        f"-D{SERVER}.port={port}",
    ]
