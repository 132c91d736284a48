"""Boots on one TPM, each with its quote.

The machine does not quote itself. It reads its logs, puts the TPM to sleep with its registers saved
(TPM2_Shutdown(STATE)) and stops; then the same TPM is woken here and quotes. So the machine needs no program but
busybox, and the question need not be known when it starts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from leo_ref.adapters.qemu import capture as captures
from leo_ref.adapters.qemu.capture import REGISTERS, Capture
from leo_ref.adapters.qemu.packages import Parts
from leo_ref.adapters.qemu.run import Boot, boot
from leo_ref.adapters.qemu.variant import Variant
from leo_ref.adapters.tpm.authority import throw_away_authority
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.measure import JOB_REGISTER, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection

SELECTIONS: Final = (Selection(Hash.SHA256, REGISTERS),)

Captured = Callable[[Variant, str], tuple[Boot, Capture | None]]
"""Boots a machine, whose name goes before what is kept of it; there is no capture where it refused to start."""


@contextmanager
def machine(parts: Parts, limit: float, out: Path | None) -> Iterator[Captured]:
    """A machine with a TPM of its own, enrolled once and then booted as often as one likes.

    Args:
        parts: What it is made of.
        limit: Seconds that each boot has.
        out: A folder in which what it says is kept, also where a boot fails.

    Raises:
        MachineFailure: those of :func:`leo_ref.adapters.qemu.run.boot`.
        TpmFailure: those of a throw-away TPM.
    """
    assert captures.JOB_REGISTER == JOB_REGISTER, "one register for jobs"
    authority = throw_away_authority()
    with certified_tpm(authority) as swtpm:
        with connect(swtpm.address) as tpm:
            identity = provision(tpm, KeyKind.ECC)

        def captured(variant: Variant, name: str) -> tuple[Boot, Capture | None]:
            swtpm.stop()
            booted = boot(parts, variant, swtpm.folder, limit, None if out is None else out / name)
            if booted.report is None:
                return booted, None
            swtpm.start(resume=True)
            question = os.urandom(Hash.SHA256.size)
            with connect(swtpm.address) as tpm:
                signed = quote(tpm, KeyKind.ECC, question, SELECTIONS)
                values = read(tpm, SELECTIONS)[Hash.SHA256]
            return booted, Capture(
                machine=variant,
                packages=parts.packages,
                root=authority.certificate,
                certificate=identity.certificate,
                endorsement_key=identity.endorsement_key,
                attestation_key=identity.attestation_key,
                question=question,
                attest=signed.attest,
                signature=signed.signature,
                values=tuple(values[register] for register in REGISTERS),
                event_log=booted.report.event_log,
                kernel_list=booted.report.kernel_list,
            )

        yield captured
