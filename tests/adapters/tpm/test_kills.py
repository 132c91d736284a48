"""swtpm killed at every command of an enrolment and of an attested job, and in every step of a fleet.

Each kill ends in a named error; done again after the restart it succeeds, or is refused by name where it must be;
nothing is left in the TPM, in this process or on the disk.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from leo_ref.adapters.tpm import handles
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import create_decryption_key
from leo_ref.adapters.tpm.swtpm import Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.measure.bench.fleet.machine import FleetMachine
from leo_ref.measure.bench.fleet.run import run
from leo_ref.measure.bench.workers import Progressed
from leo_ref.vectors.appraisal import scene
from tests.adapters.tpm.fleets import LOG_OF, enrol, monitor_of, shown, temporary_folder
from tests.adapters.tpm.leaks import HeldRun
from tests.adapters.tpm.test_job import TIED, policy_of_now
from tests.adapters.tpm.test_loss import Killer, at_every_command

POLICY = scene.POLICIES["job only"]
KEPT = (handles.ENDORSEMENT_KEY[KeyKind.ECC], handles.ATTESTATION_KEY[KeyKind.ECC])
"""All that Leo ever keeps in this TPM."""
STEPS = 14


def test_killed_at_every_command_of_an_enrolment(
    authority: Authority, swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = monitor_of(authority, policy=POLICY)
    with connect(swtpm.address) as tpm:
        machine = FleetMachine("node", KeyKind.ECC, tpm, POLICY)
        identity = machine.identity()

    def credential() -> Credential:
        sent = monitor.credential(machine.node, identity, int(time.time()))
        assert isinstance(sent, Credential)
        return sent

    sent, enrolled = credential(), False

    def enrolment(tpm: Tpm) -> None:
        nonlocal enrolled
        machine.tpm = tpm
        assert machine.identity() == identity
        secret = machine.activate(sent)
        enrolled = monitor.enrol(machine.node, secret) is None
        assert enrolled

    def again(tpm: Tpm) -> None:
        nonlocal sent, enrolled
        if enrolled:  # the answer was there when the TPM was killed; and it counts once
            machine.tpm = tpm
            assert monitor.enrol(machine.node, machine.activate(sent)) == Rejection(Code.CREDENTIAL_ANSWERED)
        else:  # the same credential is good after the restart
            enrolment(tpm)
        sent, enrolled = credential(), False
        assert handles.in_use(tpm) == KEPT

    assert at_every_command(swtpm, Killer(monkeypatch), enrolment, again) > 20


def test_killed_at_every_command_of_an_attested_job(
    authority: Authority, swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = monitor_of(authority, policy=POLICY)
    with connect(swtpm.address) as tpm:
        machine = FleetMachine("node", KeyKind.ECC, tpm, POLICY)
        enrol(machine, monitor)
    round_number, passed = 0, 0

    def job(tpm: Tpm) -> None:
        nonlocal round_number, passed
        machine.tpm = tpm
        round_number, passed = round_number + 1, 0
        monitor.begin(machine.node)
        machine.begin()
        for phase in Phase:
            assert shown(machine, monitor, phase, round_number=round_number) is Finding.PASS
            passed += 1

    def again(tpm: Tpm) -> None:
        # Whoever passed at a phase and measures everything anew after the restart is found out.
        machine.tpm = tpm
        machine.begin()
        phase = list(Phase)[min(passed, len(Phase) - 1)]
        expected = Code.HISTORY_RESETS if passed else Finding.PASS
        assert shown(machine, monitor, phase, LOG_OF[phase], round_number) is expected
        job(tpm)  # another round succeeds
        assert handles.in_use(tpm) == KEPT

    assert at_every_command(swtpm, Killer(monkeypatch), job, again) > 30


def test_killed_at_every_command_of_making_a_decryption_key(swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch) -> None:
    with connect(swtpm.address) as tpm:
        FleetMachine("node", KeyKind.ECC, tpm, POLICY).identity()

    def make(tpm: Tpm) -> None:
        create_decryption_key(tpm, KeyKind.ECC, policy_of_now(tpm), TIED)

    def again(tpm: Tpm) -> None:
        assert handles.in_use(tpm) == KEPT  # the key was to leave the TPM, and nothing of it is there

    assert at_every_command(swtpm, Killer(monkeypatch), make, again) > 10


@pytest.mark.parametrize("after", [False, True], ids=["before", "after one"])
def test_killed_in_every_step_of_a_fleet(after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_tpm():  # the thread that starts the processes stays
        pass
    held = HeldRun.now()
    seen: list[str] = []

    @contextmanager
    def lethal(step: str) -> Iterator[Progressed]:
        seen.append(step)
        now = len(seen) == number
        if now and not after:
            kill()
        yield lambda done, _whole: kill() if now and after and done == 1 else None

    def kill() -> None:
        # The last one, whose turn is still to come, as long as there is one.
        for pid in sorted(HeldRun.now().children - held.children)[-1:]:
            os.kill(pid, signal.SIGKILL)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # until then its memory can still be read

    ends: dict[int, Failure | None] = {}
    for number in range(1, STEPS + 1):
        seen.clear()
        with temporary_folder(monkeypatch) as folder:
            try:
                run(2, 1, KeyKind.ECC, lethal)
                ends[number] = None
            except TpmFailure as failure:
                ends[number] = failure.name
            assert list(folder.iterdir()) == []
        assert HeldRun.now() == held
        assert len(seen) >= number
    # No TPM is there yet before the first step, and none is needed any more in the last ones.
    survived = [number for number, name in ends.items() if name is None]
    assert survived == ([STEPS] if after else [1, STEPS])
    assert set(ends.values()) - {None} == {Failure.TPM_LOST, Failure.SWTPM_DIED}


def test_interrupted_while_the_child_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_tpm():  # the thread that starts the processes stays
        pass
    held = HeldRun.now()
    start = subprocess.Popen

    def interrupting(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:  # Any: those of the library
        process = start(*arguments, **options)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        return process

    with temporary_folder(monkeypatch) as folder:
        monkeypatch.setattr(subprocess, "Popen", interrupting)
        with pytest.raises(KeyboardInterrupt), throw_away_tpm():
            pass
        monkeypatch.undo()
        assert list(folder.iterdir()) == []
    assert HeldRun.now() == held
    with throw_away_tpm():
        pass
