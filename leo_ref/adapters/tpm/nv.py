"""Reading what the TPM keeps in its NV indices, and writing a certificate where a maker would."""

from __future__ import annotations

from typing import Final

from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2_ALG, TPM2B_NV_PUBLIC, TPMA_NV, TPMS_NV_PUBLIC

FIRST: Final = 0x01000000
"""Where a TPM begins its list of NV indices (Part 2, section 7.2)."""

CHUNK: Final = 768
"""Octets a command; every TPM has buffers for these."""

CERTIFICATE_ATTRIBUTES: Final = (
    TPMA_NV.PLATFORMCREATE
    | TPMA_NV.PPWRITE
    | TPMA_NV.PPREAD
    | TPMA_NV.OWNERREAD
    | TPMA_NV.AUTHREAD
    | TPMA_NV.NO_DA
    | TPMA_NV.WRITEDEFINE
)
"""As makers set them (EK Credential Profile, section 2.2.1.4): everybody may read, the platform alone writes."""


def read(tpm: Tpm, index: int) -> bytes:
    """All of an index that everybody may read."""
    with tpm.step(f"show the NV index 0x{index:08x}") as esys:
        handle = esys.tr_from_tpmpublic(index)
        public, _ = esys.nv_read_public(handle)
        size = int(public.nvPublic.dataSize)
        octets = b""
        while len(octets) < size:
            count = min(CHUNK, size - len(octets))
            octets += bytes(esys.nv_read(handle, count, len(octets), auth_handle=handle))
        esys.tr_close(handle)
    return octets


def write_certificate(tpm: Tpm, index: int, certificate: bytes) -> None:
    """Does what the maker of a TPM does in the factory; needs the platform hierarchy, as a throw-away TPM gives it."""
    settings = TPMS_NV_PUBLIC(
        nvIndex=index, nameAlg=TPM2_ALG.SHA256, attributes=CERTIFICATE_ATTRIBUTES, dataSize=len(certificate)
    )
    with tpm.step("keep a certificate") as esys:
        handle = esys.nv_define_space(None, TPM2B_NV_PUBLIC(nvPublic=settings), auth_handle=ESYS_TR.PLATFORM)
        for start in range(0, len(certificate), CHUNK):
            esys.nv_write(handle, certificate[start : start + CHUNK], start, auth_handle=ESYS_TR.PLATFORM)
        esys.tr_close(handle)
