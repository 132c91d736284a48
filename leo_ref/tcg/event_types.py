"""The types of events that firmware and boot loaders log, and what their digests are digests of.

PC Client Platform Firmware Profile, "Event Types". No digest covers an event's type: whoever hands over the log can
write another one. A type is believed only as far as the event's data, which it explains, has the event's digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from attrs import frozen


@unique
class EventType(Enum):
    """The type of an event, by its number."""

    EV_PREBOOT_CERT = 0x00000000
    EV_POST_CODE = 0x00000001
    EV_NO_ACTION = 0x00000003
    EV_SEPARATOR = 0x00000004
    EV_ACTION = 0x00000005
    EV_EVENT_TAG = 0x00000006
    EV_S_CRTM_CONTENTS = 0x00000007
    EV_S_CRTM_VERSION = 0x00000008
    EV_CPU_MICROCODE = 0x00000009
    EV_PLATFORM_CONFIG_FLAGS = 0x0000000A
    EV_TABLE_OF_DEVICES = 0x0000000B
    EV_COMPACT_HASH = 0x0000000C
    EV_IPL = 0x0000000D
    EV_IPL_PARTITION_DATA = 0x0000000E
    EV_NONHOST_CODE = 0x0000000F
    EV_NONHOST_CONFIG = 0x00000010
    EV_NONHOST_INFO = 0x00000011
    EV_OMIT_BOOT_DEVICE_EVENTS = 0x00000012
    EV_POST_CODE2 = 0x00000013
    EV_EFI_VARIABLE_DRIVER_CONFIG = 0x80000001
    EV_EFI_VARIABLE_BOOT = 0x80000002
    EV_EFI_BOOT_SERVICES_APPLICATION = 0x80000003
    EV_EFI_BOOT_SERVICES_DRIVER = 0x80000004
    EV_EFI_RUNTIME_SERVICES_DRIVER = 0x80000005
    EV_EFI_GPT_EVENT = 0x80000006
    EV_EFI_ACTION = 0x80000007
    EV_EFI_PLATFORM_FIRMWARE_BLOB = 0x80000008
    EV_EFI_HANDOFF_TABLES = 0x80000009
    EV_EFI_PLATFORM_FIRMWARE_BLOB2 = 0x8000000A
    EV_EFI_HANDOFF_TABLES2 = 0x8000000B
    EV_EFI_VARIABLE_BOOT2 = 0x8000000C
    EV_EFI_GPT_EVENT2 = 0x8000000D
    EV_EFI_HCRTM_EVENT = 0x80000010
    EV_EFI_VARIABLE_AUTHORITY = 0x800000E0
    EV_EFI_SPDM_FIRMWARE_BLOB = 0x800000E1
    EV_EFI_SPDM_FIRMWARE_CONFIG = 0x800000E2
    EV_EFI_SPDM_DEVICE_POLICY = 0x800000E3
    EV_EFI_SPDM_DEVICE_AUTHORITY = 0x800000E4


@frozen
class UnknownType:
    """A type that is none of these: who takes the event for evidence would have to know what it is."""

    value: int

    @property
    def name(self) -> str:
        """The number as the profile writes such numbers."""
        return f"0x{self.value:08X}"


AnyType = EventType | UnknownType

EVENT_TYPES: Final[Mapping[int, EventType]] = {kind.value: kind for kind in EventType}

WHOLE_DATA: Final = frozenset(
    {
        EventType.EV_ACTION,
        EventType.EV_EFI_ACTION,
        EventType.EV_EFI_GPT_EVENT,
        EventType.EV_EFI_GPT_EVENT2,
        EventType.EV_EFI_VARIABLE_BOOT2,
        EventType.EV_EFI_VARIABLE_DRIVER_CONFIG,
        EventType.EV_SEPARATOR,
    }
)
"""Their digest is that of all their data: in the profile, and in every crypto-agile log of a real machine at hand.

EV_S_CRTM_VERSION is none of them: there is firmware that logs the version and measures something else.
"""

PART_OF_DATA: Final = frozenset({EventType.EV_EFI_VARIABLE_AUTHORITY, EventType.EV_EFI_VARIABLE_BOOT})
"""Their digest is that of all their data, or of a part that is known."""

VARIABLES: Final = frozenset(
    {
        EventType.EV_EFI_VARIABLE_AUTHORITY,
        EventType.EV_EFI_VARIABLE_BOOT,
        EventType.EV_EFI_VARIABLE_BOOT2,
        EventType.EV_EFI_VARIABLE_DRIVER_CONFIG,
    }
)
"""Their data is a UEFI_VARIABLE_DATA."""

IMAGES: Final = frozenset(
    {
        EventType.EV_EFI_BOOT_SERVICES_APPLICATION,
        EventType.EV_EFI_BOOT_SERVICES_DRIVER,
        EventType.EV_EFI_RUNTIME_SERVICES_DRIVER,
    }
)
"""Their data says where an image lay; their digest is the image's Authenticode digest."""
