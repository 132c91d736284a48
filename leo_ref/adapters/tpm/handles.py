"""Which persistent objects are Leo's: those at its own handles that also look like what Leo makes.

The handles lie where owners put what they like (Registry of Reserved TPM 2.0 Handles, section 2.3.1). Leo defines no
NV index, so it removes none.
"""

from __future__ import annotations

from typing import Final

from leo_ref.adapters.tpm import templates
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.templates import KeyKind

FIRST: Final = 0x814C4500
COUNT: Final = 0x100
OURS: Final = range(FIRST, FIRST + COUNT)
"""The persistent handles that Leo uses; the middle octets are "LE"."""

ENDORSEMENT_KEY: Final = {KeyKind.ECC: FIRST, KeyKind.RSA: FIRST + 1}
ATTESTATION_KEY: Final = {KeyKind.ECC: FIRST + 0x10, KeyKind.RSA: FIRST + 0x11}

PERSISTENT: Final = 0x81000000
"""Where a TPM begins its list of persistent objects (Part 2, section 7.2)."""


def public_area(tpm: Tpm, handle: int) -> bytes:
    """The TPMT_PUBLIC of the object at a persistent handle that is in use."""
    known = tpm.persistent(handle)
    with tpm.step(f"show the object 0x{handle:08x}") as esys:
        public, _, _ = esys.read_public(known)
    return bytes(public.publicArea.marshal())


def in_use(tpm: Tpm) -> tuple[int, ...]:
    """The handles of Leo's range that hold something, whoever put it there."""
    return tuple(handle for handle in tpm.handles(FIRST) if handle in OURS)


def is_ours(handle: int, public: bytes) -> bool:
    """Whether the object at ``handle`` has the form of what Leo puts there."""
    return any(
        (handle == ENDORSEMENT_KEY[kind] and templates.is_endorsement(public, kind))
        or (handle == ATTESTATION_KEY[kind] and templates.is_attestation(public, kind))
        for kind in KeyKind
    )
