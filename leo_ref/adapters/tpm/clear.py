"""Taking out of a TPM everything that Leo put there, and nothing else."""

from __future__ import annotations

from attrs import frozen

from leo_ref.adapters.tpm import handles
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.tss import ESYS_TR


@frozen
class Cleared:
    """What was done, as handles in increasing order."""

    removed: tuple[int, ...]
    left: tuple[int, ...]
    """In Leo's range of handles, but not made by Leo."""


def clear(tpm: Tpm) -> Cleared:
    """Removes Leo's persistent keys. Nothing of the owner's, of other programs', no NV index is touched.

    Raises:
        TpmFailure: those of a step.
    """
    removed: list[int] = []
    left: list[int] = []
    for handle in handles.in_use(tpm):
        if not handles.is_ours(handle, handles.public_area(tpm, handle)):
            left.append(handle)
            continue
        with tpm.step(f"remove 0x{handle:08x}") as esys:
            esys.evict_control(ESYS_TR.OWNER, tpm.persistent(handle), handle)
        tpm.forget(handle)
        removed.append(handle)
    return Cleared(tuple(removed), tuple(left))
