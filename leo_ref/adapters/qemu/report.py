"""What the machine sends over its second serial line: both logs and the TPM's answer to being put to sleep."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from attrs import frozen

from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.initrd import BEGIN_REPORT, END_REPORT

PARTS: Final = ("event-log", "kernel-list", "shutdown")
SUCCESS: Final = bytes.fromhex("80010000000a00000000")
"""An answer without parameters (TPM 2.0 Library, Part 1, section 18.2)."""


@frozen
class MachineReport:
    """The logs as the kernel gives them; one that it does not have is empty."""

    event_log: bytes
    kernel_list: bytes


def complete(octets: bytes) -> bool:
    """Whether the machine has said all."""
    return END_REPORT in _lines(octets)


def parse_report(octets: bytes) -> MachineReport:
    """The logs in what came over the line.

    Raises:
        MachineFailure: REPORT_BROKEN, TPM_FAILED.
    """
    lines = _lines(octets)
    if BEGIN_REPORT not in lines or END_REPORT not in lines:
        raise _broken(f"{len(lines)} lines came, without the first or the last.")
    found: dict[str, list[str]] = {}
    part: list[str] = []
    for line in lines[lines.index(BEGIN_REPORT) + 1 : lines.index(END_REPORT)]:
        if line in PARTS:
            part = found.setdefault(line, [])
        else:
            part.append(line)
    if set(found) != set(PARTS):
        raise _broken(f"It has {', '.join(found) or 'nothing'}.")
    try:
        event_log, kernel_list, shutdown = (base64.b64decode("".join(found[part]), validate=True) for part in PARTS)
    except binascii.Error as error:
        raise _broken(f"It is no base64: {error}.") from error
    if shutdown != SUCCESS:
        raise MachineFailure(
            Failure.TPM_FAILED,
            f"The TPM answered {shutdown.hex() or 'nothing'}.",
            "Run it again when this computer has less to do: software emulation may be too slow for the TPM's driver.",
        )
    return MachineReport(event_log, kernel_list)


def _lines(octets: bytes) -> list[str]:
    return [line.strip() for line in octets.decode("ascii", "replace").splitlines()]


def _broken(what: str) -> MachineFailure:
    return MachineFailure(Failure.REPORT_BROKEN, what, "Run it again; if it stays, --out keeps what the machine said.")
