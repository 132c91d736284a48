"""Logs held against quoted values: rewritten ones, and prefixes."""

from __future__ import annotations

from attrs import evolve

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.pcr import extended
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS
from leo_ref.vectors.tcg.event_log.asking import FIRMWARE, QUOTED, VALUES, add_valid, asking


def add_rewritten(cases: Cases) -> None:
    """Types that were written over: no digest covers them."""
    quoted = boots.quoted(VALUES, *QUOTED)
    octets = boots.retyped(10, EventType.EV_EFI_BOOT_SERVICES_APPLICATION)
    why = "a separator under another type: the boot loader's part would begin elsewhere"
    cases.add("separator-hidden", why, asking(octets, quoted), "EVENT_LOG_SEPARATOR_HIDDEN")
    hidden = boots.event(4, EventType.EV_EFI_ACTION, b"\1\0\0\0")
    octets = boots.replaced(10, hidden, boots.separator(4))
    cases.add("error-separator-hidden", "so is firmware's error", asking(octets), "EVENT_LOG_SEPARATOR_HIDDEN")
    for name, number, kind in (
        ("image-as-action", 14, EventType.EV_EFI_ACTION),
        ("image-as-variable", 14, EventType.EV_EFI_VARIABLE_BOOT),
        ("blob-as-config", 1, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG),
        ("blob-as-authority", 1, EventType.EV_EFI_VARIABLE_AUTHORITY),
        ("boot-variable-as-config", 4, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG),
        ("file-as-separator", 17, EventType.EV_SEPARATOR),
    ):
        why = "the data has not the digest that the type demands"
        cases.add(f"retyped-{name}", why, asking(boots.retyped(number, kind), quoted), "EVENT_LOG_DATA")
    disabled = boots.variable("SecureBoot", b"\0")
    octets = boots.replaced(2, evolve(HONEST.events[2], data=disabled))
    cases.add("data-rewritten", "the data says something else", asking(octets, quoted), "EVENT_LOG_DATA")
    longer = boots.event(1, EventType.EV_EFI_VARIABLE_BOOT, boots.variable("BootOrder", b"\1\0") + b"\0", b"\1\0\0")
    why = "where its sizes do not add up, what would be the value?"
    cases.add("variable-of-wrong-size", why, asking(boots.replaced(4, longer)), "EVENT_LOG_DATA")
    other = boots.event(8, EventType.EV_IPL, b"grub_cmd: echo\0", b"linux /evil")
    events = (*HONEST.events, other)
    request = asking(boots.of(*events), boots.quoted(boots.values(events), *QUOTED))
    add_valid(cases, "command-rewritten", "the digest is of another command: the text is a claim", request)
    octets = boots.retyped(14, EventType.EV_NO_ACTION)
    why = "an event that extends passed for one that does not"
    cases.add("retyped-no-action", why, asking(octets, quoted), "EVENT_LOG_NO_ACTION_DIGEST")
    octets = boots.of(*HONEST.events[:14], boots.no_action(bytes(32), 4), *HONEST.events[15:])
    cases.add("hidden-as-no-action", "the same without its digest", asking(octets, quoted), "EVENT_LOG_NOT_REACHED")
    octets = boots.of(boots.no_action(b"platform"), *HONEST.events)
    add_valid(cases, "no-action", "it extends nothing", asking(octets, quoted))


def add_prefixes(cases: Cases) -> None:
    """Logs and quotes of different moments."""
    ahead = boots.of(*HONEST.events, boots.event(9, EventType.EV_IPL, b"/late\0", b"late"))
    quoted = boots.quoted(VALUES, *QUOTED)
    add_valid(cases, "ahead-of-quote", "the log went on: what follows is dropped", asking(ahead, quoted))
    lie = boots.of(*HONEST.events, boots.separator(0))
    add_valid(cases, "lie-after-quote", "and nobody looks at it", asking(lie, quoted))
    behind = boots.of(*HONEST.events[:-1])
    cases.add("behind-quote", "the log lacks an event", asking(behind, quoted), "EVENT_LOG_NOT_REACHED")
    why = "quoted before firmware had ended its part"
    cases.add(
        "quoted-before-separator",
        why,
        asking(OCTETS, {0: boots.values(HONEST.events[:2])[0]}),
        "EVENT_LOG_SEPARATOR_MISSING",
    )
    mixed = quoted | {4: boots.values(HONEST.events[:12])[4]}
    cases.add("values-of-two-moments", "no quote holds both", asking(OCTETS, mixed), "EVENT_LOG_NO_PREFIX")
    cases.add("swapped-values", "PCR 8's value as PCR 9's", asking(OCTETS, {9: VALUES[8]}), "EVENT_LOG_NOT_REACHED")
    dynamic = boots.event(20, EventType.EV_EVENT_TAG, b"launch")
    octets = boots.of(*HONEST.events, dynamic)
    true = boots.quoted(boots.values((*HONEST.events, dynamic)), *FIRMWARE, 20)
    add_valid(cases, "pcr-20", "it starts from ones", asking(octets, true))
    for pcr in (20, 22):
        dynamic = boots.event(pcr, EventType.EV_EVENT_TAG, b"launch")
        reset = quoted | {pcr: extended(Hash.SHA256, bytes(32), dynamic.digests[0])}
        why = "set to zeros from another locality, then extended"
        cases.add(f"pcr-{pcr}-reset", why, asking(boots.of(*HONEST.events, dynamic), reset), "EVENT_LOG_NOT_REACHED")
    dropped = boots.of(*HONEST.events[:16], *HONEST.events[17:])
    cases.add("event-left-out", "it was measured", asking(dropped, quoted), "EVENT_LOG_NOT_REACHED")
    swapped = boots.of(*HONEST.events[:1], HONEST.events[13], *HONEST.events[1:13], *HONEST.events[14:])
    cases.add("events-swapped", "the order is measured too", asking(swapped, quoted), "EVENT_LOG_NOT_REACHED")
