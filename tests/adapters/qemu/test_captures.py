"""Captured boots, appraised without QEMU and without a TPM."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.adapters.qemu.capture import JOB_REGISTER, REGISTERS, Capture, load, save
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.judging import Judgement, Way, appraised, enrolled, judge, known_files, known_values
from leo_ref.adapters.qemu.variant import Variant, flipped
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.cli import main
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import measured_boot
from leo_ref.tcg.ima import parse_ima_log
from leo_ref.tcg.ima_replay import replay_ima

FOLDER = Path(__file__).parent / "captures"
AT = 1_800_000_000
"""A second at which the captures' certificates hold."""

CAPTURES = {path.stem: load(path) for path in sorted(FOLDER.glob("*.json"))}
REFERENCE = CAPTURES["reference"]


def _key() -> AttestationKey:
    key = enrolled(REFERENCE, AT)
    assert not isinstance(key, Rejection), key
    return key


KEY = _key()


def judged(capture: Capture) -> Judgement:
    found = judge(REFERENCE, capture, KEY)
    assert isinstance(found, Judgement), found
    return found


def code(judgement: Judgement, way: Way) -> Code | None:
    refusal = judgement.appraisals[way].refusal
    return None if refusal is None else refusal.code


def test_the_same_machine_is_accepted_again() -> None:
    found = judged(CAPTURES["honest"])
    assert found.accepted
    assert found.registers == ()
    assert found.events == ()


TWINS = {
    "initrd": ((9, 10), Code.KERNEL_LIST_FILE),
    "cmdline": ((8, 9, 10), None),
    "secure-boot": ((0, 4, 7, 10), Code.EVENT_LOG_NOT_ONE),
}
"""Which registers give a variant away, and what a policy says that only knows the files that may run."""


@pytest.mark.parametrize("name", TWINS)
def test_a_tampered_twin_is_refused(name: str) -> None:
    registers, by_files = TWINS[name]
    found = judged(CAPTURES[name])
    assert found.machine is Variant(name)
    assert found.refused
    assert not found.accepted
    assert found.registers == registers
    refusal = found.appraisals[Way.VALUES].refusal
    assert refusal is not None
    assert (refusal.code, refusal.values[0]) == (Code.QUOTE_REGISTER, registers[0])
    assert code(found, Way.FILES) is by_files


@pytest.mark.parametrize("name", TWINS)
def test_no_lie_helps_a_twin(name: str) -> None:
    found = judged(CAPTURES[name])
    assert code(found, Way.OTHER_LOGS) is Code.EVENT_LOG_NOT_REACHED
    assert code(found, Way.OTHER_VALUES) is Code.QUOTE_DIGEST


def test_the_event_log_tells_what_is_other() -> None:
    assert [event.text for event in judged(CAPTURES["initrd"]).events] == ["/initrd"]
    boot_events = [(event.pcr, event.text) for event in judged(CAPTURES["cmdline"]).events]
    assert [pcr for pcr, _ in boot_events] == [9, 8, 8]
    assert all("mitigations=off" in text for pcr, text in boot_events if pcr == 8)


@pytest.mark.parametrize("name", ["reference", "honest", "initrd", "cmdline"])
def test_the_logs_account_for_every_register_that_is_quoted(name: str) -> None:
    capture = CAPTURES[name]
    quoted = dict(zip(REGISTERS, capture.values, strict=True))
    boot = measured_boot(capture.event_log, Hash.SHA256)
    kernel = parse_ima_log(capture.kernel_list)
    assert not isinstance(boot, Rejection), boot
    assert not isinstance(kernel, Rejection), kernel
    listed = replay_ima(kernel, Hash.SHA256, dict(boot.values))
    assert not isinstance(listed, Rejection), listed
    assert listed.aggregated == range(10)
    # The job's register too: shim measures its own keys into it before any job.
    assert quoted == {register: boot.values[register] for register in REGISTERS} | {10: listed.value}
    assert boot.values[JOB_REGISTER] != bytes(32)


