"""Vectors on the event log of firmware (§8): read, replayed, held against a quote; and each way to lie in one.

The logs are made by hand (:mod:`leo_ref.vectors.tcg.boots`).
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import BEGINNING, EVENTS_MOST, Event, EventLog, encode_event_log, parse_event_log
from leo_ref.tcg.event_types import EventType, UnknownType
from leo_ref.tcg.pcr import extended
from leo_ref.tcg.replay import LOCALITY_SIGNATURE
from leo_ref.tcg.spec_id import BANKS_MOST, SIGNATURE, Bank, SpecId, UnknownBank
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS

FIRMWARE: Final = tuple(range(8))
QUOTED: Final = (*FIRMWARE, 8, 9, 14)
VALUES: Final = boots.values()
COUNT_AT: Final = BEGINNING + len(SIGNATURE) + 8
"""Where the Spec ID event says how many banks there are."""

FIRST_EVENT: Final = COUNT_AT + 4 + 4 + 1


def asking(
    octets: bytes,
    expected: dict[int, bytes] | None = None,
    bank: Hash = Hash.SHA256,
    *,
    after_separator: bool | dict[str, JsonValue] = False,
) -> dict[str, JsonValue]:
    """The request."""
    named: JsonValue = None if expected is None else {str(pcr): value.hex() for pcr, value in expected.items()}
    return {
        "request": "event_log",
        "octets": octets.hex(),
        "bank": bank.title,
        "expected": named,
        "after_separator": after_separator,
    }


def edited(at: int, octets: bytes) -> bytes:
    """The honest log with other octets at a place."""
    return OCTETS[:at] + octets + OCTETS[at + len(octets) :]


def event_log_cases() -> Cases:
    """All of them."""
    cases = Cases("tcg/event_log")
    add_honest(cases)
    add_malformed(cases)
    add_spec_id(cases)
    add_bounds(cases)
    add_unknown_banks(cases)
    add_banks(cases)
    add_localities(cases)
    add_separators(cases)
    add_rewritten(cases)
    add_prefixes(cases)
    add_customs(cases)
    add_unasked(cases)
    return cases


def add_valid(cases: Cases, name: str, why: str, request: dict[str, JsonValue]) -> None:
    """A log that is evidence."""
    cases.add(name, why, request, clause="§8")


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


def add_unknown_banks(cases: Cases) -> None:
    """Banks of algorithms that are not known: their digests are skipped by the declared size."""
    quoted = boots.quoted(VALUES, *QUOTED)
    for number, size in ((0x12, 32), (0x27, 48), (0x99, 7), (0x99, 0)):
        for name, banks in (("first", (UnknownBank(number, size), Hash.SHA256)), ("last", _last(number, size))):
            why = "the size says where the next digest begins"
            add_valid(cases, f"bank-{number:x}-of-{size}-{name}", why, asking(with_banks(banks), quoted))
    alone = with_banks((UnknownBank(0x12, 32),))
    cases.add("bank-unknown-alone", "nothing to judge by", asking(alone, quoted), "EVENT_LOG_BANK_ABSENT")
    twice = with_banks((UnknownBank(0x99, 7), UnknownBank(0x99, 6), Hash.SHA256))
    cases.add("bank-unknown-twice", "a bank has one digest", asking(twice), "EVENT_LOG_ALGORITHM_TWICE")
    cut = with_banks((Hash.SHA256, UnknownBank(0x99, 65535)))[: FIRST_EVENT + 4 + 12 + 2 + 32 + 2 + 65534]
    cases.add("bank-unknown-cut", "a digest of it is not all there", asking(cut), "EVENT_LOG_TRUNCATED")
    octets = with_banks((UnknownBank(0x99, 7), Hash.SHA256))
    other = octets.replace(b"\x99\0" + b"\x07" * 7, b"\x98\0" + b"\x07" * 7)
    cases.add("bank-unknown-other", "not the one that was declared", asking(other), "EVENT_LOG_DIGEST_ALGORITHM")


def _last(number: int, size: int) -> tuple[Bank, ...]:
    return Hash.SHA1, Hash.SHA256, UnknownBank(number, size)


def with_banks(banks: tuple[Bank, ...]) -> bytes:
    """The honest log in these banks; where a bank is not known, each octet of a digest is the digest's length."""
    events = boots.honest_events(boots.ALL_BANKS)
    return encode_event_log(
        EventLog(
            SpecId(banks=banks),
            tuple(evolve(one, digests=tuple(digest_of(one, bank) for bank in banks)) for one in events),
        )
    )


def digest_of(event: Event, bank: Bank) -> bytes:
    """What an event in all known banks has in this one."""
    if isinstance(bank, UnknownBank):
        return bytes([bank.size % 256]) * bank.size
    return event.digests[boots.ALL_BANKS.index(bank)]


def add_banks(cases: Cases) -> None:
    """Banks that nobody measured into."""
    cases.add("bank-absent", "no digests of it", asking(OCTETS, None, Hash.SHA384), "EVENT_LOG_BANK_ABSENT")
    both = (Hash.SHA1, Hash.SHA256)
    octets = encode_event_log(EventLog(SpecId(banks=both), boots.honest_events(both)))
    cases.add("bank-weak", "SHA-1 is no evidence", asking(octets, None, Hash.SHA1), "EVENT_LOG_BANK_WEAK")
    empty = {pcr: bytes(32) for pcr in FIRMWARE}
    cases.add("bank-empty", "the quoted bank is not in use", asking(OCTETS, empty), "EVENT_LOG_BANK_EMPTY")
    cases.add(
        "bank-empty-and-no-log", "not even with a log of nothing", asking(boots.of(), empty), "EVENT_LOG_BANK_EMPTY"
    )
    one = boots.quoted(VALUES, 0, 1) | {2: bytes(32)}
    cases.add("pcr-empty", "one PCR that firmware left out", asking(OCTETS, one), "EVENT_LOG_BANK_EMPTY")
    zeros = tuple(evolve(one, digests=(bytes(32),)) for one in HONEST.events)
    forged = boots.quoted(boots.values(zeros), *FIRMWARE)
    why = "an empty bank filled afterwards: the firmware's digests are zeros in it"
    cases.add("bank-filled-with-zeros", why, asking(boots.of(*zeros), forged), "EVENT_LOG_DIGEST_EMPTY")


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
