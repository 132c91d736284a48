"""The log of a small boot, made by hand as firmware, shim and GRUB would write it; every octet of it is known.

It has the shape of the logs of real machines: Secure Boot's variables and PCR 7's separator first, then the other
separators, then what the boot loaders measured. The contents are short texts.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import Event, EventLog, encode_event_log
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.pcr import extended
from leo_ref.tcg.replay import LOCALITY_SIGNATURE, start
from leo_ref.tcg.spec_id import SpecId

BANKS: Final = (Hash.SHA256,)
ALL_BANKS: Final = (Hash.SHA1, Hash.SHA256, Hash.SHA384, Hash.SHA512)


def event(
    pcr: int, kind: EventType, data: bytes, measured: bytes | None = None, banks: tuple[Hash, ...] = BANKS
) -> Event:
    """An event by which ``measured``, or else its data, is measured."""
    what = data if measured is None else measured
    return Event(pcr=pcr, type=kind, digests=tuple(bank.digest(what) for bank in banks), data=data)


def no_action(data: bytes, pcr: int = 0, banks: tuple[Hash, ...] = BANKS) -> Event:
    """An event that extends nothing."""
    digests = tuple(bytes(bank.size) for bank in banks)
    return Event(pcr=pcr, type=EventType.EV_NO_ACTION, digests=digests, data=data)


def locality(number: int, banks: tuple[Hash, ...] = BANKS) -> Event:
    """The startup locality."""
    return no_action(LOCALITY_SIGNATURE + bytes([number]), banks=banks)


def variable(name: str, value: bytes) -> bytes:
    """UEFI_VARIABLE_DATA."""
    sizes = len(name).to_bytes(8, "little") + len(value).to_bytes(8, "little")
    return bytes(range(16)) + sizes + name.encode("utf-16-le") + value


def separator(pcr: int, value: bytes = bytes(4), banks: tuple[Hash, ...] = BANKS) -> Event:
    """What ends the firmware's part of a PCR."""
    return event(pcr, EventType.EV_SEPARATOR, value, banks=banks)


def honest_events(banks: tuple[Hash, ...] = BANKS) -> tuple[Event, ...]:
    """Nineteen events that extend, in the order of a boot."""
    command = b"linux /vmlinuz ro quiet"
    return (
        event(0, EventType.EV_S_CRTM_VERSION, "v1\0".encode("utf-16-le"), banks=banks),
        event(0, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(16), b"firmware", banks),
        event(7, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, variable("SecureBoot", b"\1"), banks=banks),
        separator(7, banks=banks),
        event(1, EventType.EV_EFI_VARIABLE_BOOT, variable("BootOrder", b"\1\0"), b"\1\0", banks),
        event(4, EventType.EV_EFI_ACTION, b"Calling EFI Application from Boot Option", banks=banks),
        *(separator(pcr, banks=banks) for pcr in range(7)),
        event(7, EventType.EV_EFI_VARIABLE_AUTHORITY, variable("db", b"certificate"), banks=banks),
        event(4, EventType.EV_EFI_BOOT_SERVICES_APPLICATION, bytes(32), b"shim", banks),
        event(14, EventType.EV_IPL, b"MokList\0", b"a list of keys", banks),
        event(8, EventType.EV_IPL, b"grub_cmd: " + command + b"\0", command, banks),
        event(9, EventType.EV_IPL, b"/vmlinuz\0", b"kernel", banks),
        event(5, EventType.EV_EFI_ACTION, b"Exit Boot Services Invocation", banks=banks),
    )


HONEST: Final = EventLog(SpecId(banks=BANKS), honest_events())
OCTETS: Final = encode_event_log(HONEST)


def of(*events: Event) -> bytes:
    """A log of these events."""
    return encode_event_log(EventLog(SpecId(banks=BANKS), events))


def replaced(number: int, *instead: Event) -> bytes:
    """The honest log with other events in the place of one."""
    return of(*HONEST.events[:number], *instead, *HONEST.events[number + 1 :])


def retyped(number: int, kind: EventType) -> bytes:
    """The honest log with the type of one event rewritten: no digest covers it."""
    return replaced(number, evolve(HONEST.events[number], type=kind))


def values(
    events: tuple[Event, ...] = HONEST.events, bank: Hash = Hash.SHA256, place: int = 0, locality: int = 0
) -> dict[int, bytes]:
    """The PCRs that a TPM holds after the events, extended one by one."""
    pcrs = {pcr: start(pcr, bank, locality) for pcr in range(24)}
    for one in events:
        if one.type is not EventType.EV_NO_ACTION:
            pcrs[one.pcr] = extended(bank, pcrs[one.pcr], one.digests[place])
    return pcrs


def quoted(pcrs: dict[int, bytes], *which: int) -> dict[int, bytes]:
    """The values of some PCRs."""
    return {pcr: pcrs[pcr] for pcr in which}
