"""One node's machine that survives its process (§8 to §10): a TPM, and containers that holders keep.

Each method may be cut off anywhere and asked again, and then goes on where it was: what is measured is written down
before (:mod:`leo_ref.adapters.deployment.record`), the container is held by a process of its own
(:mod:`leo_ref.adapters.docker.holder`), and its holder has both plaintexts before they are measured, so that the keys
are not needed again. A decision record says why in this order.

What cannot be taken up again is lost: a run whose container or daemon ended, and everything of a boot of the TPM that
is over. Then the machine says so, and the job ends by the rules.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from attrs import define, field
from immutables import Map

from leo_ref.adapters.deployment.record import MachineRecord, MeasuredStep, RecordedJob
from leo_ref.adapters.deployment.tpm_machine import TICK, TpmMachine
from leo_ref.adapters.docker import loading
from leo_ref.adapters.docker.daemon import connected
from leo_ref.adapters.docker.failure import DockerFailure
from leo_ref.adapters.docker.held import HeldRun
from leo_ref.adapters.docker.holding import HeldContainer, HoldingOrder
from leo_ref.adapters.docker.image import Image
from leo_ref.adapters.docker.image_failure import ImageFailure
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.measure import measure
from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.attestation.machine import Assignment, Finished, Opened, Question, Vouched
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Part, Requirement
from leo_ref.core.values import Digest, Height, JobId, NodeId
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.result import result_digest

T = TypeVar("T")

DAEMON_LIMIT: Final = 20.0
"""Seconds in which a daemon that has just ended may be back, before the container that it had is given up."""
ASKED_AGAIN: Final = 5.0
"""Seconds in which a node asks again for what could not be done."""
LOOK: Final = 0.2
NAME: Final = 16
"""Characters of a job's id in the name of its folder."""


def passed(_: str) -> None:
    """Nobody looks."""


