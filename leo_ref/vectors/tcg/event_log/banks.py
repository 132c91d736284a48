"""Banks of a log: those that the project knows, those that it does not, and one that lacks an event."""

from __future__ import annotations

from attrs import evolve

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import Event, EventLog, encode_event_log
from leo_ref.tcg.spec_id import Bank, SpecId, UnknownBank
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS
from leo_ref.vectors.tcg.event_log.asking import FIRMWARE, FIRST_EVENT, QUOTED, VALUES, add_valid, asking


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
