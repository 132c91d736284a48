"""Running a program in a container, from beginning to end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from leo_ref.docker.daemon import Daemon
from leo_ref.docker.sandbox import End, Ran, Sandbox, create
from leo_ref.state.job import Requirement

REQUIREMENT = Requirement(min_credit=0, wipe=False, time_limit=20, memory_limit=2**27)

ATTEMPT = """
import ctypes, json, os, signal, socket, subprocess, sys
def attempt():
{body}
try:
    said = attempt()
except BaseException as error:
    said = type(error).__name__ + (" " + os.strerror(error.errno) if getattr(error, "errno", None) else "")
sys.stdout.write(json.dumps(said))
"""


@contextmanager
def sandbox(daemon: Daemon, image: str, requirement: Requirement = REQUIREMENT) -> Iterator[Sandbox]:
    """A container that is gone afterwards."""
    made = create(daemon, image, requirement)
    try:
        yield made
    finally:
        made.discard()


def ran(daemon: Daemon, image: str, code: str, data: bytes = b"", requirement: Requirement = REQUIREMENT) -> Ran:
    """What becomes of a program."""
    with sandbox(daemon, image, requirement) as box:
        box.start(code.encode(), data)
        return box.finish()


def attempted(daemon: Daemon, image: str, body: str, data: bytes = b"") -> Any:  # Any: JSON
    """What the body of a function returns in a container, or which exception it meets."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    found = ran(daemon, image, ATTEMPT.format(body=lines), data)
    assert found.end is End.RESULT, found
    return json.loads(found.output)
