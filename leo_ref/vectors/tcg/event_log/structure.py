"""Logs as they should be, and octets that are no log."""

from __future__ import annotations

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import BEGINNING, EVENTS_MOST, EventLog, encode_event_log
from leo_ref.tcg.spec_id import BANKS_MOST, SpecId, UnknownBank
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS
from leo_ref.vectors.tcg.event_log.asking import COUNT_AT, FIRST_EVENT, QUOTED, VALUES, add_valid, asking, edited
from leo_ref.vectors.tcg.event_log.banks import with_banks


def add_honest(cases: Cases) -> None:
    """Logs that are as they should be."""
    add_valid(cases, "looked-at", "without a quote it is a claim, and replays", asking(OCTETS, after_separator=True))
    quoted = boots.quoted(VALUES, *QUOTED)
    add_valid(cases, "quoted", "the whole log gives the quoted values", asking(OCTETS, quoted, after_separator=True))
    events = boots.honest_events(boots.ALL_BANKS)
    octets = encode_event_log(EventLog(SpecId(banks=boots.ALL_BANKS, errata=2, vendor=b"vendor"), events))
    for place, bank in enumerate(boots.ALL_BANKS[1:], 1):
        quoted = boots.quoted(boots.values(events, bank, place), *QUOTED)
        add_valid(cases, f"bank-{bank.title}", "each bank is replayed on its own", asking(octets, quoted, bank))
    server = EventLog(SpecId(banks=boots.BANKS, platform_class=1, uintn_size=1), HONEST.events)
    add_valid(cases, "server", "a server of 32 bits", asking(encode_event_log(server)))
    other = tuple(boots.separator(one.pcr, b"\xff" * 4) if one.data == bytes(4) else one for one in HONEST.events)
    add_valid(cases, "separators-of-ones", "the other value that a separator may have", asking(boots.of(*other)))


def add_malformed(cases: Cases) -> None:
    """Octets that are no log, and structures that end too soon or say what cannot be."""
    why = "no log of any form"
    for name, octets in (("empty", b""), ("bogus", b"bogus\ninvalid\nevent\nlog\nfile\nhere\n"), ("zeros", bytes(31))):
        cases.add(name, why, asking(octets), "EVENT_LOG_NOT_ONE")
    legacy = encode_event_log(EventLog(None, boots.honest_events((Hash.SHA1,))))
    cases.add("legacy", "one SHA-1 digest an event is no evidence", asking(legacy), "EVENT_LOG_LEGACY")
    cases.add("legacy-as-sha1", "nor where SHA-1 is asked for", asking(legacy, None, Hash.SHA1), "EVENT_LOG_LEGACY")
    old = boots.no_action(b"Spec ID Event02\0" + bytes(9), banks=(Hash.SHA1,))
    octets = encode_event_log(EventLog(None, (old, *boots.honest_events((Hash.SHA1,)))))
    cases.add("legacy-with-spec-id", "the same with the declaration of its time", asking(octets), "EVENT_LOG_LEGACY")
    last = HONEST.events[-1]
    end = len(OCTETS) - len(boots.of(last)) + FIRST_EVENT
    for name, at in (
        ("class", COUNT_AT - 6),
        ("version", COUNT_AT - 2),
        ("count", COUNT_AT + 2),
        ("bank", COUNT_AT + 6),
        ("vendor-size", FIRST_EVENT - 1),
        ("pcr", end + 2),
        ("type", end + 6),
        ("digest-count", end + 10),
        ("algorithm", end + 13),
        ("digest", end + 30),
        ("size", end + 48),
        ("data", len(OCTETS) - 1),
    ):
        cases.add(f"cut-in-{name}", "it ends within a field", asking(OCTETS[:at]), "EVENT_LOG_TRUNCATED")
    cases.add("trailing-octet", "an octet is no event", asking(OCTETS + b"\0"), "EVENT_LOG_TRUNCATED")
    why = "the region that firmware reserved, not the log"
    cases.add("trailing-ones", why, asking(OCTETS + b"\xff" * 64), "EVENT_LOG_PCR")
    cases.add("trailing-zeros", why, asking(OCTETS + bytes(64)), "EVENT_LOG_DIGEST_COUNT")
    huge = edited(end + 46, b"\xff\xff\xff\xff")
    cases.add("size-beyond-the-end", "a size is no reason to reserve memory", asking(huge), "EVENT_LOG_TRUNCATED")
    cases.add("pcr-24", "a PC client has 24", asking(edited(FIRST_EVENT, b"\x18")), "EVENT_LOG_PCR")
    unknown = edited(end + 4, b"\xee")
    cases.add("type-unknown", "what is not known is not let pass", asking(unknown), "EVENT_LOG_TYPE")
    asked = asking(unknown, boots.quoted(VALUES, 5, 7))
    cases.add("type-unknown-quoted", "nor where a quote has its register", asked, "EVENT_LOG_TYPE")
    for count in (0, 2):
        octets = edited(end + 8, bytes([count]))
        cases.add(f"{count}-digests", "one for each bank", asking(octets), "EVENT_LOG_DIGEST_COUNT")
    for name, number in (("sha1", 4), ("unknown", 0x99)):
        octets = edited(end + 12, bytes([number]))
        cases.add(f"digest-of-{name}", "the bank was not declared", asking(octets), "EVENT_LOG_DIGEST_ALGORITHM")
    why = "the first event is of PCR 0 and measures nothing"
    for name, at in (("pcr-1", 0), ("a-digest", 8)):
        cases.add(f"first-event-with-{name}", why, asking(edited(at, b"\1")), "EVENT_LOG_NOT_ONE")
    both = (Hash.SHA256, Hash.SHA384)
    octets = encode_event_log(EventLog(SpecId(banks=both), boots.honest_events(both)[:1]))
    second = FIRST_EVENT + 4 + 12 + 2 + 32
    twice = octets[:second] + octets[second - 34 : second] + octets[second + 50 :]
    cases.add("bank-twice-in-an-event", "which of the two counts?", asking(twice), "EVENT_LOG_DIGEST_ALGORITHM")
    swapped = (
        octets[: second - 34] + octets[second : second + 50] + octets[second - 34 : second] + octets[second + 50 :]
    )
    cases.add("digests-in-another-order", "a log has one form", asking(swapped), "EVENT_LOG_DIGEST_ALGORITHM")


