"""SOFTWARE ONLY: the machine of a node without a TPM and without containers. Its evidence proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from attrs import evolve, frozen

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.machine import Assignment
from leo_ref.core.encoding import digest
from leo_ref.core.keys import Keys
from leo_ref.demo.picture import grey
from leo_ref.ledger import Genesis
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.parties.message import Party
from leo_ref.parties.node import Node
from leo_ref.software.machine import SoftwareMachine

OTHER_IMAGE: Final = digest("leo/software-image", "another than the service's")


@frozen(kw_only=True)
class TamperedMachine(SoftwareMachine):
    """A machine that runs another image than the service's, and measures that."""

    def prepared(self, work: Assignment) -> tuple[SoftwareMachine, Log]:
        """The log says what this machine runs."""
        return SoftwareMachine.prepared(self, evolve(work, offer=evolve(work.offer, image=OTHER_IMAGE)))


def software_machine(keys: Keys) -> SoftwareMachine:
    """A machine in this process. It runs one program: the one that turns pictures grey, whatever the code says."""
    return SoftwareMachine(keys=keys, program=grey)


@contextmanager
def software_in(keys: Keys, document: Genesis) -> Iterator[SoftwareMachine]:
    """The machine, on a ledger that believes it.

    Raises:
        PartyFailure: EVIDENCE_DIFFERS.
    """
    if not isinstance(document.evidence, Software):
        what = f"It judges evidence of the kind {document.evidence.kind}, and this machine is of software."
        raise PartyFailure(Failure.EVIDENCE_DIFFERS, what, "Start the node with a TPM: --swtpm or --tcti.")
    yield software_machine(keys)


def is_of_software(party: Party) -> bool:
    """Whether the party is a node whose machine is one of software, so that it can be tampered with in a trial."""
    return isinstance(party, Node) and isinstance(party.machine, SoftwareMachine)


def tampered(party: Node) -> Node:
    """The node with its machine tampered with."""
    machine = party.machine
    assert isinstance(machine, SoftwareMachine), machine
    if isinstance(machine, TamperedMachine):
        return party
    changed = TamperedMachine(
        keys=machine.keys, program=machine.program, clock=machine.clock, resets=machine.resets, jobs=machine.jobs
    )
    return evolve(party, machine=changed)