@define
class DurableMachine(TpmMachine):
    """A TPM, and holders for containers; all of one node."""

    record: MachineRecord
    place: Path
    """Where holders have their folders."""
    daemon: str
    """The path of the container daemon's socket."""
    image: Image
    """The image that can be made here."""
    reconnected: Callable[[], Tpm]
    """Connects to the TPM again, which is switched on and booted where it was off."""
    passes: Callable[[str], None] = passed
    """Told of each point between two steps, by name."""
    began: set[JobId] = field(factory=set)
    """Jobs that may run."""
    _awaits: float = 0.0
    """Until when, on the monotonic clock, it is taken to wait for a container daemon."""

    @property
    def is_running(self) -> bool:
        """Whether a program runs, also one that was begun before this process, or a job waits for the daemon."""
        return time.monotonic() < self._awaits or any(self._held(job).is_running for job in tuple(self.began))

    def activated(self, credential: Credential) -> Digest | None:
        """As :class:`TpmMachine`; a TPM that was lost is asked once more."""
        return self._twice(lambda: TpmMachine.activated(self, credential))

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[DurableMachine, Vouched]:
        """The TPM makes two keys; they are on disk, wrapped, before anybody hears of them."""
        return self, self._twice(lambda: self._vouched(node, since, job, log))

    def prepared(self, work: Assignment) -> tuple[DurableMachine, Log]:
        """The container waits, held by its holder, and is measured; an empty log where there can be no container."""
        return self, self._twice(lambda: self._prepared(work))

    def shown(self, question: Question, log: Log) -> tuple[DurableMachine, bytes]:  # noqa: ARG002  # the TPM has it
        """A quote of the TPM over the policy's registers."""
        job = self.record.job(question.job)
        return self, self._twice(lambda: self.quoted(question, None if job is None else job.start))

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[DurableMachine, Opened]:
        """The holder has both plaintexts, they are measured, and the program begins."""
        return self, self._twice(lambda: self._opened(work, keys))

    def finished(self, work: Assignment) -> tuple[DurableMachine, Finished | None]:
        """None while the program runs, and where the daemon does not answer; then what the holder sealed."""
        return self, self._twice(lambda: self._finished(work))

    def dismissed(self, job: JobId) -> DurableMachine:
        """Ends the holder, removes what the daemon still has, and forgets the job."""
        self._discard(job)
        self.record.forget(job)
        return self

    def _vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> Vouched:
        made = self.record.keys(job)
        if made is None or made.counters != counters(self.tpm):  # those of another boot open nothing
            made = self.made_keys(node, since, log)
            self.record.keep_keys(job, made)
        return made.vouched

    def _prepared(self, work: Assignment) -> Log:
        job = self.record.job(work.job)
        if job is not None and self._measured_of(job) is None:
            self.dismissed(work.job)  # of another boot, or the register went on without it
            job = None
        if job is None and self.record.is_busy(counters(self.tpm)):
            return ()  # one register serves one job after the other
        try:
            log = self._configuration(work, self._container(work))
        except (DockerFailure, ImageFailure):
            self._awaits = time.monotonic() + ASKED_AGAIN
            return ()
        self.passes("container made")
        return self._measure(work.job, MeasuredStep.PREPARED, log)

    def _opened(self, work: Assignment, keys: Map[Part, bytes]) -> Opened:
        job, made = self.record.job(work.job), self.record.keys(work.job)
        if job is None or made is None:
            return Opened(log=() if job is None else job.log, running=False)
        prepared = job.log[: len(job.log) - job.has(MeasuredStep.OPENED)]
        measured = self._measured_of(job)
        if measured is None:
            return Opened(log=prepared, running=False)
        if measured > len(prepared):
            return Opened(log=job.log, running=self._begun(work.job))
        try:
            plain, bad = self.released(work, made, keys)
        except TpmFailure as failure:
            if failure.name is not Failure.TPM_REFUSED:
                raise
            return Opened(log=prepared, running=False)  # another register of the policy has changed
        if bad:
            return Opened(log=prepared, running=False, bad=bad)
        if not self._loaded(work, prepared, plain[Part.SERVICE], plain[Part.TASK]):
            return Opened(log=prepared, running=False)
        self.passes("plaintexts held")
        log = self._measure(work.job, MeasuredStep.OPENED, (job_log.keys_opened(keys),))
        self.passes("keys measured")
        return Opened(log=log, running=self._begun(work.job))

    def _finished(self, work: Assignment) -> Finished | None:
        job, held = self.record.job(work.job), self._held(work.job)
        sealed = held.sealed
        if job is None or self._measured_of(job) is None or (sealed is None and not held.is_alive):
            self._discard(work.job)
            return Finished(log=() if job is None else job.log, sealed=b"")
        if sealed is None:
            return None
        self.passes("result sealed")
        self._measure(work.job, MeasuredStep.RESULT, (job_log.result_made(result_digest(sealed)),))
        if job.has(MeasuredStep.WIPED):
            return Finished(log=self._measure(work.job, MeasuredStep.WIPED, ()), sealed=sealed)
        self.passes("before the wipe")
        made = held.made
        assert made is not None, "there was a container"
        try:
            report = self._wiped(work.task.requirement, made, held)
        except DockerFailure:  # no report, no evidence: asked again
            self._awaits = time.monotonic() + ASKED_AGAIN
            return None
        self.passes("wiped")
        return Finished(log=self._measure(work.job, MeasuredStep.WIPED, (job_log.wiped(report),)), sealed=sealed)

    def _twice(self, what: Callable[[], T]) -> T:
        """A TPM that was lost is connected to again, once. Every step looks first how far it came."""
        try:
            return what()
        except TpmFailure as failure:
            if failure.name is not Failure.TPM_LOST:
                raise
        self.tpm = self.reconnected()
        return what()

    def _measured_of(self, job: RecordedJob) -> int | None:
        """How many events of a job are in the register; None where it is another boot, or other events came."""
        if counters(self.tpm) != job.boot:
            return None
        return job.measured(self.registers()[self.policy.job_register])

    def _measure(self, name: JobId, step: MeasuredStep, events: Log) -> Log:
        """The events of a step are measured, each once; the job's whole log. Those written down before stay."""
        job = self.record.job(name)
        if job is None:
            job = RecordedJob(boot=counters(self.tpm), start=self.registers()[self.policy.job_register])
        if not job.has(step):
            job = self.record.intend(name, job, step, events)
            self.passes(f"{step.value} written down")
        done = self._measured_of(job)
        assert done is not None, "whoever measures has looked"
        for event in job.log[done:]:
            self.passes("before an extend")
            measure(self.tpm, event, self.policy.job_register)
            self.passes("after an extend")
        time.sleep(TICK)
        return job.log

    def _held(self, job: JobId) -> HeldRun:
        return HeldRun(self.place / job[:NAME])

    def _container(self, work: Assignment) -> HeldContainer:
        """The container of a job, which waits for its input; made where there is none.

        Raises:
            DockerFailure, ImageFailure: there can be none.
        """
        held = self._held(work.job)
        made = held.made
        if made is not None and held.is_alive and self._is_there(made):
            return made
        held.end()
        name = f"sha256:{work.offer.image.hex()}"
        if name == self.image.name:
            with closing(connected(self.daemon)) as daemon:
                loading.load(daemon.client, self.image)
        order = HoldingOrder(
            daemon=self.daemon,
            image=name,
            job=work.job,
            requirement=work.task.requirement,
            result_key=work.task.result_key,
        )
        return held.start(order)

    def _is_there(self, made: HeldContainer) -> bool:
        with closing(connected(self.daemon)) as daemon:
            return any(each["Id"] == made.container for each in daemon.client.api.containers())

    def _loaded(self, work: Assignment, prepared: Log, code: bytes, data: bytes) -> bool:
        """Whether a holder has both plaintexts, and its container is the one that was measured.

        One that was lost before anything was in it is made again; a daemon that has ended is waited for.
        """
        end = time.monotonic() + DAEMON_LIMIT
        while True:
            try:
                if self._configuration(work, self._container(work)) != prepared:
                    return False
                self._held(work.job).load(code, data)
                return True
            except (DockerFailure, ImageFailure):
                if time.monotonic() > end:
                    return False
                time.sleep(LOOK)

    def _begun(self, job: JobId) -> bool:
        """The program runs or has run; False where its holder ended before it could say what came of it."""
        held = self._held(job)
        self.began.add(job)
        if held.sealed is not None:
            return True
        try:
            return held.begin()
        except DockerFailure:
            return held.sealed is not None

    @contextmanager
    def _sandbox(self, requirement: Requirement, made: HeldContainer) -> Iterator[Sandbox]:
        """The container as the daemon has it; its input and output are the holder's.

        Raises:
            DockerFailure: the daemon does not answer.
        """
        with closing(connected(self.daemon)) as daemon:
            sandbox = Sandbox(daemon, requirement, made.container, made.image)
            sandbox.traces = made.traces
            yield sandbox

    def _configuration(self, work: Assignment, made: HeldContainer) -> Log:
        """What is measured of a container before the keys, with the configuration that is read back from it.

        Raises:
            DockerFailure: the daemon does not answer.
        """
        with self._sandbox(work.task.requirement, made) as sandbox:
            found = sandbox.configuration()
        image = bytes.fromhex(made.image.removeprefix("sha256:"))
        return job_log.prepared(image, found, imprint_of(work.code), imprint_of(work.data))

    def _wiped(self, requirement: Requirement, made: HeldContainer, held: HeldRun) -> WipeReport:
        """Ends the holder, removes all that the job left, and tells what is still there.

        Raises:
            DockerFailure: the daemon does not answer, or may not be asked.
        """
        held.end()
        self.passes("in the wipe")
        with self._sandbox(requirement, made) as sandbox:
            return sandbox.wipe()

    def _discard(self, job: JobId) -> None:
        """Removes what there is of a job, as far as the daemon answers; its container ends with its holder."""
        held = self._held(job)
        made, order = held.made, held.order
        held.end()
        if made is not None and order is not None:
            with suppress(DockerFailure), self._sandbox(order.requirement, made) as sandbox:
                sandbox.wipe()
        held.remove()
        self.began.discard(job)
