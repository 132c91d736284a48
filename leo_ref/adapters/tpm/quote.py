"""What the attestation key signs about the TPM: quotes, keys and their creation, NV indices.

All functions give octets as the TPM wrote them; :mod:`leo_ref.tcg` reads them. All need a TPM that was provisioned.
"""

from __future__ import annotations

from typing import Any, Final

from leo_ref.adapters.tpm import handles
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import TPM2_ALG, TPML_PCR_SELECTION, TPMT_SIG_SCHEME
from leo_ref.attestation.identity.certification import Statement
from leo_ref.tcg import pcr
from leo_ref.tcg.pcr import Selections

OWN_SCHEME: Final = TPMT_SIG_SCHEME(scheme=TPM2_ALG.NULL)
"""The key's own scheme."""


def quote(tpm: Tpm, kind: KeyKind, nonce: bytes, selections: Selections) -> Statement:
    """TPM2_Quote: the selected registers, signed together with ``nonce``, of at most 64 octets."""
    key = tpm.persistent(handles.ATTESTATION_KEY[kind])
    selected, _ = TPML_PCR_SELECTION.unmarshal(pcr.encode(selections))
    with tpm.step("quote") as esys:
        return statement(*esys.quote(key, selected, nonce, OWN_SCHEME))


def certify_index(tpm: Tpm, kind: KeyKind, nonce: bytes, index: int) -> Statement:
    """TPM2_NV_Certify: all that an NV index holds, which everybody may read."""
    key = tpm.persistent(handles.ATTESTATION_KEY[kind])
    with tpm.step(f"certify the NV index 0x{index:08x}") as esys:
        handle = esys.tr_from_tpmpublic(index)
        public, _ = esys.nv_read_public(handle)
        size = int(public.nvPublic.dataSize)
        return statement(*esys.nv_certify(key, handle, nonce, OWN_SCHEME, size, 0, auth_handle=handle))


def statement(attest: Any, signature: Any) -> Statement:  # Any: the library's own structures
    """The octets of both."""
    return Statement(attest=bytes(attest), signature=bytes(signature.marshal()))
