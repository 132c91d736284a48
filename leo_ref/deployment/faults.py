"""Machines that do what an executor should not, each in one way, and then measure what they really did.

They stand for a host that is dishonest while its measuring program is not: what boot log and kernel's list vouch for
(docs/attestation.md). A host that lies in its measurements too shows in nothing but those two.
"""

from __future__ import annotations

from typing import Final

from attrs import define, evolve

from leo_ref.deployment.boot import boot
from leo_ref.deployment.machine import RealMachine
from leo_ref.docker.sandbox import Sandbox
from leo_ref.evidence.container import wanted
from leo_ref.evidence.log import Log
from leo_ref.evidence.wipe import Report
from leo_ref.roles.machine import Assignment, Question
from leo_ref.state.evidence import Phase
from leo_ref.tpm.measure import measure


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

    def wiped(self, sandbox: Sandbox) -> Report:
        """Looks, and removes nothing."""
        return sandbox.left()


MACHINES: Final[dict[str, type[RealMachine]]] = {
    "executor-reboots": Rebooting,
    "image-swapped": OtherImage,
    "code-swapped": OtherCode,
    "network-on": Networked,
    "plaintext-kept": Keeping,
}
"""By the name of the fault."""
