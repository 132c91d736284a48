"""A node and monitors that know it, and what one of them finds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve

from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import Answer, JobLog
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.identity.chain import Trust
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import NodeId
from leo_ref.measure.bench.fleet.machine import FleetMachine
from leo_ref.measure.bench.fleet.monitor import FleetMonitor
from leo_ref.measure.bench.fleet.run import LOGS
from leo_ref.measure.bench.workers import Progressed
from leo_ref.vectors.appraisal import scene

REGISTERS = evolve(scene.POLICIES["boot log"], firmware=0)
LOG_OF = {phase: scene.TASK.logs[name] for phase, name in scene.COURSE.items()}


def monitor_of(authority: Authority, number: int = 0, policy: Policy = REGISTERS) -> FleetMonitor:
    """One that trusts this maker of TPMs."""
    name = NodeId(scene.named(f"monitor {number}").hex())
    return FleetMonitor(name, policy, Trust(roots=(authority.certificate,), lists_required=False))


def machine_of(tpm: Tpm, name: str = "node", policy: Policy = REGISTERS) -> FleetMachine:
    """A machine that is switched on."""
    machine = FleetMachine(name, KeyKind.ECC, tpm, policy)
    machine.boot()
    return machine


def enrol(machine: FleetMachine, *monitors: FleetMonitor) -> None:
    """The machine with each of them."""
    shown = machine.identity()
    for monitor in monitors:
        sent = monitor.credential(machine.node, shown, int(time.time()))
        assert isinstance(sent, Credential), sent
        assert monitor.enrol(machine.node, machine.activate(sent)) is None


def answered(machine: FleetMachine, monitor: FleetMonitor, phase: Phase, round_number: int = 1) -> tuple[bytes, Answer]:
    """The monitor's question, and what the machine shows."""
    proof = monitor.ask(machine.job, round_number, phase)
    answer = machine.answer(monitor.node, monitor.vrf_key, proof, round_number, phase)
    assert answer is not None
    return proof, answer


def judged(
    machine: FleetMachine, monitor: FleetMonitor, phase: Phase, proof: bytes, answer: Answer, round_number: int = 1
) -> Code | Finding:
    """The code of the failure, or what it shows."""
    found = monitor.appraise(machine.node, machine.job, round_number, phase, proof, answer, LOGS)
    return found.code if isinstance(found, Rejection) else found


def shown(
    machine: FleetMachine, monitor: FleetMonitor, phase: Phase, log: JobLog | None = None, round_number: int = 1
) -> Code | Finding:
    """What it shows at a phase after it measured ``log``, by default the right one."""
    machine.work(LOG_OF[phase] if log is None else log)
    return judged(machine, monitor, phase, *answered(machine, monitor, phase, round_number), round_number)


@contextmanager
def silent(_step: str) -> Iterator[Progressed]:
    """Progress that nobody sees."""
    yield lambda _done, _whole: None


@contextmanager
def temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where throw-away TPMs have their folders; nothing else is in it."""
    with TemporaryDirectory(prefix="t", dir="/tmp") as folder, monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", folder)
        yield Path(folder)
