"""Event logs of firmware: one form, a replay that a quote can be held against, and nothing believed beyond it."""

from __future__ import annotations

import hashlib
import string
import tracemalloc

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import AFTER_SEPARATOR, FIRMWARE_PCRS, after_separator, measured_boot
from leo_ref.tcg.event_data import TEXT_MOST, Covered, covered, text, variable
from leo_ref.tcg.event_log import EVENTS_MOST, Event, EventLog, encode_event_log, parse_event_log, parse_legacy_log
from leo_ref.tcg.event_types import EventType, UnknownType
from leo_ref.tcg.replay import LOCALITY_SIGNATURE, Replay, replay, start
from leo_ref.tcg.spec_id import BANKS_MOST, SpecId, UnknownBank
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import HONEST, OCTETS
from tests.tcg.logs import chained, event_logs, legacy_logs

EVERY_PCR = boots.values()


def accepted(octets: bytes) -> Replay:
    found = measured_boot(octets, Hash.SHA256, EVERY_PCR)
    assert not isinstance(found, Rejection)
    return found


WHOLE = accepted(OCTETS)


@given(event_logs())
def test_a_log_is_read_back(log: EventLog) -> None:
    assert parse_event_log(encode_event_log(log)) == log


@given(legacy_logs())
def test_a_legacy_log_is_read_back_for_people_and_refused_as_evidence(log: EventLog) -> None:
    octets = encode_event_log(log)
    assert parse_legacy_log(octets) == log
    refused = parse_event_log(octets)
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.EVENT_LOG_LEGACY, (len(log.events),))


@given(st.data())
def test_a_changed_log_is_refused_or_is_another_log_in_its_only_form(data: st.DataObject) -> None:
    octets = bytearray(OCTETS)
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    found = parse_event_log(bytes(octets))
    assert isinstance(found, Rejection) or encode_event_log(found) == octets


def test_a_cut_log_is_refused_but_between_events() -> None:
    ends = {len(boots.of(*HONEST.events[:count])): count for count in range(len(HONEST.events) + 1)}
    for length in range(len(OCTETS) + 1):
        found = parse_event_log(OCTETS[:length])
        if length in ends:
            assert found == EventLog(HONEST.spec_id, HONEST.events[: ends[length]])
        else:
            assert isinstance(found, Rejection)
            assert found.code in {Code.EVENT_LOG_TRUNCATED, Code.EVENT_LOG_NOT_ONE}


@given(st.binary(max_size=200))
def test_any_octets_are_a_log_or_refused(octets: bytes) -> None:
    for given_ in (octets, OCTETS[:65] + octets):
        found = parse_event_log(given_)
        assert isinstance(found, Rejection) or encode_event_log(found) == given_


def test_no_four_octets_make_a_reader_reserve_memory() -> None:
    tracemalloc.start()
    for at in range(28, len(OCTETS) - 4):
        tracemalloc.reset_peak()
        measured_boot(OCTETS[:at] + b"\xff" * 4 + OCTETS[at + 4 :], Hash.SHA256, EVERY_PCR)
        assert tracemalloc.get_traced_memory()[1] < 100 * len(OCTETS)
    tracemalloc.stop()


@given(event_logs(known=True), st.sampled_from([0, 3]))
def test_a_replay_is_the_chain_of_each_pcr(log: EventLog, locality: int) -> None:
    banks = tuple(bank for bank in log.banks if isinstance(bank, Hash))
    begin = boots.locality(locality, banks)
    extending = tuple(
        one for one in log.events if one.type not in {EventType.EV_NO_ACTION, EventType.EV_EFI_HCRTM_EVENT}
    )
    whole = EventLog(SpecId(banks=banks), (begin, *extending))
    for place, bank in enumerate(banks):
        if not all(any(one.digests[place]) for one in extending):
            continue
        found = replay(whole, bank)
        assert not isinstance(found, Rejection)
        assert found.locality == locality
        for pcr in range(24):
            first = b"\xff" * bank.size if 17 <= pcr <= 22 else bytes(bank.size)
            if pcr == 0:
                first = first[:-1] + bytes([locality])
            digests = [one.digests[place] for one in extending if one.pcr == pcr]
            assert found.values[pcr] == chained(bank.title, first, digests)


