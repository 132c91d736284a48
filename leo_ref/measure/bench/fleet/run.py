"""A fleet, step by step: every node enrolled and attested before, during and after its job by every monitor."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from leo_ref.adapters.tpm.authority import throw_away_authority
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import Answer, published
from leo_ref.attestation.identity.chain import Trust
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import NodeId
from leo_ref.measure.bench.fleet.machine import FleetMachine
from leo_ref.measure.bench.fleet.monitor import FleetMonitor
from leo_ref.measure.bench.workers import Progressed
from leo_ref.vectors.appraisal import scene

ROUND: Final = 1

POLICY: Final = evolve(scene.POLICIES["boot log"], firmware=0)
"""Registers 0 to 9 by the log of firmware and boot loader, and the job's; versions of swtpm are all the same here."""

LOGS: Final = published(scene.BOOT_LOG)

KIBIBYTE: Final = 1024

Progress = Callable[[str], AbstractContextManager[Progressed]]
"""Is told that a step begins, and gives whom to tell how far it is."""


@frozen
class FleetStep:
    """What took how long."""

    name: str
    operations: int
    seconds: float


@frozen
class FleetMemory:
    """Resident memory in octets; in ``shared_once`` pages that processes share count once."""

    swtpm: int
    swtpm_shared_once: int
    own: int


@frozen(kw_only=True)
class Fleet:
    """What came out."""

    nodes: int
    monitors: int
    kind: str
    steps: tuple[FleetStep, ...]
    enrolments: int
    appraisals: int
    passed: int
    refusals: dict[str, int]
    """How often each rejection was given; empty where all nodes are honest."""
    memory: FleetMemory

    @property
    def is_sound(self) -> bool:
        """Whether every monitor enrolled every node and let it pass at every phase."""
        return not self.refusals and self.passed == self.appraisals == self.nodes * self.monitors * len(Phase)


class Course:
    """A fleet on its way."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.steps: list[FleetStep] = []
        self.refusals: Counter[str] = Counter()
        self.enrolments = self.appraisals = self.passed = 0

    @contextmanager
    def step(self, name: str, operations: int) -> Iterator[Callable[[], None]]:
        """Measures a step; what it gives is called after each of its operations."""
        done = 0
        with self.progress(name) as measured:

            def one_done() -> None:
                nonlocal done
                done += 1
                measured(done, operations)

            began = time.perf_counter()
            yield one_done
            self.steps.append(FleetStep(name, operations, time.perf_counter() - began))

    def start(self, stack: ExitStack, nodes: int, kind: KeyKind) -> tuple[list[tuple[Swtpm, FleetMachine]], Trust]:
        """Machines with certified TPMs, as long as ``stack`` stands, and whom to trust for it."""
        authority = throw_away_authority()
        tempfile.gettempdir()  # which Python finds by writing a file; an interrupt later cannot leave that behind
        made = []
        with self.step("TPMs started, with certificates", nodes) as done:
            for number in range(nodes):
                swtpm = stack.enter_context(certified_tpm(authority, (kind,)))
                tpm = stack.enter_context(connect(swtpm.address))
                made.append((swtpm, FleetMachine(f"node {number}", kind, tpm, POLICY)))
                done()
        return made, Trust(roots=(authority.certificate,), lists_required=False)

    def enrol(self, machines: list[FleetMachine], monitors: list[FleetMonitor]) -> None:
        """Every node with every monitor."""
        with self.step("booted, keys made", len(machines)) as done:
            identities = []
            for machine in machines:
                machine.boot()
                identities.append(machine.identity())
                done()
        pairs = len(machines) * len(monitors)
        now = int(time.time())
        sent: list[tuple[FleetMachine, FleetMonitor, Credential]] = []
        with self.step("certificates verified, credentials made", pairs) as done:
            for machine, shown in zip(machines, identities, strict=True):
                for monitor in monitors:
                    credential = monitor.credential(machine.node, shown, now)
                    if isinstance(credential, Rejection):
                        self.refusals[credential.code.name] += 1
                    else:
                        sent.append((machine, monitor, credential))
                    done()
        with self.step("credentials activated", pairs) as done:
            for machine, monitor, credential in sent:
                refusal = monitor.enrol(machine.node, machine.activate(credential))
                if refusal is None:
                    self.enrolments += 1
                else:
                    self.refusals[refusal.code.name] += 1
                done()

    def attest(self, machines: list[FleetMachine], monitors: list[FleetMonitor], phase: Phase) -> None:
        """Every node by every monitor."""
        log = scene.TASK.logs[scene.COURSE[phase]]
        with self.step(f"{phase.value}: job measured", len(machines)) as done:
            for machine in machines:
                machine.work(log)
                done()
        pairs = len(machines) * len(monitors)
        answers: list[tuple[FleetMachine, FleetMonitor, bytes, Answer]] = []
        with self.step(f"{phase.value}: asked and quoted", pairs) as done:
            for machine in machines:
                for monitor in monitors:
                    proof = monitor.ask(machine.job, ROUND, phase)
                    answer = machine.answer(monitor.node, monitor.vrf_key, proof, ROUND, phase)
                    assert answer is not None, "an honest monitor's question"
                    answers.append((machine, monitor, proof, answer))
                    done()
        with self.step(f"{phase.value}: appraised", pairs) as done:
            for machine, monitor, proof, answer in answers:
                found = monitor.appraise(machine.node, machine.job, ROUND, phase, proof, answer, LOGS)
                self.appraisals += 1
                if found is Finding.PASS:
                    self.passed += 1
                elif isinstance(found, Rejection):
                    self.refusals[found.code.name] += 1
                done()


def run(nodes: int, monitors: int, kind: KeyKind, progress: Progress) -> Fleet:
    """A fleet from its start to its end; whatever happens, nothing of it is left.

    Raises:
        TpmFailure: those of :func:`leo_ref.adapters.tpm.factory.certified_tpm`, of each step with a TPM, SWTPM_DIED.
    """
    course = Course(progress)
    with ExitStack() as stack:
        made, trust = course.start(stack, nodes, kind)
        machines = [machine for _, machine in made]
        watching = [FleetMonitor(_name(f"monitor {number}"), POLICY, trust) for number in range(monitors)]
        course.enrol(machines, watching)
        for phase in Phase:
            course.attest(machines, watching, phase)
        memory = measured_memory([swtpm.pid for swtpm, _ in made])
        with course.step("all removed", 1) as done:
            stack.close()
            done()
    return Fleet(
        nodes=nodes,
        monitors=monitors,
        kind=kind.value,
        steps=tuple(course.steps),
        enrolments=course.enrolments,
        appraisals=course.appraisals,
        passed=course.passed,
        refusals=dict(course.refusals),
        memory=memory,
    )


def measured_memory(processes: list[int]) -> FleetMemory:
    """What these processes and this one hold at this moment.

    Raises:
        TpmFailure: SWTPM_DIED.
    """
    measured = [_memory(pid) for pid in processes]
    return FleetMemory(
        swtpm=sum(one["Rss"] for one in measured),
        swtpm_shared_once=sum(one["Pss"] for one in measured),
        own=_memory(os.getpid())["Rss"],
    )


def _memory(pid: int) -> dict[str, int]:
    """Octets by name, as the kernel sums them up."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError as error:
        raise TpmFailure(Failure.SWTPM_DIED, f"Process {pid}: {error}.", "Free memory and run it again.") from error
    return {name.rstrip(":"): int(number) * KIBIBYTE for name, number, *_ in map(str.split, lines)}


def _name(what: str) -> NodeId:
    return NodeId(sha256(f"leo fleet: {what}".encode()).hexdigest())
