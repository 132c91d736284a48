"""Answers of real TPMs: they pass, whatever is changed in them does not, and nothing raises."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.attestation.appraisal.answer import Answer, TpmQuote, published
from leo_ref.attestation.appraisal.appraise import Appraisal, appraise, appraise_all
from leo_ref.attestation.appraisal.logs import job_register
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.tcg.algorithms import Method
from leo_ref.vectors.appraisal.asking import Try, recorded
from leo_ref.vectors.appraisal.recorded import ANSWERS, KEYS, Recorded
from leo_ref.vectors.appraisal.scene import BOOTED, POLICIES, WORKS

BASES = (
    recorded("ecc, references"),
    recorded("rsa, boot log", 1),
    recorded("ecc, kernel list", 2),
    recorded("rsa, all registers", 2),
)
FIELDS = ("attest", "signature", "values", "start", "boot_log", "kernel_list", "log")

LATER = (Code.QUOTE_REGISTER, Code.EVENT_LOG_NOT_REACHED, Code.IMA_NOT_REACHED)
ORDER = (
    *(Code.SIGNATURE_MISMATCH, Code.QUOTE_SIGNER, Code.QUOTE_QUESTION, Code.QUOTE_SELECTION),
    *(Code.QUOTE_VALUES_LENGTH, Code.QUOTE_DIGEST, Code.QUOTE_FIRMWARE, *LATER, Code.JOB_LOG_NOT_QUOTED),
)
HISTORY = (
    *(Code.HISTORY_RESETS, Code.HISTORY_RESTARTS, Code.HISTORY_FIRMWARE, Code.HISTORY_CLOCK),
    *(Code.HISTORY_QUESTION, Code.HISTORY_START, Code.HISTORY_BOOT_LOG, Code.HISTORY_REGISTER),
    *(Code.HISTORY_KERNEL_LIST, Code.HISTORY_JOB_LOG),
)


def appraised(tried: Try) -> Appraisal:
    exchanges = [(asked.question, answer) for asked, answer in (*tried.history, (tried.asked, tried.answer))]
    return appraise_all(tried.policy, tried.key.enrolled, exchanges, published(*tried.published))[-1]


def name(one: Recorded) -> str:
    return f"{one.run} {one.asked.phase.value} {one.asked.monitor}"


@pytest.mark.parametrize("one", ANSWERS, ids=name)
def test_a_recorded_answer_shows_what_happened(one: Recorded) -> None:
    logs = published(*one.published)
    found = appraise(POLICIES[one.policy], KEYS[one.machine].enrolled, one.asked.question, one.answer, logs, ())
    assert (found.refusal, found.finding) == (None, Finding.PASS)
    assert all(compared.agrees for compared in found.compared)
    assert found.seen is not None


def test_what_was_recorded_is_what_was_meant_to_be() -> None:
    assert len(ANSWERS) >= 40
    methods = Counter(KEYS[one.machine].enrolled.public.scheme for one in ANSWERS)
    assert {scheme.method for scheme in methods if scheme is not None} == {Method.ECDSA, Method.RSASSA, Method.RSAPSS}
    for method in ("ecc", "rsa", "pss"):
        seen = {(one.policy, one.asked.phase) for one in ANSWERS if one.machine.startswith(method)}
        for policy in ("references", "boot log", "kernel list", "all registers"):
            assert {(policy, phase) for phase in Phase} <= seen
    assert {one.policy for one in ANSWERS} == {*POLICIES} - {"choice"}
    starts = {one.answer.quote.start for one in ANSWERS}
    loaded = BOOTED[14]  # shim measured into it
    assert starts == {bytes(32), loaded, job_register(loaded, WORKS["task"].logs["finished"])}


@pytest.mark.parametrize("kind", ["ecc", "rsa"])
def test_all_that_was_compared_is_told_in_the_order_of_the_checks(kind: str) -> None:
    for policy in ("references", "boot log", "kernel list", "all registers"):
        tried = recorded(f"{kind}, {policy}", 2, alone=False)
        codes = list(dict.fromkeys(one.check for one in appraised(tried).compared))
        state = {
            "references": (Code.QUOTE_REGISTER,),
            "boot log": (Code.EVENT_LOG_NOT_REACHED,),
            "kernel list": (Code.EVENT_LOG_NOT_REACHED, Code.IMA_NOT_REACHED),
            "all registers": LATER,
        }[policy]
        expected = [check for check in ORDER if check not in LATER or check in state]
        assert codes == [*expected, *HISTORY, Code.JOB_LOG_UNEXPECTED]
        checks = Counter(one.check for one in appraised(tried).compared)
        assert {checks[check] for check in HISTORY} == {2}, "each earlier answer is compared"
        registers = sum(checks[check] for check in (*LATER, Code.JOB_LOG_NOT_QUOTED))
        assert registers == len(tried.policy.registers), "each register is accounted for, once"


def test_the_last_comparison_is_the_one_that_failed() -> None:
    for tried, code in (
        (BASES[0].quoting(values=bytes(9 * 32)), Code.QUOTE_DIGEST),
        (BASES[0].telling(()), Code.JOB_LOG_NOT_QUOTED),
        (evolve(BASES[0], asked=evolve(BASES[0].asked, monitor=1)), Code.QUOTE_QUESTION),
        (evolve(BASES[0], policy=evolve(BASES[0].policy, firmware=2**64 - 1)), Code.QUOTE_FIRMWARE),
    ):
        found = appraised(tried)
        assert found.refusal is not None
        assert found.refusal.code is code
        assert [one.check for one in found.compared if not one.agrees] == [code]
        assert found.compared[-1].check is code
        assert (found.finding, found.seen) == (Finding.FAIL, None)


def with_octet(octets: bytes, place: int, other: int) -> bytes:
    """With another octet at a place."""
    changed = bytes([octets[place] ^ other])
    return octets[:place] + changed + octets[place + 1 :]


@settings(max_examples=400)
@given(base=st.sampled_from(BASES), field=st.sampled_from(FIELDS), other=st.integers(1, 255), data=st.data())
def test_no_answer_with_another_octet_passes(base: Try, field: str, other: int, data: st.DataObject) -> None:
    answer = base.answer
    if field == "log":
        event = data.draw(st.integers(0, len(answer.log) - 1))
        octets = with_octet(answer.log[event], data.draw(st.integers(0, 31)), other)
        tried = base.telling((*answer.log[:event], octets, *answer.log[event + 1 :]))
    else:
        octets = getattr(answer.quote, field) or bytes(32)
        place = data.draw(st.integers(0, len(octets) - 1))
        tried = base.quoting(**{field: with_octet(octets, place, other)})
    found = appraised(tried)
    assert found.refusal is not None
    assert found.finding is Finding.FAIL


@settings(max_examples=200)
@given(base=st.sampled_from(BASES), field=st.sampled_from(FIELDS[:3]), data=st.data())
def test_no_answer_with_octets_more_or_less_passes(base: Try, field: str, data: st.DataObject) -> None:
    octets: bytes = getattr(base.answer.quote, field)
    cut = data.draw(st.integers(0, len(octets) - 1))
    more = data.draw(st.binary(max_size=40))
    changed = data.draw(st.sampled_from([octets[:cut], octets[:cut] + more, octets + more, more + octets]))
    found = appraised(base.quoting(**{field: changed}))
    assert (found.refusal is None) == (changed == octets)


@settings(max_examples=100)
@given(
    quote=st.builds(
        TpmQuote,
        attest=st.binary(max_size=512),
        signature=st.binary(max_size=528),
        values=st.binary(max_size=768),
        start=st.binary(min_size=32, max_size=32),
        boot_log=st.none() | st.binary(min_size=32, max_size=32),
        kernel_list=st.none() | st.binary(min_size=32, max_size=32),
    ),
    log=st.lists(st.binary(min_size=32, max_size=32), max_size=9).map(tuple),
)
def test_anything_is_appraised_without_raising(quote: TpmQuote, log: tuple[bytes, ...]) -> None:
    for base in BASES:
        assert appraised(evolve(base, answer=Answer(quote=quote, log=log))).finding is Finding.FAIL


@settings(max_examples=150)
@given(at=st.integers(0, 3000), other=st.integers(1, 255), place=st.integers(0, 1))
def test_a_log_with_another_octet_raises_nothing_and_blames_no_owner(at: int, other: int, place: int) -> None:
    """What no digest covers may be anything; so it may pass, and never shows anything else."""
    base = BASES[2]
    octets = with_octet(base.published[place], at % len(base.published[place]), other)
    changed = evolve(base, published=(*base.published[:place], octets, *base.published[place + 1 :]))
    (digest,) = (log for log in published(octets) if log)
    tried = changed.quoting(**{("boot_log", "kernel_list")[place]: digest})
    assert appraised(tried).finding in (Finding.FAIL, Finding.PASS)


def test_an_answer_fits_into_the_envelope() -> None:
    longest = TpmQuote(
        attest=bytes(512),
        signature=bytes(528),
        values=bytes(24 * 32),
        start=bytes(32),
        boot_log=bytes(32),
        kernel_list=bytes(32),
    )
    assert len(to_octets(longest)) <= 4096
    real = recorded("rsa, all registers").answer.quote
    assert len(real.values) == 24 * 32
    assert len(to_octets(real)) < 3000


def test_registers_in_another_order_than_the_tpm_s_are_never_taken_for_its_selection() -> None:
    """Such a policy is not sound; its values would stand for the wrong registers."""
    base = recorded("ecc, references")
    turned = evolve(base, policy=evolve(base.policy, registers=base.policy.registers[::-1]))
    refusal = appraised(turned).refusal
    assert refusal is not None
    assert refusal.code is Code.QUOTE_SELECTION
