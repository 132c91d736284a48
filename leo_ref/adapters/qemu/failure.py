"""What can keep a machine from being started and heard: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why there is no capture; the value says it in one sentence and is shown to people."""

    QEMU_MISSING = "There is no QEMU to start."
    PACKAGE_CHANGED = "A package does not hold what the machine is made of."
    DISK_FAILED = "The machine's disk could not be made."
    BOOT_FAILED = "The machine ended without a report."
    BOOT_LIMIT = "The machine did not report within its time limit."
    TPM_FAILED = "The machine could not put its TPM to sleep."
    REPORT_BROKEN = "What the machine reported is incomplete."
    CAPTURE_BROKEN = "This file is no capture of a boot."
    REFERENCE_REFUSED = "The reference is refused, so there is nothing to judge others by."


class MachineFailure(NamedFailure):
    """There is no capture."""

    name: Failure
