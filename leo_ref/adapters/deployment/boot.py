"""An invented boot of a node: what firmware, loader and kernel would measure, and the log they would keep.

The nodes of a deployment are processes on one computer, so nothing boots. The events are measured into each TPM before
anything else, and the policy pins what loader, command line and kernel left behind. A real measured boot is that of
:mod:`leo_ref.adapters.qemu`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leo_ref.adapters.deployment.failure import Failure, NodeMachineFailure
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.measure import JOB_REGISTER, measure, read
from leo_ref.attestation.appraisal.policy import BANK, BootLog, Policy, Reference
from leo_ref.tcg.event_log import Event, EventLog, encode_event_log
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.pcr import Selection, extended
from leo_ref.tcg.spec_id import SpecId

FIRMWARE: Final = tuple(range(8))
BOOTED: Final = tuple(range(10))
"""The registers that the event log accounts for."""

PINNED: Final = (4, 8, 9)
"""Those of loader, command line and kernel."""


def event(register: int, kind: EventType, data: bytes) -> Event:
    """An event that is measured by its own data."""
    return Event(pcr=register, type=kind, digests=(BANK.digest(data),), data=data)


EVENTS: Final = (
    event(0, EventType.EV_S_CRTM_VERSION, "leo\0".encode("utf-16-le")),
    *(event(register, EventType.EV_SEPARATOR, bytes(4)) for register in FIRMWARE),
    event(4, EventType.EV_EFI_BOOT_SERVICES_APPLICATION, b"a loader that never was"),
    event(8, EventType.EV_IPL, b"linux /vmlinuz ro\0"),
    event(9, EventType.EV_IPL, b"a kernel with the program that measures jobs\0"),
)

LOG: Final = encode_event_log(EventLog(SpecId(banks=(BANK,)), EVENTS))
"""The log as its machine publishes it."""


def values(events: Sequence[Event] = EVENTS) -> dict[int, bytes]:
    """What registers 0 to 9 hold after the boot, or after as much of it."""
    registers = {register: bytes(BANK.size) for register in BOOTED}
    for one in events:
        registers[one.pcr] = extended(BANK, registers[one.pcr], one.digests[0])
    return registers


POLICY: Final = Policy(
    registers=(*BOOTED, JOB_REGISTER),
    job_register=JOB_REGISTER,
    firmware=0,
    references=tuple(Reference(register=register, values=frozenset({values()[register]})) for register in PINNED),
    boot_log=BootLog(registers=BOOTED, after_separator=True),
    kernel_list=None,
)
"""What a node's quotes must show. The version of swtpm is whatever the system has."""


def boot(tpm: Tpm) -> None:
    """Measures the boot, or what is missing of it; changes nothing where all of it is there.

    Raises:
        NodeMachineFailure: BOOT_UNKNOWN where something else was measured.
        TpmFailure: those of a step.
    """
    found = read(tpm, (Selection(BANK, BOOTED),))[BANK]
    for count in range(len(EVENTS) + 1):
        if values(EVENTS[:count]) == found:
            break
    else:
        remedy = "Start the TPM anew, or give the node one of its own."
        raise NodeMachineFailure(Failure.BOOT_UNKNOWN, f"{tpm.address}: registers 0 to 9.", remedy)
    for one in EVENTS[count:]:
        measure(tpm, one.digests[0], one.pcr)
