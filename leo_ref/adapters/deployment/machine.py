"""One node's machine: its TPM, and the container of the job that it executes (§8 to §10).

Every method does what it says on real parts. Plaintexts and the keys to them live in this process no longer than from
the keys to the container's input, and from its output to the sealed result; Python cannot overwrite them, it only lets
go of them.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field, frozen
from immutables import Map

from leo_ref.adapters.deployment.workshop import Workshop
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.adapters.tpm import keys as tpm_keys
from leo_ref.adapters.tpm.challenges import opened
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import CreatedKey
from leo_ref.adapters.tpm.measure import measure, read
from leo_ref.adapters.tpm.provision import TpmIdentity
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import TpmQuote, log_digest, question_digest
from leo_ref.attestation.appraisal.logs import job_register
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.attestation.identity.certification import tie
from leo_ref.attestation.machine import Assignment, BadKey, Finished, Opened, Question, Vouched
from leo_ref.attestation.verifiers.tpm import KeyCertificate, keys_of
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import EncryptionKeys, Part
from leo_ref.core.state.transaction import Certificates
from leo_ref.core.values import Digest, Height, JobId, NodeId
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.payload import KEY_LENGTH
from leo_ref.sealing.program_result import ProgramResult, framed
from leo_ref.sealing.result import result_digest, sealed_result
from leo_ref.sealing.transport import SEED_LENGTH
from leo_ref.tcg.attest import Counters

TICK: Final = 0.002
"""Seconds in which the clock of a TPM, which counts milliseconds, goes forward."""


@define
class RunningJob:
    """A job between its preparation and its end."""

    sandbox: Sandbox
    start: bytes
    """The job register before the job."""
    log: Log
    is_running: bool = False


@frozen(kw_only=True)
class JobKeys:
    """The keys that the TPM made for a job: state and boot in which they open, and what the claim carries."""

    keys: Mapping[Part, CreatedKey]
    counters: Counters
    policy: bytes
    vouched: Vouched


@frozen(kw_only=True)
class Identified:
    """What a machine is known by."""

    keys: TpmIdentity
    """Those of its TPM, with the certificate."""
    vrf_key: bytes
    """The public VRF key of the node, which its encryption keys are tied to."""


@define
class RealMachine:
    """A TPM that is switched on and provisioned, and a workshop for containers; all of one node."""

    tpm: Tpm
    kind: KeyKind
    policy: Policy
    boot_log: bytes
    identified: Identified
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

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The endorsement key's, as the TPM has it."""
        return (self.identified.keys.certificate,)

    @property
    def endorsement_key(self) -> bytes:
        """Its public area."""
        return self.identified.keys.endorsement_key

    @property
    def attestation_key(self) -> bytes:
        """Its public area."""
        return self.identified.keys.attestation_key

    def activated(self, credential: Credential) -> Digest | None:
        """What the TPM finds; None where it refuses.

        Raises:
            TpmFailure: those of a step, except that the TPM refuses a credential.
        """
        own = keys_of(self.endorsement_key, self.attestation_key)
        return opened(self.tpm, self.kind, own.endorsement, credential)

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[RealMachine, Vouched]:
        """The TPM makes two keys, and certifies that it did, tied to the node's software keys."""
        if job not in self.keys:
            registers, now = self._registers(), counters(self.tpm)
            own = self.policy.job_register
            registers[own] = job_register(registers[own], log)
            policy = measured_policy(self.policy.standing, {BANK: registers}, now)
            assert not isinstance(policy, Rejection), "all registers of the policy are there"
            tied = tie(node, self.identified.vrf_key, since)
            keys = {part: tpm_keys.create_decryption_key(self.tpm, self.kind, policy, tied) for part in Part}
            certificates = {part: self._certified(key, policy, tied) for part, key in keys.items()}
            vouched = Vouched(
                encryption_keys=EncryptionKeys(task=keys[Part.TASK].public, service=keys[Part.SERVICE].public),
                certificates=Certificates(task=certificates[Part.TASK], service=certificates[Part.SERVICE]),
            )
            self.keys[job] = JobKeys(keys=keys, counters=now, policy=policy, vouched=vouched)
        return self, self.keys[job].vouched

    def prepared(self, work: Assignment) -> tuple[RealMachine, Log]:
        """Makes the container, reads back what the daemon applied, and measures that."""
        sandbox = self.sandbox(work)
        start = self._registers()[self.policy.job_register]
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
        asked = (question.nonce, question.job, question.round, question.phase, question.monitor)
        said = quote(self.tpm, self.kind, question_digest(*asked), self.policy.selections)
        registers = self._registers()
        shown = TpmQuote(
            attest=said.attest,
            signature=said.signature,
            values=b"".join(registers[register] for register in self.policy.registers),
            start=registers[self.policy.job_register] if job is None else job.start,
            boot_log=log_digest(self.boot_log),
            kernel_list=None,
        )
        return self, to_octets(shown)

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[RealMachine, Opened]:
        """The TPM opens the keys, which open the payloads; then the container has both.

        A key that is bad it opens once more, without padding: that shows to everybody what was sealed.
        """
        job = self.jobs[work.job]
        made = self.keys[work.job]
        plain: dict[Part, bytes] = {}
        bad = list[BadKey]()
        for part in Part:
            secret = self._decrypted(made, part, keys[part])
            found = None if secret is None else work.unsealed(part, secret)
            if found is None:
                bad.append(self._bad(work, made, part, keys[part], secret))
            else:
                plain[part] = found
        if bad:
            return self, Opened(log=job.log, running=False, bad=tuple(bad))
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

    def _certified(self, key: CreatedKey, policy: bytes, tied: Digest) -> bytes:
        """What the TPM says of a key that it made."""
        said = tpm_keys.certify_creation(self.tpm, self.kind, key, tied)
        shown = KeyCertificate(attest=said.attest, signature=said.signature, creation=key.creation, policy=policy)
        return to_octets(shown)

    def _decrypted(self, made: JobKeys, part: Part, carried: bytes) -> bytes | None:
        """What the key for one owner opens; None where it was not encrypted to it.

        Raises:
            TpmFailure: TPM_REFUSED where the machine is not in the state, or not in the boot, in which the key opens.
        """
        key, standing = made.keys[part], self.policy.standing
        try:
            return tpm_keys.open_with(self.tpm, self.kind, key, standing, made.counters, carried)
        except TpmFailure as failure:
            opens = measured_policy(standing, {BANK: self._registers()}, counters(self.tpm)) == made.policy
            if failure.name is not Failure.TPM_REFUSED or not opens:
                raise
            return None

    def _bad(self, work: Assignment, made: JobKeys, part: Part, carried: bytes, secret: bytes | None) -> BadKey:
        """A key that did not open its payload, with its opening."""
        opening = tpm_keys.open_raw(self.tpm, self.kind, made.keys[part], self.policy.standing, made.counters, carried)
        piece = None if secret is None else work.closed_piece(part, secret)
        return BadKey(part=part, opening=opening, piece=piece)

    def _measured(self, job: JobId, *events: bytes) -> Log:
        for event in events:
            measure(self.tpm, event, self.policy.job_register)
        work = self.jobs[job]
        work.log = (*work.log, *events)
        time.sleep(TICK)
        return work.log

    def _registers(self) -> dict[int, bytes]:
        return read(self.tpm, self.policy.selections)[BANK]
