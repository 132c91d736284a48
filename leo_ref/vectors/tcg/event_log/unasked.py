"""Registers that nobody asked for: what is odd in them refuses nothing."""

from __future__ import annotations

from attrs import evolve

from leo_ref.tcg.event_log import EventLog, parse_event_log
from leo_ref.tcg.event_types import EventType, UnknownType
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST
from leo_ref.vectors.tcg.event_log.asking import VALUES, add_valid, asking
from leo_ref.vectors.tcg.event_log.separators import replaced_after


def add_unasked(cases: Cases) -> None:
    """Something odd in registers that the quote is not of: it says nothing of those that it is of."""
    kind = EventType.EV_EFI_VARIABLE_DRIVER_CONFIG
    numbers = {one.pcr: number for number, one in enumerate(HONEST.events) if one.type is EventType.EV_SEPARATOR}
    odd_digest = evolve(boots.no_action(b"platform"), digests=(b"\1" * 32,))
    hardware = boots.event(0, EventType.EV_EFI_HCRTM_EVENT, b"HCRTM", b"microcode")
    late = boots.event(0, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(16), b"late code")
    for name, octets, code in (
        ("data", boots.retyped(1, kind), "EVENT_LOG_DATA"),
        ("type", boots.of(evolve(HONEST.events[1], type=UnknownType(0xEE)), *HONEST.events), "EVENT_LOG_TYPE"),
        ("no-action-digest", boots.of(odd_digest, *HONEST.events), "EVENT_LOG_NO_ACTION_DIGEST"),
        ("zeros", boots.of(evolve(HONEST.events[1], digests=(bytes(32),)), *HONEST.events), "EVENT_LOG_DIGEST_EMPTY"),
        ("locality", boots.of(boots.locality(5), *HONEST.events), "EVENT_LOG_LOCALITY"),
        ("locality-twice", boots.of(boots.locality(3), boots.locality(3), *HONEST.events), "EVENT_LOG_LOCALITY_TWICE"),
        ("locality-late", replaced_after(0, boots.locality(3)), "EVENT_LOG_LOCALITY_LATE"),
        ("hcrtm", boots.of(hardware, *HONEST.events), "EVENT_LOG_HCRTM"),
        ("separator-hidden", boots.retyped(numbers[0], kind), "EVENT_LOG_SEPARATOR_HIDDEN"),
        ("separator-value", boots.of(boots.separator(0, b"WBCL"), *HONEST.events), "EVENT_LOG_SEPARATOR_VALUE"),
        ("separator-twice", replaced_after(16, boots.separator(0)), "EVENT_LOG_SEPARATOR_TWICE"),
        ("separator-missing", boots.replaced(numbers[0]), "EVENT_LOG_SEPARATOR_MISSING"),
        ("after-separator", boots.of(*HONEST.events, late), "EVENT_LOG_AFTER_SEPARATOR"),
    ):
        one = boots.quoted(VALUES, 5, 7)
        why = "odd in PCR 0, and the quote is of others"
        add_valid(cases, f"unasked-{name}", why, asking(octets, one, after_separator=True))
        events = parse_event_log(octets)
        assert isinstance(events, EventLog)
        both = one | {0: boots.values(events.events)[0]}
        why = "the same where the quote is of PCR 0 too"
        cases.add(f"asked-{name}", why, asking(octets, both, after_separator=True), code)
