"""What separates firmware from what it starts, and what may come behind it."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.event_log import Event
from leo_ref.tcg.event_types import EventType
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST
from leo_ref.vectors.tcg.event_log.asking import add_valid, asking


def replaced_after(number: int, *more: Event) -> bytes:
    """The honest log with more events after one."""
    return boots.replaced(number, HONEST.events[number], *more)


def add_separators(cases: Cases) -> None:
    """Where the firmware's part ends."""
    numbers = {one.pcr: number for number, one in enumerate(HONEST.events) if one.type is EventType.EV_SEPARATOR}
    for pcr, number in numbers.items():
        why = "what the boot loader measured passes for firmware's"
        cases.add(f"separator-{pcr}-missing", why, asking(boots.replaced(number)), "EVENT_LOG_SEPARATOR_MISSING")
    octets = replaced_after(16, boots.separator(4))
    cases.add("separator-twice", "two ends", asking(octets), "EVENT_LOG_SEPARATOR_TWICE")
    for name, value in (("error", b"\1\0\0\0"), ("text", b"WBCL"), ("empty", b""), ("five-octets", bytes(5))):
        octets = boots.replaced(numbers[4], boots.separator(4, value))
        cases.add(f"separator-of-{name}", "not firmware's end", asking(octets), "EVENT_LOG_SEPARATOR_VALUE")
    made_up = boots.event(4, EventType.EV_SEPARATOR, bytes(4), b"shim")
    octets = boots.replaced(numbers[4], made_up)
    cases.add("separator-of-another-digest", "a type is no proof", asking(octets), "EVENT_LOG_SEPARATOR_VALUE")
    free = boots.of(*HONEST.events, boots.separator(12, b"WBCL"), boots.separator(12, b"WBCL"))
    add_valid(cases, "separator-in-pcr-12", "PCRs above 7 have their own customs", asking(free))
    late = boots.event(0, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(16), b"late code")
    octets = boots.of(*HONEST.events, late)
    add_valid(cases, "after-separator-not-asked", "a policy may allow it", asking(octets))
    strict = asking(octets, after_separator=True)
    cases.add("after-separator", "firmware had ended its part", strict, "EVENT_LOG_AFTER_SEPARATOR")
    driver = boots.event(4, EventType.EV_EFI_BOOT_SERVICES_DRIVER, bytes(32), b"driver")
    octets = boots.of(*HONEST.events, driver)
    strict = asking(octets, after_separator=True)
    cases.add("driver-after-separator", "PCR 4 then has applications", strict, "EVENT_LOG_AFTER_SEPARATOR")
    types: dict[str, JsonValue] = {
        "4": ["EV_EFI_BOOT_SERVICES_APPLICATION", "EV_EFI_BOOT_SERVICES_DRIVER"],
        "5": ["EV_EFI_ACTION"],
        "7": ["EV_EFI_VARIABLE_AUTHORITY"],
    }
    add_valid(cases, "types-of-a-policy", "a policy names the types itself", asking(octets, after_separator=types))
    for missing in types:
        fewer = {one: names for one, names in types.items() if one != missing}
        why = "where it names none, nothing may follow"
        request = asking(octets, after_separator=fewer)
        cases.add(f"types-of-a-policy-without-{missing}", why, request, "EVENT_LOG_AFTER_SEPARATOR")
    nothing = asking(octets, after_separator={})
    cases.add("types-of-a-policy-none", "nothing may follow any separator", nothing, "EVENT_LOG_AFTER_SEPARATOR")
    tables = boots.event(1, EventType.EV_EFI_HANDOFF_TABLES, bytes(16), b"tables")
    octets = boots.of(*HONEST.events, tables)
    why = "real firmware measures these tables late"
    add_valid(cases, "tables-after-separator", why, asking(octets, after_separator=True))
    blob = boots.event(1, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(16), b"late blob")
    strict = asking(boots.of(*HONEST.events, blob), after_separator=True)
    cases.add("blob-in-1-after-separator", "and only these", strict, "EVENT_LOG_AFTER_SEPARATOR")


def add_customs(cases: Cases) -> None:
    """What firmware and boot loaders of real machines do otherwise than the profile has it."""
    value = b"\1\0\0\0"
    order = boots.event(1, EventType.EV_EFI_VARIABLE_BOOT, boots.variable("BootOrder", value), value)
    octets = boots.replaced(4, order)
    why = "Boot0001, then Boot0000: the value has the digest of an error separator, and is none"
    add_valid(cases, "boot-order-like-error", why, asking(octets, after_separator=True))
    for name, instead, at in (
        ("after-separator", order, 19),
        ("of-all-data", boots.event(1, EventType.EV_EFI_VARIABLE_BOOT, value), 4),
        ("as-variable-2", evolve(order, type=EventType.EV_EFI_VARIABLE_BOOT2), 4),
    ):
        events = (*HONEST.events[:at], instead, *HONEST.events[at + 1 :])
        cases.add(
            f"boot-order-{name}", "it may be the separator", asking(boots.of(*events)), "EVENT_LOG_SEPARATOR_HIDDEN"
        )
    for name, like in (("zeros", bytes(4)), ("ones", b"\xff" * 4)):
        lie = boots.event(1, EventType.EV_EFI_VARIABLE_BOOT, boots.variable("BootOrder", like), like)
        events = (*HONEST.events[:4], lie, *HONEST.events[5:])
        why = "a true separator could be written over like this"
        cases.add(f"boot-order-of-{name}", why, asking(boots.of(*events)), "EVENT_LOG_SEPARATOR_HIDDEN")
    authority = boots.variable("Shim", b"certificate")
    for name, data, ends in (
        ("one-more", authority + b"\xaf", "OK"),
        ("two-more", authority + b"\xaf\xfe", "EVENT_LOG_DATA"),
        ("one-less", authority[:-1], "EVENT_LOG_DATA"),
    ):
        why = "old shims log one octet more than they hash"
        octets = boots.replaced(13, boots.event(7, EventType.EV_EFI_VARIABLE_AUTHORITY, data, authority))
        cases.add(f"authority-{name}", why, asking(octets), ends, clause="§8")
    config = boots.event(7, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, authority + b"\xaf", authority)
    cases.add("config-one-more", "firmware does not", asking(boots.replaced(2, config)), "EVENT_LOG_DATA")
    nothing = boots.event(7, EventType.EV_EFI_VARIABLE_AUTHORITY, b"", b"certificate")
    cases.add("authority-of-no-data", "no octet to leave out", asking(boots.replaced(13, nothing)), "EVENT_LOG_DATA")
    blob = boots.event(0, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(17), bytes(16))
    why = "of another type it is something else: the data is a claim"
    add_valid(cases, "blob-one-more", why, asking(boots.replaced(1, blob)))
    version = boots.event(0, EventType.EV_S_CRTM_VERSION, "v1\0".encode("utf-16-le"), b"unknown")
    why = "some firmware hashes something else: what it says is a claim"
    add_valid(cases, "version-of-another-digest", why, asking(boots.replaced(0, version)))