def add_spec_id(cases: Cases) -> None:
    """Declarations that do not hold."""
    for name, at, octets, code in (
        ("class-2", COUNT_AT - 8, b"\2", "EVENT_LOG_PLATFORM_CLASS"),
        ("version-1-2", COUNT_AT - 4, b"\2\1", "EVENT_LOG_VERSION"),
        ("version-2-1", COUNT_AT - 4, b"\1\2", "EVENT_LOG_VERSION"),
        ("version-3-0", COUNT_AT - 3, b"\3", "EVENT_LOG_VERSION"),
        ("uintn-size-3", COUNT_AT - 1, b"\3", "EVENT_LOG_UINTN_SIZE"),
        ("size-of-sha1", COUNT_AT + 6, b"\x14", "EVENT_LOG_DIGEST_SIZE"),
        ("size-of-none", COUNT_AT + 6, b"\0", "EVENT_LOG_DIGEST_SIZE"),
        ("longer-than-its-fields", BEGINNING - 4, b"\x22", "EVENT_LOG_SPEC_ID_SIZE"),
        ("shorter-than-its-fields", BEGINNING - 4, b"\x20", "EVENT_LOG_SPEC_ID_SIZE"),
        ("vendor-beyond-its-end", FIRST_EVENT - 1, b"\1", "EVENT_LOG_SPEC_ID_SIZE"),
    ):
        cases.add(f"spec-id-{name}", "a declaration that does not hold", asking(edited(at, octets)), code)
    nothing = OCTETS[:COUNT_AT] + bytes(5)
    cases.add("spec-id-no-bank", "nothing was measured into", asking(nothing), "EVENT_LOG_NO_ALGORITHM")
    twice = encode_event_log(EventLog(SpecId(banks=(Hash.SHA256, Hash.SHA256)), ()))
    cases.add("spec-id-bank-twice", "a bank has one digest", asking(twice), "EVENT_LOG_ALGORITHM_TWICE")


def add_bounds(cases: Cases) -> None:
    """As many banks and events as are read, and one more."""
    unknown = tuple(UnknownBank(0x100 + number, 0) for number in range(BANKS_MOST))
    add_valid(cases, "banks-most", "as many as there are", asking(with_banks((Hash.SHA256, *unknown[1:]))))
    for name, banks in (("banks-too-many", unknown), ("banks-too-many-twice", unknown[:1] * BANKS_MOST)):
        octets = with_banks((Hash.SHA256, *banks))
        cases.add(name, "the count, before the banks", asking(octets), "EVENT_LOG_BANKS")
    nothing = boots.no_action(b"")
    most = (*HONEST.events, *(nothing,) * (EVENTS_MOST - len(HONEST.events)))
    add_valid(cases, "events-most", "as many as are read", asking(boots.of(*most)))
    cases.add("events-too-many", "one more", asking(boots.of(*most, nothing)), "EVENT_LOG_EVENTS")
    why = "what is behind them is not looked at"
    cases.add("events-too-many-cut", why, asking(boots.of(*most) + b"\0"), "EVENT_LOG_EVENTS")
