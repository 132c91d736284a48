"""The one place that imports the TPM software stack, with its own messages silenced.

tpm2-pytss has no types that a checker could read, so everything of it is Any here; the other modules of this room give
and take octets, integers and types of their own.
"""

from __future__ import annotations

import os

os.environ.setdefault("TSS2_LOG", "all+none")  # read when the library first has something to say

from tpm2_pytss import (
    ESAPI,
    ESYS_TR,
    TPM2_ALG,
    TPM2_CAP,
    TPM2_ECC,
    TPM2_EO,
    TPM2_PT,
    TPM2_SE,
    TPM2_ST,
    TPM2B_CREATION_DATA,
    TPM2B_DATA,
    TPM2B_DIGEST,
    TPM2B_ENCRYPTED_SECRET,
    TPM2B_ID_OBJECT,
    TPM2B_NV_PUBLIC,
    TPM2B_OPERAND,
    TPM2B_PRIVATE,
    TPM2B_PUBLIC,
    TPM2B_PUBLIC_KEY_RSA,
    TPM2B_SENSITIVE_CREATE,
    TPMA_NV,
    TPMA_OBJECT,
    TPMA_SESSION,
    TPML_DIGEST_VALUES,
    TPML_PCR_SELECTION,
    TPMS_NV_PUBLIC,
    TPMT_HA,
    TPMT_PUBLIC,
    TPMT_RSA_DECRYPT,
    TPMT_SIG_SCHEME,
    TPMT_SYM_DEF,
    TPMT_TK_CREATION,
    TPMU_HA,
    PyTCTI,
    TCTILdr,
    TSS2_Exception,
)

__all__ = [
    "ESAPI",
    "ESYS_TR",
    "TPM2B_CREATION_DATA",
    "TPM2B_DATA",
    "TPM2B_DIGEST",
    "TPM2B_ENCRYPTED_SECRET",
    "TPM2B_ID_OBJECT",
    "TPM2B_NV_PUBLIC",
    "TPM2B_OPERAND",
    "TPM2B_PRIVATE",
    "TPM2B_PUBLIC",
    "TPM2B_PUBLIC_KEY_RSA",
    "TPM2B_SENSITIVE_CREATE",
    "TPM2_ALG",
    "TPM2_CAP",
    "TPM2_ECC",
    "TPM2_EO",
    "TPM2_PT",
    "TPM2_SE",
    "TPM2_ST",
    "TPMA_NV",
    "TPMA_OBJECT",
    "TPMA_SESSION",
    "TPML_DIGEST_VALUES",
    "TPML_PCR_SELECTION",
    "TPMS_NV_PUBLIC",
    "TPMT_HA",
    "TPMT_PUBLIC",
    "TPMT_RSA_DECRYPT",
    "TPMT_SIG_SCHEME",
    "TPMT_SYM_DEF",
    "TPMT_TK_CREATION",
    "TPMU_HA",
    "PyTCTI",
    "TCTILdr",
    "TSS2_Exception",
]
