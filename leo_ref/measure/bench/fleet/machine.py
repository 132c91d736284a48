"""A node: a machine with a TPM, which measures the job that it executes and answers monitors (§8)."""

from __future__ import annotations

import time
from hashlib import sha256
from typing import Final

from leo_ref.adapters.tpm import keys
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.measure import measure, read
from leo_ref.adapters.tpm.provision import TpmIdentity, provision
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import Answer, JobLog, TpmQuote, log_digest, question_digest
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.measure.bench.fleet.asking import nonce
from leo_ref.tcg.pcr import Selection
from leo_ref.vectors.appraisal import scene

TICK: Final = 0.002
"""Seconds in which the clock of a TPM, which counts milliseconds, goes forward; an event of a real job takes longer."""


class FleetMachine:
    """A node; made of a TPM that is switched on."""

    def __init__(self, name: str, kind: KeyKind, tpm: Tpm, policy: Policy) -> None:
        self.node = NodeId(sha256(f"leo fleet: {name}".encode()).hexdigest())
        self.job = JobId(sha256(f"leo fleet: job of {name}".encode()).hexdigest())
        self.kind = kind
        self.tpm = tpm
        self._policy = policy
        self._log: JobLog = ()
        self._start = b""
        self._values = b""

    def boot(self) -> None:
        """Measures what firmware and boot loader would have measured; to be done after each start."""
        for event in scene.BOOT:
            measure(self.tpm, event.digests[0], event.pcr)
        self.begin()

    def begin(self) -> None:
        """From now on another job is measured."""
        self._log = ()
        self._start = self._read((self._policy.job_register,))

    def identity(self) -> TpmIdentity:
        """What it shows of its TPM; the keys are made if there are none."""
        return provision(self.tpm, self.kind)

    def activate(self, credential: Credential) -> bytes:
        """The secret in a credential."""
        return keys.activate(self.tpm, self.kind, credential)

    def work(self, log: JobLog) -> None:
        """Goes on with the job until its log is ``log``."""
        assert log[: len(self._log)] == self._log, "a log only grows"
        for event in log[len(self._log) :]:
            measure(self.tpm, event, self._policy.job_register)
        self._log = log
        self._values = self._read(self._policy.registers)
        time.sleep(TICK)

    def answer(self, monitor: NodeId, vrf_key: bytes, proof: bytes, round_number: int, phase: Phase) -> Answer | None:
        """What it shows the monitor with this VRF key, whose question ``proof`` is; None where it is no question."""
        asked = nonce(vrf_key, monitor, self.job, round_number, phase, proof)
        if asked is None:
            return None
        extra = question_digest(asked, self.job, round_number, phase, monitor)
        said = quote(self.tpm, self.kind, extra, self._policy.selections)
        shown = TpmQuote(
            attest=said.attest,
            signature=said.signature,
            values=self._values,
            start=self._start,
            boot_log=None if self._policy.boot_log is None else log_digest(scene.BOOT_LOG),
            kernel_list=None,
        )
        return Answer(quote=shown, log=self._log)

    def _read(self, registers: tuple[int, ...]) -> bytes:
        values = read(self.tpm, (Selection(BANK, registers),))[BANK]
        return b"".join(values[register] for register in registers)
