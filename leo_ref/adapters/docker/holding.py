"""What a holder and its node say to each other: files in the holder's folder, and orders over its socket."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

from attrs import frozen

from leo_ref.adapters.docker.traces import Traces
from leo_ref.core.state.job import Requirement
from leo_ref.core.values import AtMost, JobId

LOCK: Final = "lock"
"""Locked as long as the holder lives: the kernel lets go of it."""
PID: Final = "pid"
ORDER: Final = "order"
"""A :class:`HoldingOrder`, written by the node."""
MADE: Final = "made"
"""A :class:`HeldContainer`, once the container waits."""
BEGAN: Final = "began"
"""Empty; there once the program runs."""
SEALED: Final = "sealed"
"""The sealed result."""
SOCKET: Final = "holder"

LOAD: Final = b"L"
"""Followed by code and data, each after its length in 8 octets: kept in memory, handed to nobody."""
BEGIN: Final = b"B"
"""The container gets both, if it has not got them."""
END: Final = b"E"
"""The holder ends, and with it the container and all that was in memory."""
DONE: Final = b"D"
"""The answer to an order that was carried out."""
EMPTY: Final = b"N"
"""The answer to BEGIN where nothing was loaded."""

LENGTH: Final = 8

RESULT_KEY_MOST: Final = 1024


@frozen(kw_only=True)
class HoldingOrder:
    """What a holder is to hold. Nothing in it is secret."""

    daemon: str
    """The path of the daemon's socket."""
    image: str
    """Its digest, as ``sha256:`` and 64 digits."""
    job: JobId
    requirement: Requirement
    result_key: Annotated[bytes, AtMost(RESULT_KEY_MOST)]
    """To whom the result is sealed."""


@frozen(kw_only=True)
class HeldContainer:
    """A container that waits for its input, and where its traces would be."""

    container: str
    image: str
    traces: Traces


def write(place: Path, octets: bytes) -> None:
    """Writes a file whole or not at all, for its owner alone; it is on disk when this returns."""
    fresh = place.with_name(f".{place.name}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(handle, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(place)
    folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
