"""What can go wrong with a TPM: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why a TPM could not be used; the value says it in one sentence and is shown to people."""

    ADDRESS_WRONG = "This is no address of a TPM that can be used here."
    TPM_MISSING = "No TPM answers at this address."
    TPM_FORBIDDEN = "This user may not open the TPM."
    TPM_BUSY = "Another program holds the TPM."
    TPM_LOST = "The connection to the TPM was lost."
    TIME_LIMIT = "The TPM did not answer within its time limit."
    RESPONSE_WRONG = "What came back is no answer of a TPM."
    TPM_REFUSED = "The TPM refused a command."
    HANDLE_TAKEN = "A handle that Leo uses holds something that Leo did not make."
    NOT_PROVISIONED = "The TPM has no attestation key of Leo's."
    CERTIFICATE_MISSING = "The TPM holds no certificate of its endorsement key."
    CERTIFICATE_BROKEN = "What the TPM holds in the place of its certificate is none."
    CERTIFICATE_FOREIGN = "The certificate that the TPM holds is not that of its endorsement key."
    AUTHORITY_BROKEN = "What is in the folder of an authority is none."
    SWTPM_MISSING = "There is no swtpm to start."
    SWTPM_DIED = "swtpm ended before it could be used."


class TpmFailure(NamedFailure):
    """The TPM could not be used."""

    name: Failure
