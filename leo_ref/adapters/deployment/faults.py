"""Machines that do what an executor should not, each in one way, and then measure what they really did.

They stand for a host that is dishonest while its measuring program is not: what boot log and kernel's list vouch for
(docs/attestation.md). A host that lies in its measurements too shows in nothing but those two.
"""

from __future__ import annotations

from typing import Final

from attrs import define, evolve
from immutables import Map

from leo_ref.adapters.deployment.boot import boot
from leo_ref.adapters.deployment.machine import RealMachine
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.adapters.tpm.failure import TpmFailure
from leo_ref.adapters.tpm.keys import open_with
from leo_ref.adapters.tpm.measure import measure
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.attestation.machine import Assignment, Opened, Question, Vouched
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Part
from leo_ref.core.values import Height, JobId, NodeId


@define
class Rebooting(RealMachine):
    """Starts its TPM anew once the job runs, and measures boot and job again, event by event."""

    has_rebooted: bool = False

    def shown(self, question: Question, log: Log) -> tuple[RealMachine, bytes]:
        """The first answer to `during` comes after the reboot."""
        if question.phase is Phase.DURING and not self.has_rebooted:
            self.has_rebooted = True
            self.tpm = self.power_cycled()
            boot(self.tpm)
            for event in log:
                measure(self.tpm, event, self.policy.job_register)
        return super().shown(question, log)


@define
class OtherImage(RealMachine):
    """Runs an image that looks the same and is another."""

    def sandbox(self, work: Assignment) -> Sandbox:
        """From a copy of the service's image with another label."""
        return self.workshop.make(work.task.requirement, self.workshop.relabelled())


@define
class OtherCode(RealMachine):
    """Takes other code than the service's."""

    def prepared(self, work: Assignment) -> tuple[RealMachine, Log]:
        """One octet is another."""
        return super().prepared(evolve(work, code=work.code[:-1] + bytes([work.code[-1] ^ 1])))


@define
class Networked(RealMachine):
    """Gives the container the host's network."""

    def sandbox(self, work: Assignment) -> Sandbox:
        """With a network that the task forbids."""
        configuration = evolve(wanted(work.task.requirement), network="host", networks=("host",))
        name = f"sha256:{work.offer.image.hex()}"
        return self.workshop.make(work.task.requirement, name, configuration)


@define
class Keeping(RealMachine):
    """Keeps the container, and what is in its memory."""

    def wiped(self, sandbox: Sandbox) -> WipeReport:
        """Looks, and removes nothing."""
        return sandbox.left()


@define
class OtherState(RealMachine):
    """Has its TPM make keys that open in another state, and certify them as they are."""

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[RealMachine, Vouched]:
        """One event more than the task allows."""
        return super().vouched(node, since, job, (*log, bytes(32)))


@define
class Reopening(RealMachine):
    """Once all is shown, starts its TPM anew, measures the same as before the keys, and opens Alice's key again."""

    wanted: tuple[Log, bytes] = ((), b"")
    """The job log before the keys, and Alice's key as it was released."""

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[RealMachine, Opened]:
        """Remembers what it measured, and what was released."""
        self.wanted = self.jobs[work.job].log, keys[Part.TASK]
        return super().opened(work, keys)

    def shown(self, question: Question, log: Log) -> tuple[RealMachine, bytes]:
        """The last answer is given before."""
        machine, quote = super().shown(question, log)
        if question.phase is Phase.AFTER:
            self.tpm = self.power_cycled()
            boot(self.tpm)
            before, carried = self.wanted
            for event in before:
                measure(self.tpm, event, self.policy.job_register)
            made = self.keys[question.job]
            try:
                open_with(self.tpm, self.kind, made.keys[Part.TASK], self.policy.standing, made.counters, carried)
                self.notes.append("its TPM opened the key")
            except TpmFailure as failure:
                self.notes.append(failure.name.name)
        return machine, quote


MACHINES: Final[dict[str, type[RealMachine]]] = {
    "executor-reboots": Rebooting,
    "image-swapped": OtherImage,
    "code-swapped": OtherCode,
    "network-on": Networked,
    "plaintext-kept": Keeping,
    "key-for-another-state": OtherState,
    "executor-reopens": Reopening,
}
"""By the name of the fault."""

SLOW: Final = "slow-program"
"""The fault of a program that needs longer than it may."""

SLEEPER: Final = b"import time\n\ntime.sleep(3600)\n"