def test_another_boot_of_the_same_machine_is_no_later_phase_of_a_job() -> None:
    policy = known_values(REFERENCE)
    assert not isinstance(policy, Rejection)
    first = appraised(policy, REFERENCE, KEY)
    assert first.seen is not None
    second = appraised(policy, CAPTURES["honest"], KEY, history=(first.seen,))
    assert second.refusal is not None
    assert second.refusal.code is Code.HISTORY_RESETS


def test_a_capture_that_begins_anew_is_not_the_enrolled_machine() -> None:
    policy = known_values(REFERENCE)
    assert not isinstance(policy, Rejection)
    other = appraised(policy, evolve(CAPTURES["honest"], question=REFERENCE.question), KEY)
    assert other.refusal is not None
    assert other.refusal.code is Code.QUOTE_QUESTION


def test_a_certificate_that_the_authority_did_not_sign_enrols_nobody() -> None:
    other = flipped(REFERENCE.certificate, len(REFERENCE.certificate) - 1)
    refusal = enrolled(evolve(REFERENCE, certificate=other), AT)
    assert isinstance(refusal, Rejection)
    assert refusal.code is Code.CHAIN_SIGNATURE


def with_attest(octets: bytes) -> Capture:
    return evolve(REFERENCE, attest=octets)


def with_signature(octets: bytes) -> Capture:
    return evolve(REFERENCE, signature=octets)


def with_kernel_list(octets: bytes) -> Capture:
    return evolve(REFERENCE, kernel_list=octets)


PARTS: Final = (
    (REFERENCE.attest, with_attest),
    (REFERENCE.signature, with_signature),
    (REFERENCE.kernel_list, with_kernel_list),
)


@given(st.sampled_from(PARTS), st.data())
def test_every_octet_of_what_is_signed_or_listed_counts(
    part: tuple[bytes, Callable[[bytes], Capture]], data: st.DataObject
) -> None:
    octets, put = part
    place = data.draw(st.integers(0, len(octets) - 1))
    policy = known_files(REFERENCE)
    assert not isinstance(policy, Rejection)
    assert appraised(policy, put(flipped(octets, place)), KEY).refusal is not None


@given(st.integers(0, len(REGISTERS) - 1), st.integers(0, 31))
def test_every_octet_of_the_values_counts(register: int, place: int) -> None:
    policy = known_files(REFERENCE)
    assert not isinstance(policy, Rejection)
    values = list(REFERENCE.values)
    values[register] = flipped(values[register], place)
    refusal = appraised(policy, evolve(REFERENCE, values=tuple(values)), KEY).refusal
    assert refusal is not None
    assert refusal.code is Code.QUOTE_DIGEST


def test_a_capture_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    save(REFERENCE, tmp_path / "one.json")
    assert load(tmp_path / "one.json") == REFERENCE
    assert (tmp_path / "one.json").read_bytes() == (FOLDER / "reference.json").read_bytes()


@pytest.mark.parametrize("octets", [b"", b"{}", (FOLDER / "reference.json").read_bytes()[:-1]])
def test_what_is_no_capture_is_named(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "one.json").write_bytes(octets)
    with pytest.raises(MachineFailure) as caught:
        load(tmp_path / "one.json")
    assert caught.value.name is Failure.CAPTURE_BROKEN


def boot_events(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """The exit code and what `leo machine appraise` says of captures; nothing of a TPM is imported for it."""
    monkeypatch.setattr("time.time", lambda: float(AT))
    with pytest.raises(SystemExit) as ended:
        main(["machine", "appraise", *(str(FOLDER / f"{name}.json") for name in names), "--json"])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().out


def test_the_command_accepts_and_refuses(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code, out = boot_events(("reference", "honest", *TWINS), monkeypatch, capsys)
    said = json.loads(out)
    assert exit_code == 0
    assert said["ok"]
    assert said["is_software"]
    assert [machine["accepted"] for machine in said["machines"]] == [True, False, False, False]


def test_the_command_fails_where_a_machine_is_not_judged_as_it_should_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, out = boot_events(("initrd", "honest"), monkeypatch, capsys)
    assert exit_code == 1
    assert not json.loads(out)["ok"]
