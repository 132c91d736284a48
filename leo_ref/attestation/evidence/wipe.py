"""What is left of a job after it (§10), as one record whose digest is the job log's ``wipe`` event (§8).

The executor reads it from its container daemon and its file system after everything was removed. The verifier expects
that nothing is left.
"""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from leo_ref.core.encoding import digest, encode
from leo_ref.core.state.job import Requirement

WIPE_DOMAIN: Final = "leo/wipe"


@frozen(kw_only=True)
class WipeReport:
    """The names of what was found, sorted."""

    kind: ClassVar[str] = "wipe"
    containers: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    images: tuple[str, ...] | None
    """None if the task lets the image stay, and nobody looked."""
    processes: tuple[str, ...] = ()
    """Those of the container, whose end is also that of the memory it kept files in."""
    mounts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Folders and files that the daemon made for the container."""


def wanted_wipe(requirement: Requirement) -> WipeReport:
    """What is to be found after a task with this requirement."""
    return WipeReport(images=() if requirement.wipe else None)


def report_digest(report: WipeReport) -> bytes:
    """What the job log says of it, 32 octets."""
    return digest(WIPE_DOMAIN, encode(report))
