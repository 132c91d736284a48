"""Running a program in a container, from beginning to end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from leo_ref.adapters.docker.creation import create
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.sandbox import ProgramEnd, Ran, Sandbox
from leo_ref.core.state.job import Requirement

REQUIREMENT = Requirement(min_credit=0, wipe=False, time_limit=20, memory_limit=2**27)

ATTEMPT = """
import ctypes, json, os, signal, socket, sys
def attempt():
{body}
try:
    said = attempt()
except BaseException as error:
    said = type(error).__name__ + (" " + os.strerror(error.errno) if getattr(error, "errno", None) else "")
"""

SAID = "sys.stdout.write(json.dumps(said))"

EACH = """
import json, os, sys
said = {}
for what, code in json.load(sys.stdin).items():
    back, to = os.pipe()
    if os.fork() == 0:
        names = {}
        exec(code, names)
        os.write(to, json.dumps(names["said"]).encode())
        os._exit(0)
    os.close(to)
    said[what] = json.loads(os.read(back, 1 << 16) or "\\"died\\"")
    os.wait()
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


def attempt(body: str) -> str:
    """A program that leaves in ``said`` what the body of a function returns, or which exception it meets."""
    return ATTEMPT.format(body="\n".join(f"    {line}" for line in body.strip().splitlines()))


def attempted(daemon: Daemon, image: str, body: str, data: bytes = b"") -> Any:  # Any: JSON
    """What an attempt comes to in a container."""
    return _said(ran(daemon, image, attempt(body) + SAID, data))


def attempted_each(daemon: Daemon, image: str, bodies: Mapping[str, str]) -> Any:  # Any: JSON
    """What each of several attempts comes to, each in a process of its own, in one container."""
    codes = {what: attempt(body) for what, body in bodies.items()}
    return _said(ran(daemon, image, EACH + SAID, json.dumps(codes).encode()))


def _said(found: Ran) -> Any:  # Any: JSON
    assert found.end is ProgramEnd.RESULT, found
    return json.loads(found.output)
