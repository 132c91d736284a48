"""Measuring a job into a register that nobody can set back (§8), see docs/decisions on the job's measurement.

Registers 8 to 15 are reset by a reset or restart of the TPM alone, which its counters tell; 16 and 23 can be reset by
any program. A register that was used before does not begin with zeros, so what is expected at a phase is computed from
the value that the first quote shows.
"""

from __future__ import annotations

from typing import Final

from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2_ALG, TPML_DIGEST_VALUES, TPML_PCR_SELECTION, TPMT_HA, TPMU_HA
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection, Selections

JOB_REGISTER: Final = 14
"""Firmware does not use it, and shim writes to it before the system starts only."""

JOB_SELECTION: Final[Selections] = (Selection(Hash.SHA256, (JOB_REGISTER,)),)


def measure(tpm: Tpm, event: bytes, register: int = JOB_REGISTER) -> None:
    """Extends the register of the bank SHA-256 with an event of 32 octets."""
    assert len(event) == Hash.SHA256.size, len(event)
    values = TPML_DIGEST_VALUES([TPMT_HA(hashAlg=TPM2_ALG.SHA256, digest=TPMU_HA(sha256=event))])
    with tpm.step(f"extend register {register}") as esys:
        esys.pcr_extend(ESYS_TR(ESYS_TR.PCR0 + register), values)


def read(tpm: Tpm, selections: Selections) -> dict[Hash, dict[int, bytes]]:
    """The values of the selected registers; a bank that the TPM does not have is left out."""
    banks: dict[Hash, dict[int, bytes]] = {}
    for selection in selections:
        for register in selection.registers:
            one, _ = TPML_PCR_SELECTION.unmarshal(pcr.encode((Selection(selection.bank, (register,)),)))
            with tpm.step(f"show register {register}") as esys:
                _, _, values = esys.pcr_read(one)
            if len(values):
                banks.setdefault(selection.bank, {})[register] = bytes(values[0])
    return banks