@given(st.integers(0, len(HONEST.events)), st.sets(st.integers(0, 23), min_size=1))
def test_any_moment_of_a_boot_can_be_quoted(count: int, which: set[int]) -> None:
    quoted = boots.quoted(boots.values(HONEST.events[:count]), *which)
    found = replay(HONEST, Hash.SHA256, quoted)
    assert not isinstance(found, Rejection)
    assert found.count <= count
    assert found.count + found.ahead == len(HONEST.events)
    assert {pcr: found.values[pcr] for pcr in which} == quoted
    assert all(one.pcr not in which for one in HONEST.events[found.count : count])
    if found.count:
        assert HONEST.events[found.count - 1].pcr in which


@given(st.integers(0, len(OCTETS) - 1), st.integers(1, 255))
def test_what_a_quote_and_the_digests_cover_cannot_be_changed(at: int, flip: int) -> None:
    octets = OCTETS[:at] + bytes([OCTETS[at] ^ flip]) + OCTETS[at + 1 :]
    found = measured_boot(octets, Hash.SHA256, EVERY_PCR)
    if not isinstance(found, Rejection):
        for event, honest in zip(found.events, WHOLE.events, strict=True):
            assert (event.pcr, event.digest) == (honest.pcr, honest.digest)
            if event.covered is Covered.ALL:
                assert hashlib.sha256(event.data).digest() == event.digest
            if honest.type in {EventType.EV_SEPARATOR, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG}:
                assert event.data == honest.data or event.covered is Covered.NOTHING


@given(st.integers(0, len(HONEST.events) - 1), st.sampled_from(EventType))
def test_a_rewritten_type_moves_no_separator(number: int, kind: EventType) -> None:
    found = measured_boot(boots.retyped(number, kind), Hash.SHA256, EVERY_PCR)
    if not isinstance(found, Rejection):
        ended = [event.number for event in found.events if event.type is EventType.EV_SEPARATOR]
        assert ended == [event.number for event in WHOLE.events if event.type is EventType.EV_SEPARATOR]


@given(st.permutations(range(len(HONEST.events))))
def test_another_order_gives_other_values_where_a_pcr_sees_it(order: list[int]) -> None:
    events = tuple(HONEST.events[number] for number in order)
    found = replay(EventLog(HONEST.spec_id, events), Hash.SHA256, EVERY_PCR)
    same = all(
        [number for number in order if HONEST.events[number].pcr == pcr]
        == [number for number, one in enumerate(HONEST.events) if one.pcr == pcr]
        for pcr in range(24)
    )
    assert isinstance(found, Rejection) is not same


@pytest.mark.parametrize("pcr", range(24))
def test_where_registers_start(pcr: int) -> None:
    for bank in Hash:
        ones = pcr in {17, 18, 19, 20, 21, 22}
        assert start(pcr, bank) == (b"\xff" if ones else b"\0") * bank.size
        assert start(pcr, bank, 3)[-1] == (3 if pcr == 0 else 255 if ones else 0)


@pytest.mark.parametrize("pcr", FIRMWARE_PCRS)
def test_a_separator_is_only_asked_for_where_the_quote_looks(pcr: int) -> None:
    number = next(n for n, one in enumerate(HONEST.events) if one.type is EventType.EV_SEPARATOR and one.pcr == pcr)
    events = (*HONEST.events[:number], *HONEST.events[number + 1 :])
    values = boots.values(events)
    for which in ({pcr}, set(range(24)) - {pcr}):
        found = measured_boot(boots.of(*events), Hash.SHA256, boots.quoted(values, *which) | boots.quoted(values, 9))
        refused = isinstance(found, Rejection) and found.code in {
            Code.EVENT_LOG_SEPARATOR_MISSING,
            Code.EVENT_LOG_BANK_EMPTY,
        }
        assert refused is (pcr in which)


