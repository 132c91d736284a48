"""Answers made by the adapter are what the appraisal accepts, also by `leo attest`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from leo_ref.adapters.tpm import quote as quotes
from leo_ref.adapters.tpm.answer import answered
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.measure import measure, read
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import published
from leo_ref.attestation.appraisal.appraise import Appraisal, appraise
from leo_ref.attestation.appraisal.bundle import PUBLISHED_MOST, Allowed, Asked, Bundle, appraise_bundle
from leo_ref.attestation.appraisal.history import Seen, continues
from leo_ref.attestation.appraisal.judge import Judge
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.identity.certification import Statement
from leo_ref.core.encoding import encode
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.tcg.ima import Entry
from leo_ref.vectors.appraisal.recorded import read_answer, read_key
from leo_ref.vectors.appraisal.scene import BOOT, BOOT_LOG, LIST, POLICIES, measured
from leo_ref.vectors.tcg import ima
from tests.attestation.appraisal.record import Recorder, check

EVENTS = tuple(sha256(bytes([number])).digest() for number in range(3))
ASKED = Asked(
    nonce=bytes(64),
    job=JobId("0a" * 32),
    round=1,
    phase=Phase.BEFORE,
    monitor=NodeId("0b" * 32),
    logs=(Allowed(log=EVENTS, finding=Finding.PASS),),
)


def booted(tpm: Tpm) -> None:
    """Extends what firmware, boot loader and kernel would have measured."""
    for event in BOOT:
        measure(tpm, event.digests[0], event.pcr)
    for entry in LIST:
        measure(tpm, measured(entry), 10)


def listed(*entries: Entry) -> Callable[[], bytes]:
    """A kernel's list, as it is read."""
    return lambda: ima.octets(*entries)


def shown(policy: Policy, bundle: Bundle) -> Finding | Code:
    found = appraise_bundle(policy, bundle)
    assert isinstance(found, Appraisal)
    return found.finding if found.refusal is None else found.refusal.code


@pytest.mark.parametrize("kind", KeyKind)
def test_a_booted_machine_with_a_job_passes(kind: KeyKind, authority: Authority) -> None:
    policy = POLICIES["all registers"]
    with certified_tpm(authority, (kind,)) as swtpm, connect(swtpm.address) as tpm:
        booted(tpm)
        start = read(tpm, policy.selections)[BANK][policy.job_register]
        for event in EVENTS:
            measure(tpm, event)
        bundle = answered(
            tpm, kind, policy, ASKED, log=EVENTS, start=start, boot_log=lambda: BOOT_LOG, kernel_list=listed(*LIST)
        )
        assert not tpm.leftovers()
    assert shown(policy, bundle) is Finding.PASS
    other = evolve(bundle, question=evolve(ASKED, nonce=bytes(63)))
    assert shown(policy, other) is Code.QUOTE_QUESTION
    assert shown(policy, evolve(bundle, logs=())) is Code.LOG_MISSING


