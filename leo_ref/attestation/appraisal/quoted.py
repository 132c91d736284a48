"""The quote itself (§8): signed by this key, in answer to this question, over exactly the policy's registers.

The order is fixed, so that two appraisers name the same first failure: the signature's form and the signature; the
structure's form; signer, question, selection, digest, firmware.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.attestation.appraisal.answer import TpmQuote
from leo_ref.attestation.appraisal.judge import Check, Judge
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg import attest, signature
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Clock

SIGNATURE: Final = Check(Code.SIGNATURE_MISMATCH, "signature over the quote")
SIGNER: Final = Check(Code.QUOTE_SIGNER, "qualified name of the signer")
QUESTION: Final = Check(Code.QUOTE_QUESTION, "digest of the question")
SELECTION: Final = Check(Code.QUOTE_SELECTION, "selection of registers")
LENGTH: Final = Check(Code.QUOTE_VALUES_LENGTH, "octets of the registers' values")
DIGEST: Final = Check(Code.QUOTE_DIGEST, "digest of the registers' values")
FIRMWARE: Final = Check(Code.QUOTE_FIRMWARE, "firmware of the TPM, at least")


@frozen
class Quoted:
    """What a TPM vouches for."""

    extra: bytes
    clock: Clock
    firmware: int
    values: Mapping[int, bytes]
    """The policy's registers."""


def quoted(policy: Policy, key: AttestationKey, extra: bytes, shown: TpmQuote, judge: Judge) -> Quoted | Rejection:
    """What the quote vouches for.

    Rejections, in this order: those of :func:`leo_ref.tcg.signature.parse` and ``verify``, those of
    :func:`leo_ref.tcg.attest.quote`, QUOTE_SIGNER, QUOTE_QUESTION, QUOTE_SELECTION, QUOTE_VALUES_LENGTH, QUOTE_DIGEST,
    QUOTE_FIRMWARE.
    """
    signed = signature.parse(shown.signature)
    if isinstance(signed, Rejection):
        return signed
    refusal = key.verifier.verify(signed, shown.attest)
    if refusal is not None:
        return refusal
    judge.note(SIGNATURE, "verifies", "verifies", agrees=True)
    found = attest.quote(shown.attest, policy.written)
    if isinstance(found, Rejection):
        return found
    said = found.attested
    refusal = (
        judge.same(SIGNER, found.signer, key.qualified_name)
        or judge.same(QUESTION, found.extra, extra)
        or judge.same(SELECTION, said.selections, policy.selections)
        or judge.same(LENGTH, len(shown.values), policy.layout.size)
        or judge.same(DIGEST, said.digest, _digest(signed.hash, shown))
    )
    if refusal is not None:
        return refusal
    given, least = found.firmware, policy.firmware
    if not judge.note(FIRMWARE, given, least, given >= least):
        return reject(Code.QUOTE_FIRMWARE, given=str(given), least=str(least))
    return Quoted(found.extra, found.clock, given, values_of(policy, shown))


def _digest(algorithm: Hash, shown: TpmQuote) -> bytes:
    """As :func:`leo_ref.tcg.pcr.digest`, by the hash function of the signature: the values are joined already."""
    return algorithm.digest(shown.values)


def values_of(policy: Policy, shown: TpmQuote) -> Mapping[int, bytes]:
    """The values by register, where there is one for each."""
    return dict(zip(policy.registers, policy.layout.unpack(shown.values), strict=True))