def test_after_its_separator_a_pcr_takes_what_the_policy_allows() -> None:
    blob = boots.event(2, EventType.EV_EFI_BOOT_SERVICES_DRIVER, bytes(32), b"late driver")
    found = replay(EventLog(HONEST.spec_id, (*HONEST.events, blob)), Hash.SHA256)
    assert not isinstance(found, Rejection)
    refused = after_separator(found, AFTER_SEPARATOR)
    assert refused is not None
    assert refused.values == (len(HONEST.events), 2, EventType.EV_EFI_BOOT_SERVICES_DRIVER.value)
    free = {pcr: frozenset(EventType) for pcr in FIRMWARE_PCRS}
    assert after_separator(found, free) is None


@st.composite
def odd_events(draw: st.DrawFn) -> Event:
    """Anything at all in PCR 0, whose number is none of the others'."""
    kind = draw(st.sampled_from([*EventType, UnknownType(0xEE)]))
    data = draw(st.sampled_from([bytes(4), b"\1\0\0\0", LOCALITY_SIGNATURE + b"\4", b"odd"]))
    digest = draw(st.sampled_from([bytes(32), hashlib.sha256(data).digest(), hashlib.sha256(b"other").digest()]))
    return Event(pcr=0, type=kind, digests=(digest,), data=data)


@given(st.lists(st.tuples(st.integers(0, len(HONEST.events)), odd_events()), max_size=4), st.sets(st.integers(1, 23)))
def test_a_register_that_is_not_asked_for_refuses_nothing(odd: list[tuple[int, Event]], asked: set[int]) -> None:
    events = list(HONEST.events)
    for at, one in odd:
        events.insert(at, one)
    pcrs = boots.quoted(EVERY_PCR, *asked, 7)
    found = measured_boot(boots.of(*events), Hash.SHA256, pcrs)
    assert not isinstance(found, Rejection)
    assert after_separator(found, AFTER_SEPARATOR) is None
    extending = [one for one in events[: found.count] if one.type is not EventType.EV_NO_ACTION]
    assert [(one.pcr, one.digest) for one in found.events] == [(one.pcr, one.digests[0]) for one in extending]


@given(st.lists(odd_events(), min_size=1, max_size=2))
def test_a_register_that_is_asked_for_is_judged(odd: list[Event]) -> None:
    """Of what is put in front, only what the profile lets firmware measure there is accepted."""
    events = (*odd, *HONEST.events)
    found = measured_boot(boots.of(*events), Hash.SHA256)
    if not isinstance(found, Rejection):
        for one in odd:
            assert isinstance(one.type, EventType)
            assert any(one.digests[0]) is (one.type is not EventType.EV_NO_ACTION)
            assert one.type is not EventType.EV_SEPARATOR


@given(st.sampled_from(EventType), st.binary(max_size=300))
def test_a_text_acts_on_no_terminal(kind: EventType, data: bytes) -> None:
    for given_ in (data, boots.variable("\x1b[31m\u202e", data), data.decode("latin-1").encode("utf-16-le")):
        words = text(kind, given_)
        assert len(words) <= TEXT_MOST
        assert set(words) <= set(string.printable) - set("\t\n\r\x0b\x0c")


