"""A candidate's keys, judged from octets alone (§5): chain, template and attributes, with no question to anybody.

No revocation list is looked at: the one who is judged would bring it. That the TPM with the endorsement key also has
the attestation key is not said here; that is what challenges are for (:mod:`leo_ref.attestation.identity.challenge`).
"""

from __future__ import annotations

from collections.abc import Set

from attrs import frozen

from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key
from leo_ref.attestation.identity.certificate import Certificate
from leo_ref.attestation.identity.chain import Trust, verified
from leo_ref.attestation.identity.endorsement import Endorsement, Template, endorsed
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import Hash


@frozen(kw_only=True)
class CandidateKeys:
    """What is known of a candidate's keys; from :func:`candidate_of` only."""

    certificate: Certificate
    """The endorsement key's, believed at the time of the judgement."""
    endorsement: Endorsement
    attestation: AttestationKey
    """If it is in a TPM with ``endorsement``, then below it."""


def candidate_of(
    chain: tuple[bytes, ...], endorsement: bytes, attestation: bytes, trust: Trust, accepted: Set[Template], at: int
) -> CandidateKeys | Rejection:
    """The candidate with this chain and these two TPMT_PUBLIC, at the second ``at``.

    Rejections, in this order: those of :func:`leo_ref.attestation.identity.chain.verified`,
    :func:`leo_ref.attestation.identity.endorsement.endorsed` and
    :func:`leo_ref.attestation.identity.attributes.attestation_key`.
    """
    certificate = verified(chain, trust, at)
    if isinstance(certificate, Rejection):
        return certificate
    above = endorsed(certificate, endorsement, accepted)
    if isinstance(above, Rejection):
        return above
    key = attestation_key(attestation, names.of(Hash.SHA256, attestation), above.qualified_name)
    if isinstance(key, Rejection):
        return key
    return CandidateKeys(certificate=certificate, endorsement=above, attestation=key)
