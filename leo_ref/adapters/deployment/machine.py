"""One node's machine: its TPM, and the container of the job that it executes (§8 to §10).

Every method does what it says on real parts. Plaintexts and the keys to them live in this process no longer than from
the keys to the container's input, and from its output to the sealed result; Python cannot overwrite them, it only lets
go of them. It ends with its process; :mod:`leo_ref.adapters.deployment.durable` has one that does not.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from attrs import define, field
from immutables import Map

from leo_ref.adapters.deployment.tpm_machine import TICK, JobKeys, TpmMachine
from leo_ref.adapters.deployment.workshop import Workshop
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.measure import measure
from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.attestation.machine import Assignment, Finished, Opened, Question, Vouched
from leo_ref.core.state.job import Part
from leo_ref.core.values import Height, JobId, NodeId
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.payload import KEY_LENGTH
from leo_ref.sealing.program_result import ProgramResult, framed
from leo_ref.sealing.result import result_digest, sealed_result
from leo_ref.sealing.transport import SEED_LENGTH


@define
class RunningJob:
    """A job between its preparation and its end."""

    sandbox: Sandbox
    start: bytes
    """The job register before the job."""
    log: Log
    is_running: bool = False


@define
class RealMachine(TpmMachine):
    """A TPM and a workshop for containers; all of one node."""

    workshop: Workshop
    power_cycled: Callable[[], Tpm]
    """Switches the TPM off and on, and connects to it again."""
    keys: dict[JobId, JobKeys] = field(factory=dict)
    jobs: dict[JobId, RunningJob] = field(factory=dict)
    notes: list[str] = field(factory=list)
    """What came of whatever it tried and should not have."""

    @property
    def is_running(self) -> bool:
        """Whether a job has its keys and its result is not there yet."""
        return any(work.is_running for work in self.jobs.values())

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[RealMachine, Vouched]:
        """The TPM makes two keys, and certifies that it did, tied to the node's software keys."""
        if job not in self.keys:
            self.keys[job] = self.made_keys(node, since, log)
        return self, self.keys[job].vouched

    def prepared(self, work: Assignment) -> tuple[RealMachine, Log]:
        """Makes the container, reads back what the daemon applied, and measures that."""
        sandbox = self.sandbox(work)
        start = self.registers()[self.policy.job_register]
        self.jobs[work.job] = RunningJob(sandbox, start, log=())
        code, data = imprint_of(work.code), imprint_of(work.data)
        log = job_log.prepared(
            bytes.fromhex(sandbox.image.removeprefix("sha256:")), sandbox.configuration(), code, data
        )
        return self, self._measured(work.job, *log)

    def shown(self, question: Question, log: Log) -> tuple[RealMachine, bytes]:
        """A quote of the TPM over the policy's registers."""
        job = self.jobs.get(question.job)
        assert log == (() if job is None else job.log), "the log is what was measured"
        return self, self.quoted(question, None if job is None else job.start)

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[RealMachine, Opened]:
        """The TPM opens the keys, which open the payloads; then the container has both."""
        job = self.jobs[work.job]
        plain, bad = self.released(work, self.keys[work.job], keys)
        if bad:
            return self, Opened(log=job.log, running=False, bad=bad)
        log = self._measured(work.job, job_log.keys_opened(keys))
        job.sandbox.start(plain[Part.SERVICE], plain[Part.TASK])
        job.is_running = True
        return self, Opened(log=log, running=True)

    def finished(self, work: Assignment) -> tuple[RealMachine, Finished]:
        """Waits for the container, seals what came out, removes everything, and measures result and report."""
        job = self.jobs[work.job]
        ran = job.sandbox.finish()
        job.is_running = False
        key, seed = secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(SEED_LENGTH)
        sealed = sealed_result(
            work.task.result_key, work.job, framed(ProgramResult(ran.end.name, ran.output)), key, seed
        )
        self._measured(work.job, job_log.result_made(result_digest(sealed)))
        log = self._measured(work.job, job_log.wiped(self.wiped(job.sandbox)))
        return self, Finished(log=log, sealed=sealed)

    def dismissed(self, job: JobId) -> RealMachine:
        """Removes the container, if it is still there, and lets go of the keys."""
        self.keys.pop(job, None)
        work = self.jobs.pop(job, None)
        if work is not None:
            work.sandbox.wipe()
        return self

    def sandbox(self, work: Assignment) -> Sandbox:
        """The container of a task."""
        return self.workshop.make(work.task.requirement, f"sha256:{work.offer.image.hex()}")

    def wiped(self, sandbox: Sandbox) -> WipeReport:
        """Removes all that the job left, and tells what is still there."""
        return sandbox.wipe()

    def _measured(self, job: JobId, *events: bytes) -> Log:
        for event in events:
            measure(self.tpm, event, self.policy.job_register)
        work = self.jobs[job]
        work.log = (*work.log, *events)
        time.sleep(TICK)
        return work.log
