"""Writing a file so that nobody ever finds a part of it."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, octets: bytes) -> None:
    """The whole file, or as it was before; an OSError if it cannot be."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(octets)
        beside.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        beside.unlink(missing_ok=True)
