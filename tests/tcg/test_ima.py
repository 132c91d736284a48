"""The kernel's measurement list: one form as a file, recomputed digests, a replay up to the quote."""

from __future__ import annotations

import hashlib

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.ima import ImaLog, encode_ima_log, parse_ima_log, template_data
from leo_ref.tcg.ima_replay import BOOT_AGGREGATE, no_violation, replay_ima
from leo_ref.tcg.ima_text import encode_ima_text, parse_ima_text
from leo_ref.vectors.tcg import ima
from tests.tcg.logs import chained, ima_logs

names = st.binary(min_size=1, max_size=30).filter(lambda name: 0 not in name)
plain_names = names.filter(lambda name: not {0x20, 0x0A} & set(name))


@given(ima_logs(names))
def test_a_file_is_read_back(log: ImaLog) -> None:
    assert parse_ima_log(encode_ima_log(log), log.template_hash) == log


@given(ima_logs(plain_names))
def test_a_text_is_read_back(log: ImaLog) -> None:
    assert parse_ima_text(encode_ima_text(log), log.template_hash) == log


@given(ima_logs(names))
def test_a_text_is_read_as_it_was_written_or_refused(log: ImaLog) -> None:
    found = parse_ima_text(encode_ima_text(log), log.template_hash)
    violated = any(entry.violation for entry in log.entries)  # of which no digest tells a wrong name
    assert isinstance(found, Rejection) or found == log or violated


@given(st.data())
def test_a_changed_file_is_refused_or_has_only_one_form(data: st.DataObject) -> None:
    octets = bytearray(ima.FILE)
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    found = parse_ima_log(bytes(octets))
    assert isinstance(found, Rejection) or encode_ima_log(found) == octets


@given(st.data())
def test_a_changed_text_is_refused_or_has_only_one_form(data: st.DataObject) -> None:
    octets = bytearray(encode_ima_text(ImaLog(Hash.SHA1, ima.HONEST)))
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.sampled_from(b"0af \n:zA\0\xff"))
    found = parse_ima_text(bytes(octets))
    assert isinstance(found, Rejection) or encode_ima_text(found) == octets


@given(st.integers(0, len(ima.FILE) - 1), st.integers(1, 255))
def test_a_flipped_octet_is_always_refused(at: int, flip: int) -> None:
    octets = ima.FILE[:at] + bytes([ima.FILE[at] ^ flip]) + ima.FILE[at + 1 :]
    assert isinstance(parse_ima_log(octets), Rejection)


def test_a_cut_file_is_refused_but_between_entries() -> None:
    ends = [len(ima.octets(*ima.HONEST[:count])) for count in range(1, len(ima.HONEST) + 1)]
    for length in range(len(ima.FILE) + 1):
        found = parse_ima_log(ima.FILE[:length])
        assert isinstance(found, Rejection) is (length not in ends)


@given(ima_logs(names), st.sampled_from([Hash.SHA256, Hash.SHA384, Hash.SHA512]), st.data())
def test_a_replay_is_the_chain_up_to_the_quote(log: ImaLog, bank: Hash, data: st.DataObject) -> None:
    assume(not log.entries[0].violation)
    entries = (evolve(log.entries[0], name=BOOT_AGGREGATE), *log.entries[1:])
    assume(all(entry.name != BOOT_AGGREGATE for entry in entries[1:]))
    digests = [
        hashlib.new(bank.title, template_data(entry)).digest() if any(entry.template_digest) else b"\xff" * bank.size
        for entry in entries
    ]
    count = data.draw(st.integers(1, len(entries)))
    expected = chained(bank.title, bytes(bank.size), digests[:count])
    found = replay_ima(ImaLog(log.template_hash, entries), bank, None, expected)
    assert not isinstance(found, Rejection)
    assert (found.value, found.entries, found.ahead) == (expected, entries[:count], len(entries) - count)
    whole = replay_ima(ImaLog(log.template_hash, entries), bank)
    assert not isinstance(whole, Rejection)
    assert whole.value == chained(bank.title, bytes(bank.size), digests)


def test_a_boot_aggregate_says_of_which_registers_it_is() -> None:
    log = ImaLog(Hash.SHA1, ima.HONEST)
    found = replay_ima(log, Hash.SHA256, ima.BOOT)
    assert not isinstance(found, Rejection)
    assert found.aggregated == range(10)
    for pcr in range(10):
        refused = replay_ima(log, Hash.SHA256, ima.BOOT | {pcr: bytes(32)})
        if ima.BOOT[pcr] != bytes(32):
            assert isinstance(refused, Rejection)
            assert refused.code is Code.IMA_BOOT_AGGREGATE


def test_a_violation_after_the_quote_is_none_of_it() -> None:
    log = ImaLog(Hash.SHA1, (*ima.HONEST, ima.violation(b"/late")))
    found = replay_ima(log, Hash.SHA256, None, ima.VALUE)
    assert not isinstance(found, Rejection)
    assert no_violation(found) is None
    whole = replay_ima(log, Hash.SHA256)
    assert not isinstance(whole, Rejection)
    refused = no_violation(whole)
    assert refused is not None
    assert refused.values == (len(ima.HONEST),)


@given(st.binary(max_size=20))
def test_a_name_acts_on_no_terminal(name: bytes) -> None:
    assert ima.entry(name, bytes(32)).text.isprintable()
    assert ima.entry(name, bytes(32)).text.isascii()