@pytest.mark.parametrize(
    ("kind", "data", "measured", "found"),
    [
        (EventType.EV_IPL, b"grub_cmd: ls\0", b"ls", Covered.COMMAND),
        (EventType.EV_IPL, b"grub_cmd ls\0", b"ls\0", Covered.COMMAND),
        (EventType.EV_IPL, b"kernel_cmdline: ro\0", b"ro", Covered.COMMAND),
        (EventType.EV_IPL, b"grub_cmd: ls\0", b"rm", Covered.NOTHING),
        (EventType.EV_IPL, b"evil_cmd: ls\0", b"ls", Covered.NOTHING),
        (EventType.EV_IPL, b"r\0o\0", b"r\0o\0\0", Covered.ALL),
        (EventType.EV_IPL, b"MokList\0", b"keys", Covered.NOTHING),
        (EventType.EV_EFI_VARIABLE_BOOT, boots.variable("BootOrder", b"\1\0"), b"\1\0", Covered.VALUE),
        (EventType.EV_EFI_VARIABLE_BOOT2, boots.variable("BootOrder", b"\1\0"), b"\1\0", Covered.NOTHING),
        (EventType.EV_EVENT_TAG, b"tag", b"tag", Covered.ALL),
        (EventType.EV_EFI_VARIABLE_AUTHORITY, b"shim", b"shim", Covered.ALL),
        (EventType.EV_EFI_VARIABLE_AUTHORITY, b"shim", b"shi", Covered.ALL_BUT_LAST),
        (EventType.EV_EFI_VARIABLE_AUTHORITY, b"shim", b"sh", Covered.NOTHING),
        (EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, b"shim", b"shi", Covered.NOTHING),
        (UnknownType(0xEE), b"what", b"what", Covered.ALL),
    ],
)
@pytest.mark.parametrize("bank", [Hash.SHA256, Hash.SHA384])
def test_what_of_the_data_is_hashed(kind: EventType, data: bytes, measured: bytes, found: Covered, bank: Hash) -> None:
    assert covered(kind, data, hashlib.new(bank.title, measured).digest(), bank) is found


@given(st.text(st.characters(codec="utf-16-le"), max_size=9), st.binary(max_size=9), st.binary(min_size=1, max_size=3))
def test_a_variable_is_its_name_and_value_exactly(name: str, value: bytes, more: bytes) -> None:
    units = len(name.encode("utf-16-le")) // 2
    sizes = units.to_bytes(8, "little") + len(value).to_bytes(8, "little")
    data = bytes(16) + sizes + name.encode("utf-16-le") + value
    assert variable(data) == (name, value)
    assert variable(data + more) is None
    assert variable(data[:-1]) is None


def test_digests_of_other_banks_are_not_looked_at() -> None:
    banks = (Hash.SHA1, Hash.SHA256)
    events = tuple(
        evolve(one, digests=(b"\1" * 20, one.digests[1])) for one in boots.honest_events(banks)
    )  # firmware may not have measured into SHA-1
    octets = encode_event_log(EventLog(SpecId(banks=banks), events))
    found = accepted(octets)
    assert [event.digest for event in found.events] == [event.digest for event in WHOLE.events]


def test_an_event_is_shown_with_what_people_need() -> None:
    shown = {event.text: event for event in WHOLE.events}
    assert shown["SecureBoot (1 octets)"].covered is Covered.ALL
    assert shown["BootOrder (2 octets)"].covered is Covered.VALUE
    assert shown["grub_cmd: linux /vmlinuz ro quiet"].covered is Covered.COMMAND
    assert shown["/vmlinuz"].covered is Covered.NOTHING
    assert shown["v1"].pcr == 0


def test_events_are_numbered_as_the_log_has_them() -> None:
    log = EventLog(HONEST.spec_id, (boots.no_action(b"x"), *HONEST.events))
    found = replay(log, Hash.SHA256)
    assert not isinstance(found, Rejection)
    assert [event.number for event in found.events] == list(range(1, len(log.events)))
    numbered: list[Event] = [log.events[event.number] for event in found.events]
    assert numbered == list(HONEST.events)


@pytest.mark.parametrize(("more", "expected"), [(0, None), (1, Code.EVENT_LOG_EVENTS)])
def test_no_more_events_are_read_than_a_boot_has(more: int, expected: Code | None) -> None:
    octets = boots.of(*(boots.no_action(b"") for _ in range(EVENTS_MOST + more)))
    found = parse_event_log(octets)
    assert (found.code if isinstance(found, Rejection) else None) is expected


@pytest.mark.parametrize(("more", "expected"), [(0, None), (1, Code.EVENT_LOG_BANKS)])
def test_no_more_banks_are_read_than_there_are(more: int, expected: Code | None) -> None:
    banks = tuple(UnknownBank(0x100 + number, 0) for number in range(BANKS_MOST + more))
    found = parse_event_log(encode_event_log(EventLog(SpecId(banks=banks), ())))
    assert (found.code if isinstance(found, Rejection) else None) is expected
