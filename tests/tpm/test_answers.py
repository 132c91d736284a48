"""Answers made by the adapter are what the appraisal accepts, also by `leo attest`."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.appraisal.answer import published
from leo_ref.appraisal.appraise import Appraisal, appraise
from leo_ref.appraisal.bundle import Allowed, Asked, Bundle, appraise_bundle
from leo_ref.appraisal.history import Seen, continues
from leo_ref.appraisal.judge import Judge
from leo_ref.appraisal.policy import Policy
from leo_ref.encoding import encode
from leo_ref.rejections import Code
from leo_ref.state.evidence import Finding, Phase
from leo_ref.tpm.answer import answered
from leo_ref.tpm.authority import Authority
from leo_ref.tpm.connection import Tpm, connect
from leo_ref.tpm.factory import certified_tpm
from leo_ref.tpm.measure import measure
from leo_ref.tpm.swtpm import Swtpm
from leo_ref.tpm.templates import Kind
from leo_ref.values import JobId, NodeId
from leo_ref.vectors.appraisal.recorded import read_answer, read_key
from leo_ref.vectors.appraisal.scene import BOOT, BOOT_LOG, LIST, POLICIES, measured
from leo_ref.vectors.tcg import ima
from tests.appraisal.record import Recorder, check

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


def shown(policy: Policy, bundle: Bundle) -> Finding | Code:
    found = appraise_bundle(policy, bundle)
    assert isinstance(found, Appraisal)
    return found.finding if found.refusal is None else found.refusal.code


@pytest.mark.parametrize("kind", Kind)
def test_a_booted_machine_with_a_job_passes(kind: Kind, authority: Authority) -> None:
    policy = POLICIES["all registers"]
    with certified_tpm(authority, (kind,)) as swtpm, connect(swtpm.address) as tpm:
        booted(tpm)
        start = answered(tpm, kind, policy, ASKED, boot_log=BOOT_LOG, kernel_list=ima.octets(*LIST)).answer.quote.start
        for event in EVENTS:
            measure(tpm, event)
        bundle = answered(
            tpm, kind, policy, ASKED, log=EVENTS, start=start, boot_log=BOOT_LOG, kernel_list=ima.octets(*LIST)
        )
        assert not tpm.leftovers()
    assert shown(policy, bundle) is Finding.PASS
    other = evolve(bundle, question=evolve(ASKED, nonce=bytes(63)))
    assert shown(policy, other) is Code.QUOTE_QUESTION
    assert shown(policy, evolve(bundle, logs=())) is Code.LOG_MISSING


def test_a_machine_that_booted_otherwise_is_refused(tpm: Tpm) -> None:
    policy = POLICIES["references"]
    booted(tpm)
    asked = evolve(ASKED, logs=(Allowed(log=(), finding=Finding.PASS),))
    assert shown(policy, answered(tpm, Kind.ECC, policy, asked)) is Finding.PASS
    measure(tpm, EVENTS[0], 4)
    assert shown(policy, answered(tpm, Kind.ECC, policy, asked)) is Code.QUOTE_REGISTER


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
