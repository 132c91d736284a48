"""What else an attestation key vouches for: the decryption key, and with it the node's software keys (§6, §8, §9).

A TPM does no Ed25519, so account and VRF key live in software. They are tied to the TPM by the decryption key, whose
creation carries the digest of (node, VRF key, epoch) and is certified by the attestation key over the same digest.
Only the TPM writes that down, and only for a key that it made itself. That the node holds the software keys at this
moment, its signature and a fresh VRF proof show; neither is checked here.

The statement is that of TPM2_CertifyCreation. TPM2_Certify would need a policy that allows that command, and the
decryption key has one that allows decryption in the measured state.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.attestation.identity.attributes import AttestationKey, DecryptionKey
from leo_ref.core.encoding import digest
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import Digest, Height, NodeId
from leo_ref.tcg import attest, creation, signature

TIE_DOMAIN: Final = "leo/key-tie"


@frozen(kw_only=True)
class Statement:
    """What the TPM signed, as it came."""

    attest: bytes
    """TPMS_ATTEST."""
    signature: bytes
    """TPMT_SIGNATURE."""


def tie(node: NodeId, vrf_key: bytes, epoch: Height) -> Digest:
    """What stands for the software keys: ``outsideInfo`` of the creation, ``qualifyingData`` of the certification."""
    return digest(TIE_DOMAIN, {"epoch": str(epoch), "node": node, "vrf_key": vrf_key.hex()})


def judge_creation(
    signer: AttestationKey, statement: Statement, key: DecryptionKey, data: bytes, parent: bytes, tied: Digest
) -> Rejection | None:
    """What is wrong with the certified creation of ``key`` below ``parent`` (a name, or a hierarchy's handle).

    ``data`` is TPMS_CREATION_DATA; ``tied`` comes from :func:`tie`.

    Rejections, in this order: those of the signature and the structure (:mod:`leo_ref.tcg`), ``CERTIFY_SIGNER``,
    ``CERTIFY_DATA``, ``CERTIFY_OTHER_KEY``, ``CREATION_HASH``, those of :func:`leo_ref.tcg.creation.parse`,
    ``CREATION_OTHER_PARENT``, ``CREATION_OUTSIDE``.
    """
    refusal = _judge_signature(signer, statement)
    if refusal is not None:
        return refusal
    found = attest.created(statement.attest)
    if isinstance(found, Rejection):
        return found
    if found.signer != signer.qualified_name:
        return reject(Code.CERTIFY_SIGNER)
    if found.extra != tied:
        return reject(Code.CERTIFY_DATA)
    if found.attested.name != key.name:
        return reject(Code.CERTIFY_OTHER_KEY, given=found.attested.name.hex(), expected=key.name.hex())
    if found.attested.creation_hash != key.public.name_hash.digest(data):
        return reject(Code.CREATION_HASH)
    circumstances = creation.parse(data)
    if isinstance(circumstances, Rejection):
        return circumstances
    if circumstances.parent != parent:
        return reject(Code.CREATION_OTHER_PARENT, given=circumstances.parent.hex(), expected=parent.hex())
    if circumstances.outside != tied:
        return reject(Code.CREATION_OUTSIDE)
    return None


def _judge_signature(signer: AttestationKey, statement: Statement) -> Rejection | None:
    found = signature.parse(statement.signature)
    if isinstance(found, Rejection):
        return found
    return signer.verifier.verify(found, statement.attest)
