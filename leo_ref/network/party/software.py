"""SOFTWARE ONLY: the machine of a node without a TPM and without containers. Its evidence proves nothing."""

from __future__ import annotations

from leo_ref.core.keys import Keys
from leo_ref.demo.picture import grey
from leo_ref.software.machine import SoftwareMachine


def software_machine(keys: Keys) -> SoftwareMachine:
    """A machine in this process. It runs one program: the one that turns pictures grey, whatever the code says."""
    return SoftwareMachine(keys=keys, program=grey)
