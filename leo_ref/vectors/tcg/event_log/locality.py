"""The locality at which a machine started, and where a log says it."""

from __future__ import annotations

from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.replay import LOCALITY_SIGNATURE
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS
from leo_ref.vectors.tcg.event_log.asking import FIRMWARE, QUOTED, VALUES, add_valid, asking
from leo_ref.vectors.tcg.event_log.separators import replaced_after


def add_localities(cases: Cases) -> None:
    """Where PCR 0 starts from."""
    hardware = boots.event(0, EventType.EV_EFI_HCRTM_EVENT, b"HCRTM", b"microcode")
    for number, begin in ((0, ()), (3, ()), (4, (hardware,))):
        events = (boots.locality(number), *begin, *HONEST.events)
        quoted = boots.quoted(boots.values(events, locality=number), *QUOTED)
        add_valid(cases, f"locality-{number}", "PCR 0 starts there", asking(boots.of(*events), quoted))
    why = "the TPM was started elsewhere than the log says"
    octets = boots.of(boots.locality(3), *HONEST.events)
    cases.add("locality-lie", why, asking(octets, boots.quoted(VALUES, *FIRMWARE)), "EVENT_LOG_NOT_REACHED")
    true = boots.quoted(boots.values(locality=3), *FIRMWARE)
    cases.add("locality-left-out", why, asking(OCTETS, true), "EVENT_LOG_NOT_REACHED")
    for name, event in (
        ("1", boots.locality(1)),
        ("5", boots.locality(5)),
        ("in-pcr-1", boots.no_action(LOCALITY_SIGNATURE + b"\0", pcr=1)),
        ("without-number", boots.no_action(LOCALITY_SIGNATURE)),
        ("with-two-numbers", boots.no_action(LOCALITY_SIGNATURE + b"\0\0")),
    ):
        cases.add(f"locality-{name}", "none to start from", asking(boots.of(event)), "EVENT_LOG_LOCALITY")
    twice = boots.of(boots.locality(0), boots.locality(3), *HONEST.events)
    cases.add("locality-twice", "which one?", asking(twice), "EVENT_LOG_LOCALITY_TWICE")
    late = replaced_after(0, boots.locality(3))
    cases.add("locality-late", "PCR 0 had begun already", asking(late), "EVENT_LOG_LOCALITY_LATE")
    octets = boots.of(hardware, *HONEST.events)
    cases.add("hcrtm-at-locality-0", "nothing measured before the start", asking(octets), "EVENT_LOG_HCRTM")
    octets = boots.of(boots.locality(4), *HONEST.events)
    cases.add("locality-4-without-hcrtm", "something measured before the start", asking(octets), "EVENT_LOG_HCRTM")
    octets = boots.of(boots.locality(4), hardware, hardware)
    cases.add("hcrtm-twice", "only the first is the hardware's", asking(octets), "EVENT_LOG_HCRTM")