def test_a_file_that_is_measured_while_a_tpm_quotes_is_in_the_list(tpm: Tpm, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = POLICIES["all registers"]
    booted(tpm)
    there = [*LIST]
    sound = quotes.quote

    def quoting(*arguments: Any) -> Statement:
        there.append(LIST[1])
        measure(tpm, measured(LIST[1]), 10)
        return sound(*arguments)

    monkeypatch.setattr(quotes, "quote", quoting)
    asked = evolve(ASKED, logs=(Allowed(log=(), finding=Finding.PASS),))
    bundle = answered(
        tpm, KeyKind.ECC, policy, asked, boot_log=lambda: BOOT_LOG, kernel_list=lambda: ima.octets(*there, LIST[2])
    )
    assert len(there) == len(LIST) + 1
    assert shown(policy, bundle) is Finding.PASS


def test_a_machine_that_booted_otherwise_is_refused(tpm: Tpm) -> None:
    policy = POLICIES["references"]
    booted(tpm)
    asked = evolve(ASKED, logs=(Allowed(log=(), finding=Finding.PASS),))
    assert shown(policy, answered(tpm, KeyKind.ECC, policy, asked)) is Finding.PASS
    measure(tpm, EVENTS[0], 4)
    assert shown(policy, answered(tpm, KeyKind.ECC, policy, asked)) is Code.QUOTE_REGISTER


def test_what_would_be_recorded_today_is_what_was_recorded() -> None:
    """Real attestations: a kernel's list that grows, sleep, a power cut, a state that is put back."""
    recorder = Recorder()
    for run in ("ecc, kernel list", "pss, kernel list"):
        with recorder.machine(run) as machine:
            machine.boot()
            recorder.course(machine, run, "kernel list")
    recorder.record_power()
    recorder.record_rollback()
    check(recorder)
    seen: dict[str, Seen] = {}
    for one in map(read_answer, recorder.answers):
        key = read_key(recorder.keys[one.machine]).enrolled
        logs = published(*one.published)
        alone = appraise(POLICIES[one.policy], key, one.asked.question, one.answer, logs, ())
        assert alone.refusal is None, (one.run, alone.refusal)
        assert alone.seen is not None
        seen[f"{one.run} {one.asked.phase.value}"] = alone.seen

    def why(now: str, then: str) -> Code | None:
        refusal = continues(seen[now], seen[then], Judge())
        return None if refusal is None else refusal.code

    assert why("ecc, kernel list during", "ecc, kernel list before") is None
    assert why("ecc, kernel list after", "ecc, kernel list during") is None
    assert why("power, after sleep during", "power, at first before") is Code.HISTORY_RESTARTS
    assert why("power, after a cut after", "power, after sleep during") is Code.HISTORY_RESETS
    assert why("rollback, put back during", "rollback, at first before") is Code.HISTORY_CLOCK


@pytest.mark.parametrize("more", [0, 1])
def test_a_list_that_is_too_long_is_named_with_the_limit(more: int, swtpm: Swtpm, tmp_path: Path) -> None:
    policy, log, kernel_list = tmp_path / "policy.json", tmp_path / "log", tmp_path / "list"
    policy.write_text(json.dumps(encode(POLICIES["all registers"])))
    log.write_bytes(BOOT_LOG)
    kernel_list.write_bytes(bytes(PUBLISHED_MOST + more))
    files = ["--policy", str(policy), "--boot-log", str(log), "--kernel-list", str(kernel_list)]
    leo = [sys.executable, "-c", "from leo_ref.cli import main; main()", "attest", "quote", "--tcti", swtpm.address]
    made = subprocess.run([*leo, "--nonce", "01", *files], capture_output=True, text=True, timeout=120, check=False)
    if more:
        assert (made.returncode, made.stdout) == (1, "")
        assert made.stderr.startswith(f"leo: log-too-large: {kernel_list} has more than {PUBLISHED_MOST} octets")
        assert "docs/kernel-list.md" in made.stderr
        assert len(made.stderr) < 400
    else:
        assert (made.returncode, made.stderr) == (0, "")
        assert json.loads(made.stdout)["logs"][1] == "00" * PUBLISHED_MOST


def test_two_logs_that_are_too_long_together_are_named(swtpm: Swtpm, tmp_path: Path) -> None:
    policy, log = tmp_path / "policy.json", tmp_path / "log"
    policy.write_text(json.dumps(encode(POLICIES["all registers"])))
    log.write_bytes(bytes(PUBLISHED_MOST))
    files = ["--policy", str(policy), "--boot-log", str(log), "--kernel-list", str(log)]
    leo = [sys.executable, "-c", "from leo_ref.cli import main; main()", "attest", "quote", "--tcti", swtpm.address]
    made = subprocess.run([*leo, "--nonce", "01", *files], capture_output=True, text=True, timeout=120, check=False)
    assert (made.returncode, made.stdout) == (1, "")
    assert made.stderr.startswith("leo: bundle-too-large: ")


def test_the_command_makes_what_the_other_appraises(swtpm: Swtpm, tmp_path: Path) -> None:
    policy, answer, log = tmp_path / "policy.json", tmp_path / "bundle.json", tmp_path / "log"
    policy.write_text(json.dumps(encode(POLICIES["boot log"])))
    log.write_bytes(BOOT_LOG)
    with connect(swtpm.address) as tpm:
        booted(tpm)
    leo = [sys.executable, "-c", "from leo_ref.cli import main; main()", "attest"]
    asking = ["--tcti", swtpm.address, "--nonce", "0102", "--policy", str(policy), "--boot-log", str(log)]
    made = subprocess.run([*leo, "quote", *asking], capture_output=True, text=True, timeout=120, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    answer.write_text(made.stdout)
    done = subprocess.run(
        [*leo, "appraise", str(answer), "--policy", str(policy)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "pass\n")
