"""Nodes with TPMs of their own, enrolled and attested by several monitors, honest ones and each kind of cheat."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.adapters.tpm.authority import Authority, throw_away_authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.swtpm import Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.evidence import log
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.measure.bench.fleet.run import run
from leo_ref.vectors.appraisal import scene
from tests.adapters.tpm.fleets import (
    LOG_OF,
    answered,
    enrol,
    judged,
    machine_of,
    monitor_of,
    shown,
    silent,
    temporary_folder,
)
from tests.adapters.tpm.leaks import HeldRun

ROOT = Path(__file__).parents[3]
LEO = [sys.executable, "-c", "from leo_ref.cli import main; main()", "bench", "fleet"]

IMAGE = (log.event("image", scene.named("another image").hex()), *LOG_OF[Phase.BEFORE][1:])
"""The log of a machine that runs another image."""


@pytest.fixture
def other(authority: Authority) -> Iterator[Tpm]:
    """Another machine's TPM."""
    with certified_tpm(authority) as swtpm, connect(swtpm.address) as tpm:
        yield tpm


@pytest.mark.parametrize(("nodes", "monitors", "kind"), [(3, 2, KeyKind.ECC), (1, 1, KeyKind.RSA)])
def test_honest_nodes_pass_with_every_monitor(
    nodes: int, monitors: int, kind: KeyKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    with throw_away_tpm():  # the thread that starts the processes stays
        pass
    held = HeldRun.now()
    with temporary_folder(monkeypatch) as folder:
        fleet = run(nodes, monitors, kind, silent)
        assert list(folder.iterdir()) == []
    assert HeldRun.now() == held
    assert fleet.is_sound
    assert (fleet.enrolments, fleet.passed) == (nodes * monitors, 3 * nodes * monitors)
    assert fleet.memory.swtpm >= fleet.memory.swtpm_shared_once > nodes * 100_000


def test_one_that_did_not_pass_makes_a_fleet_unsound() -> None:
    fleet = run(1, 1, KeyKind.ECC, silent)
    assert not evolve(fleet, passed=2, refusals={"QUOTE_QUESTION": 1}).is_sound
    assert not evolve(fleet, passed=2, appraisals=2).is_sound


# --- cheats -----------------------------------------------------------------------------------------------------------


def test_another_image_is_told_or_hidden_in_vain(authority: Authority, tpm: Tpm) -> None:
    machine, monitors = machine_of(tpm), [monitor_of(authority, number) for number in range(2)]
    enrol(machine, *monitors)
    for monitor in monitors:
        assert shown(machine, monitor, Phase.BEFORE, IMAGE) is Code.JOB_LOG_UNEXPECTED
        proof, answer = answered(machine, monitor, Phase.BEFORE)
        hidden = evolve(answer, log=LOG_OF[Phase.BEFORE])
        assert judged(machine, monitor, Phase.BEFORE, proof, hidden) is Code.JOB_LOG_NOT_QUOTED


def test_a_reboot_between_two_phases_is_found_though_all_is_measured_again(authority: Authority, swtpm: Swtpm) -> None:
    monitor = monitor_of(authority)
    with connect(swtpm.address) as tpm:
        machine = machine_of(tpm)
        enrol(machine, monitor)
        assert shown(machine, monitor, Phase.BEFORE) is Finding.PASS
    swtpm.power_cycle()
    with connect(swtpm.address) as tpm:
        machine.tpm = tpm
        machine.boot()
        assert shown(machine, monitor, Phase.DURING) is Code.HISTORY_RESETS


def test_the_quote_of_another_machine_is_relayed_in_vain(authority: Authority, tpm: Tpm, other: Tpm) -> None:
    machine, stranger, monitor = machine_of(tpm), machine_of(other, "stranger"), monitor_of(authority)
    enrol(machine, monitor)
    enrol(stranger, monitor)
    assert shown(stranger, monitor, Phase.BEFORE) is Finding.PASS
    stranger.job = machine.job  # it does the other's work, honestly
    machine.work(IMAGE)
    proof, answer = answered(stranger, monitor, Phase.BEFORE)
    assert judged(machine, monitor, Phase.BEFORE, proof, answer) is Code.SIGNATURE_MISMATCH


def test_an_earlier_answer_is_shown_again_in_vain(authority: Authority, tpm: Tpm) -> None:
    machine, monitor, another = machine_of(tpm), monitor_of(authority), monitor_of(authority, 1)
    enrol(machine, monitor, another)
    machine.work(LOG_OF[Phase.BEFORE])
    proof, answer = answered(machine, monitor, Phase.BEFORE)
    assert judged(machine, monitor, Phase.BEFORE, proof, answer) is Finding.PASS
    later = monitor.ask(machine.job, 1, Phase.DURING)
    assert judged(machine, monitor, Phase.DURING, later, answer) is Code.QUOTE_QUESTION
    theirs = another.ask(machine.job, 1, Phase.BEFORE)
    assert judged(machine, another, Phase.BEFORE, theirs, answer) is Code.QUOTE_QUESTION


def test_other_firmware_is_found(authority: Authority, tpm: Tpm) -> None:
    machine, monitor = machine_of(tpm), monitor_of(authority)
    enrol(machine, monitor)
    machine.boot()  # once more, on top of what is there
    assert shown(machine, monitor, Phase.BEFORE) is Code.EVENT_LOG_NOT_REACHED


def test_the_key_of_another_machine_is_not_enrolled(authority: Authority, tpm: Tpm, other: Tpm) -> None:
    machine, stranger, monitor = machine_of(tpm), machine_of(other, "stranger"), monitor_of(authority)
    mixed = evolve(machine.identity(), attestation_key=stranger.identity().attestation_key)
    sent = monitor.credential(machine.node, mixed, int(time.time()))
    assert isinstance(sent, Credential)
    for each in (machine, stranger):
        with pytest.raises(TpmFailure) as failed:
            each.activate(sent)
        assert failed.value.name is Failure.TPM_REFUSED
    assert shown(machine, monitor, Phase.BEFORE) is Code.CREDENTIAL_NOT_ACTIVATED


def test_a_guessed_secret_enrols_nobody(authority: Authority, tpm: Tpm) -> None:
    machine, monitor = machine_of(tpm), monitor_of(authority)
    assert isinstance(monitor.credential(machine.node, machine.identity(), int(time.time())), Credential)
    assert monitor.enrol(machine.node, bytes(32)) == Rejection(Code.CREDENTIAL_WRONG_SECRET)
    assert shown(machine, monitor, Phase.BEFORE) is Code.CREDENTIAL_NOT_ACTIVATED


def test_the_tpm_of_an_unknown_maker_is_not_enrolled(tpm: Tpm) -> None:
    refused = monitor_of(throw_away_authority()).credential(
        machine_of(tpm).node, machine_of(tpm).identity(), int(time.time())
    )
    assert isinstance(refused, Rejection)
    assert refused.code is Code.CHAIN_SIGNATURE


def test_a_question_of_nobody_is_not_answered(authority: Authority, tpm: Tpm) -> None:
    machine, monitor = machine_of(tpm), monitor_of(authority)
    machine.work(LOG_OF[Phase.BEFORE])
    proof = monitor.ask(machine.job, 1, Phase.BEFORE)
    assert machine.answer(monitor.node, monitor.vrf_key, proof, 1, Phase.DURING) is None


# --- as it is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_prints_time_and_memory(as_json: bool) -> None:
    options = ["--json"] if as_json else []
    said = subprocess.run(
        [*LEO, "--nodes", "2", "--monitors", "2", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    if as_json:
        fleet = json.loads(said)["fleet"]
        assert fleet["ok"] is True
        assert fleet["passed"] == 12
        assert all(step["seconds"] > 0 for step in fleet["steps"])
    else:
        assert "4 enrolments, 12 appraisals, 12 passed" in said
        assert "memory: 2 swtpm" in said


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("step", ["TPMs started", "booted"])
def test_a_fleet_that_is_stopped_leaves_nothing(sent: signal.Signals, code: int, step: str) -> None:
    with tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as folder:
        with subprocess.Popen(
            [*LEO, "--nodes", "12", "--monitors", "1000"],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            assert any(line.startswith(step) for line in process.stderr)
            process.send_signal(sent)
            assert process.wait(60) == code
        assert os.listdir(folder) == []
        assert not any(folder in command for command in commands())


def commands() -> Iterator[str]:
    """What runs on this machine."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield (process / "cmdline").read_text(errors="replace")
        except OSError:  # it has ended by now
            continue
