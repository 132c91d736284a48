"""The counters of a TPM, by which one boot is told from another (§8, §9)."""

from __future__ import annotations

from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.tcg.attest import Counters


def counters(tpm: Tpm) -> Counters:
    """Those of this boot (TPM2_ReadClock), as quotes of the attestation key show them."""
    with tpm.step("tell its counters") as esys:
        clock = esys.read_clock().clockInfo
    return Counters(int(clock.resetCount), int(clock.restartCount))
